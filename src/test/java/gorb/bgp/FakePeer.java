package gorb.bgp;

import gorb.bgp.PeerSettings.Marks;
import gorb.bgp.PeerSettings.Reach;
import gorb.bgp.message.AsWidth;
import gorb.bgp.message.Capability;
import gorb.bgp.message.Family;
import gorb.bgp.message.Keepalive;
import gorb.bgp.message.Message;
import gorb.bgp.message.MessageException;
import gorb.bgp.message.Notification;
import gorb.bgp.message.Open;
import gorb.bgp.message.PathAttribute;
import gorb.bgp.message.RouteRefresh;
import gorb.bgp.message.Update;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A peer on an address of loopback that takes every connection, and writes down what it is told, a line for each
 * message: the number of the connection, then {@code up}, {@code +PREFIX COMMUNITIES}, {@code -PREFIX}, {@code end} (of
 * RIB), the name of an error, or {@code closed}.
 */
final class FakePeer implements AutoCloseable {
  static final long ASN = 64_513;
  private static final int PATIENCE_SECONDS = 60;
  private static final int RECEIVE_BUFFER = 16_384;

  private final ServerSocket server;
  private final boolean keepsRoutes;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Thread thread;
  private final Semaphore reading = new Semaphore(1);
  private volatile @Nullable OutputStream out;

  /**
   * Starts to wait.
   *
   * @param address one of 127.0.0.0/8
   * @param keepsRoutes whether it speaks of graceful restart
   */
  FakePeer(String address, boolean keepsRoutes) throws IOException {
    this.server = new ServerSocket();
    // Connections have the same, so that who does not read is soon sent nothing more.
    server.setReceiveBufferSize(RECEIVE_BUFFER);
    server.bind(new InetSocketAddress(InetAddress.getByName(address), 0), 16);
    this.keepsRoutes = keepsRoutes;
    this.thread = Thread.ofVirtual().start(this::accept);
  }

  /** How a speaker finds it. */
  PeerSettings settings() {
    return new PeerSettings(IpAddress.of(server.getInetAddress()), server.getLocalPort(), ASN, Optional.empty(), false,
        Set.of(AddressFamily.IPV4), Optional.empty(), new Reach.Near(), Optional.empty(), Duration.ofSeconds(240),
        Duration.ofSeconds(1), Map.of(), Marks.NONE);
  }

  /** The next line; fails where none comes. */
  String next() {
    try {
      var line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("the peer was told nothing more");
      }
      return line;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** So many lines. */
  List<String> next(int count) {
    var all = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      all.add(next());
    }
    return all;
  }

  /** Says something, in the session that is up. */
  void say(Message message) throws IOException {
    Objects.requireNonNull(out).write(Message.encode(message, AsWidth.FOUR));
  }

  /** Reads nothing more, but a message that it has begun with. */
  void pause() {
    reading.acquireUninterruptibly();
  }

  void goOn() {
    reading.release();
  }

  /** Whether nothing was said that {@link #next} has not given. */
  boolean wasToldNothingMore() {
    return lines.isEmpty();
  }

  @Override
  public void close() {
    try {
      server.close();
      thread.join();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void accept() {
    for (int number = 1; !server.isClosed(); number++) {
      try (var socket = server.accept()) {
        serve(socket, number);
      } catch (IOException | MessageException _) {
        // The speaker, or the test, has closed it.
      }
      lines.add(number + " closed");
    }
  }

  private void serve(Socket socket, int number) throws IOException, MessageException {
    var in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    while (true) {
      reading.acquireUninterruptibly();
      reading.release();
      byte[] header = in.readNBytes(Message.HEADER);
      if (header.length < Message.HEADER) {
        return;
      }
      var whole = ByteBuffer.allocate(Message.length(ByteBuffer.wrap(header))).put(header);
      in.readFully(whole.array(), Message.HEADER, whole.capacity() - Message.HEADER);
      switch (Message.decode(whole.rewind(), AsWidth.FOUR)) {
        case Open _ -> {
          socket.getOutputStream().write(Message.encode(greeting(), AsWidth.FOUR));
          socket.getOutputStream().write(Message.encode(new Keepalive(), AsWidth.FOUR));
          lines.add(number + " up");
        }
        case Update update -> tell(number, update);
        case Notification notification -> lines.add(number + " " + notification.describe());
        case Keepalive _, RouteRefresh _ -> { }
      }
    }
  }

  private Open greeting() {
    var capabilities = new ArrayList<Capability>(List.of(
        new Capability.Multiprotocol(Family.IPV4_UNICAST), new Capability.FourOctetAs(ASN)));
    if (keepsRoutes) {
      capabilities.add(new Capability.GracefulRestart(false, true, Duration.ofMinutes(2), List.of()));
    }
    return new Open((int) ASN, Duration.ofSeconds(240), IpAddress.of("127.9.9.9").low(), capabilities);
  }

  private void tell(int number, Update update) {
    if (update.isEndOfRib().isPresent()) {
      lines.add(number + " end");
    }
    update.withdrawn().forEach(prefix -> lines.add(number + " -" + prefix));
    var communities = update.attributes().stream()
        .filter(PathAttribute.Communities.class::isInstance)
        .map(it -> " " + ((PathAttribute.Communities) it).all())
        .findFirst().orElse("");
    update.announced().forEach(prefix -> lines.add(number + " +" + prefix + communities));
  }
}
