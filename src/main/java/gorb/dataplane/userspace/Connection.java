package gorb.dataplane.userspace;

import gorb.dataplane.Carried;
import gorb.dataplane.userspace.scheduling.Flow;
import gorb.model.Protocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection and the one to its server, both on one event loop, which alone may use this.
 *
 * <pre>
 * accepted    ─ no usable server ─────────────────────▶ reset
 *             ─ server chosen ────────────────────────▶ connecting
 * connecting  ─ failed, first time, another is usable ▶ connecting
 *             ─ failed otherwise ─────────────────────▶ reset
 *             ─ connected ────────────────────────────▶ relaying
 * relaying    ─ one side ends its output ─────────────▶ the other side is told, behind all that was sent before
 *             ─ both sides have ended ────────────────▶ closed
 *             ─ error, reset, or idle for too long ───▶ both sides reset
 * </pre>
 *
 * <p>The client's socket joins the event loop when its server is connected: nothing is read that could be lost, which
 * is what makes the second attempt safe.
 */
final class Connection implements Stream.Events {
  private static final int ATTEMPTS = 2;

  private final Forwarding forwarding;
  private final Balancer balancer;
  private final Stream client;
  private final Worker worker;
  private final Flow flow;
  private @Nullable Assignment assignment;
  private @Nullable Stream upstream;
  private @Nullable Relay relay;
  private int attempts;
  private long attemptNanos;
  private long usedNanos;
  private boolean over;

  /** @param client on no event loop yet */
  Connection(Forwarding forwarding, Balancer balancer, Stream client, Worker worker, Flow flow) {
    this.forwarding = forwarding;
    this.balancer = balancer;
    this.client = client;
    this.worker = worker;
    this.flow = flow;
  }

  /** Begins with a client that was just accepted. */
  void begin() {
    used();
    worker.add(this);
    attempt(null);
  }

  /** The server's socket tells how connecting went, and from then on what the relay is to know. */
  @Override
  public void ready(Stream server, boolean input, boolean output) {
    if (relay != null) {
      relay.ready(server, input, output);
      return;
    }
    try {
      server.finishConnect();
    } catch (IOException e) {
      fail(e);
      return;
    }
    relay(server, input);
  }

  /** Ends it with a reset of both sides, in whatever state it is. */
  void abort() {
    if (over) {
      return;
    }
    client.reset();
    if (upstream != null) {
      upstream.reset();
    }
    end();
  }

  /** Ends it when both sides have. */
  void close() {
    client.close();
    if (upstream != null) {
      upstream.close();
    }
    end();
  }

  /** Whether its sockets are closed. */
  boolean isOver() {
    return over;
  }

  /** A byte came. */
  void used() {
    usedNanos = forwarding.ticker().nanoTime();
  }

  /** When the last byte came, from either side, or the client. */
  long usedNanos() {
    return usedNanos;
  }

  /** When the attempt to reach a server began. */
  long attemptNanos() {
    return attemptNanos;
  }

  /** The attempt to reach a server took too long. */
  void giveUp() {
    fail(new IOException("connect: timeout"));
  }

  /** Whether its server is one of these. */
  boolean isTo(Predicate<Server> ofServer) {
    return assignment != null && ofServer.test(assignment.server());
  }

  /** How it is listed; null where no server is chosen. */
  @Nullable Carried listed() {
    if (assignment == null) {
      return null;
    }
    var settings = forwarding.settings();
    long now = forwarding.ticker().nanoTime();
    return new Carried(
        Protocol.TCP.label(),
        new Carried.Endpoint(flow.client(), flow.clientPort()),
        new Carried.Endpoint(flow.vip(), flow.vport()),
        assignment.server().endpoint(flow.vport()),
        relay == null ? "SYN_SENT" : assignment.isActive() ? "ESTABLISHED" : "FIN_WAIT",
        relay == null
            ? Carried.left(settings.connectTimeout(), now - attemptNanos)
            : Carried.left(settings.idleTimeout(), now - usedNanos));
  }

  private void attempt(@Nullable Server avoided) {
    attempts++;
    var assigned = balancer.begin(flow, avoided);
    assignment = assigned;
    if (assigned == null) {
      abort();
      return;
    }
    attemptNanos = forwarding.ticker().nanoTime();
    try {
      upstream = forwarding.transport().streams().connect(address(assigned.server()), source(assigned.server()));
      upstream.join(worker.loop(), this);
      worker.addConnecting(this);
    } catch (IOException e) {
      fail(e);
    }
  }

  /** The attempt has failed. */
  private void fail(IOException cause) {
    worker.removeConnecting(this);
    forwarding.report(cause, worker.loop());
    var failed = assignment;
    if (upstream != null) {
      upstream.close();
      upstream = null;
    }
    if (failed == null || attempts == ATTEMPTS) {
      abort();
      return;
    }
    failed.end();
    attempt(failed.server());
  }

  private void relay(Stream server, boolean input) {
    worker.removeConnecting(this);
    if (assignment != null) {
      relay = new Relay(this, client, server, worker, assignment);
      relay.begin(introduction(assignment.server()), input);
    }
  }

  private @Nullable InetAddress source(Server server) {
    return server.showsClient() ? flow.client().toInetAddress() : null;
  }

  private @Nullable ByteBuffer introduction(Server server) {
    return server.expectsHeader() ? ProxyHeader.of(flow) : null;
  }

  private void end() {
    over = true;
    if (assignment != null) {
      assignment.end();
    }
    if (relay != null) {
      relay.drop();
    }
    worker.remove(this);
  }

  private InetSocketAddress address(Server server) {
    var endpoint = server.endpoint(flow.vport());
    return new InetSocketAddress(endpoint.address().toInetAddress(), endpoint.port());
  }
}
