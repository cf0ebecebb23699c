package gorb.dataplane.userspace;

import gorb.dataplane.Carried;
import gorb.model.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A client's datagrams to one server, and the answers, which go out from the address asked. On one event loop. */
final class DatagramFlow {
  private static final System.Logger LOG = System.getLogger(DatagramFlow.class.getName());
  /** How many batches are received before other sockets have their turn. */
  private static final int MOST_BATCHES = 4;

  private final Datagrams datagrams;
  private final Datagrams.Port service;
  private final Datagrams.Path path;
  private final Server server;
  private final @Nullable Assignment assignment;
  private final Forwarding forwarding;
  private Datagrams.@Nullable Port upstream;
  private boolean answered = true;
  private boolean failed;
  private long usedNanos;

  /**
   * @param service the socket at which the client's datagrams arrive
   * @param assignment whose end is that of the flow; null where each datagram has one of its own
   */
  DatagramFlow(
      Forwarding forwarding,
      Datagrams datagrams,
      Datagrams.Port service,
      Datagrams.Path path,
      Server server,
      @Nullable Assignment assignment) {
    this.forwarding = forwarding;
    this.datagrams = datagrams;
    this.service = service;
    this.path = path;
    this.server = server;
    this.assignment = assignment;
  }

  /** Opens the socket towards the server. */
  void open() throws IOException {
    var endpoint = server.endpoint(path.service().port());
    var address = new InetSocketAddress(endpoint.address().toInetAddress(), endpoint.port());
    var source = server.showsClient() ? Datagrams.Path.address(path.client()).toInetAddress() : null;
    upstream = datagrams.connect(address, source, this::answers);
  }

  Datagrams.Port service() {
    return service;
  }

  Server server() {
    return server;
  }

  /** How it is listed. */
  Carried listed() {
    return new Carried(
        Protocol.UDP.label(),
        new Carried.Endpoint(Datagrams.Path.address(path.client()), path.client().port()),
        new Carried.Endpoint(Datagrams.Path.address(path.service()), path.service().port()),
        server.endpoint(path.service().port()),
        "UDP",
        Carried.left(forwarding.settings().flowTimeout(), forwarding.ticker().nanoTime() - usedNanos));
  }

  /** When the last datagram came, from either side. */
  long usedNanos() {
    return usedNanos;
  }

  /** Whether the server could not be reached. */
  boolean hasFailed() {
    return failed;
  }

  /** Whether the next datagram goes to the same server. A quiesced one keeps its flows as long as it answers them. */
  boolean mayGoOn() {
    return !failed && !server.removed() && (answered || server.weight() > 0);
  }

  /** The client has sent something, which is still to be passed on. */
  void used(long nowNanos) {
    usedNanos = nowNanos;
    answered = false;
  }

  /**
   * Passes on datagrams of the client; what the socket does not take is dropped. They are counted before, as the
   * kernel counts them.
   */
  void send(int[] positions, int count) {
    if (upstream == null) {
      return;
    }
    try {
      for (int index = 0; index < count; index++) {
        server.amounts().packetIn(datagrams.length(positions[index]));
      }
      upstream.send(positions, count);
    } catch (IOException e) {
      fail(e);
    }
  }

  void close() {
    if (assignment != null) {
      assignment.end();
    }
    if (upstream != null) {
      upstream.close();
      upstream = null;
    }
  }

  /** Passes on what the server has to say; what the socket does not take is dropped. */
  private void answers(Datagrams.Port from) {
    for (int batch = 0; batch < MOST_BATCHES && upstream != null; batch++) {
      int count;
      try {
        count = from.receive();
      } catch (IOException e) {
        fail(e);
        return;
      }
      if (count == 0) {
        return;
      }
      answered = true;
      usedNanos = forwarding.ticker().nanoTime();
      answer(count);
    }
  }

  private void answer(int count) {
    try {
      for (int position = 0; position < count; position++) {
        server.amounts().packetOut(datagrams.length(position));
      }
      service.answer(path, count);
    } catch (IOException e) {
      // A client that is gone: nothing that concerns the others.
      LOG.log(System.Logger.Level.DEBUG, "event=datagram-refused", e);
    }
  }

  /** ICMP says that nobody listens there, or that there is no way: the next datagram finds another server. */
  private void fail(IOException cause) {
    LOG.log(System.Logger.Level.DEBUG, "event=server-refused", cause);
    failed = true;
    close();
  }
}
