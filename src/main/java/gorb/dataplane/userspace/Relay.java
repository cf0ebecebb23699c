package gorb.dataplane.userspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The two directions of a connection whose server is connected. On one event loop, which must not get an exception:
 * Netty would let it sleep for a second. Netty tells {@code ENOTCONN} by an {@link IllegalStateException}.
 */
final class Relay implements Stream.Events {
  private final Connection connection;
  private final Stream client;
  private final Stream server;
  private final Worker worker;
  private final Assignment assignment;
  private final Direction requests;
  private final Direction answers;

  Relay(Connection connection, Stream client, Stream server, Worker worker, Assignment assignment) {
    this.connection = connection;
    this.client = client;
    this.server = server;
    this.worker = worker;
    this.assignment = assignment;
    var amounts = assignment.server().amounts();
    requests = new Direction(client, server, worker.chunk(), count -> {
      connection.used();
      amounts.bytesIn(count);
    });
    answers = new Direction(server, client, worker.chunk(), count -> {
      connection.used();
      amounts.bytesOut(count);
    });
  }

  /**
   * Passes on what the client has sent meanwhile, without asking first whether it has: most have.
   *
   * @param introduction what the server is told before; null for nothing
   * @param answered whether the server has something to say already
   */
  void begin(@Nullable ByteBuffer introduction, boolean answered) {
    try {
      if (introduction != null) {
        requests.introduce(introduction);
      }
      pass(requests);
      client.join(worker.loop(), this);
    } catch (IOException | IllegalStateException _) {
      connection.abort();
      return;
    }
    ready(server, answered, false);
  }

  @Override
  public void ready(Stream at, boolean input, boolean output) {
    if (connection.isOver()) {
      return;
    }
    var outgoing = at.equals(client) ? answers : requests;
    try {
      if (output && outgoing.isHeld()) {
        outgoing.release();
        pass(outgoing);
      }
      if (input) {
        pass(at.equals(client) ? requests : answers);
      }
      if (at.failed()) {
        connection.abort();
      } else if (!connection.isOver()) {
        client.await(requests.mayRead(), answers.isHeld());
        server.await(answers.mayRead(), requests.isHeld());
      }
    } catch (IOException | IllegalStateException _) {
      connection.abort();
    }
  }

  /** Forgets what was kept for either side. */
  void drop() {
    requests.drop();
    answers.drop();
  }

  private void pass(Direction direction) throws IOException {
    if (!direction.mayRead()) {
      return;
    }
    boolean more = direction.pass();
    if (direction.ended()) {
      end(direction);
    } else if (more) {
      worker.loop().execute(() -> ready(direction == requests ? client : server, true, false));
    }
  }

  private void end(Direction direction) throws IOException {
    assignment.ending();
    if (requests.ended() && answers.ended()) {
      connection.close();
    } else {
      (direction == requests ? server : client).endOutput();
    }
  }
}
