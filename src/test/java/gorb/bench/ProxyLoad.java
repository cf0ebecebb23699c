package gorb.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * The loads of {@code bench/dataplane} that no tool of Debian makes. Always to loopback, of bounded size and time.
 *
 * <pre>
 *   idle COUNT PORT                      opens connections, says "open", closes them when its input ends
 *   open-loop RATE SECONDS COUNT PORT    requests at a fixed rate; prints percentiles from when each was due
 *   udp-echo PORT                        sends every datagram back
 *   udp-load SECONDS COUNT WINDOW PORT   keeps so many datagrams of each socket on their way; prints answers a second
 * </pre>
 */
final class ProxyLoad {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final byte[] REQUEST =
      "GET /small HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int DATAGRAM = 64;

  private ProxyLoad() {}

  public static void main(String[] arguments) throws Exception {
    var numbers = Arrays.stream(arguments).skip(1).mapToInt(Integer::parseInt).toArray();
    switch (arguments[0]) {
      case "idle" -> idle(numbers[0], numbers[1]);
      case "open-loop" -> openLoop(numbers[0], Duration.ofSeconds(numbers[1]), numbers[2], numbers[3]);
      case "udp-echo" -> udpEcho(numbers[0]);
      case "udp-load" -> udpLoad(Duration.ofSeconds(numbers[0]), numbers[1], numbers[2], numbers[3]);
      case String other -> throw new IllegalArgumentException(other);
    }
  }

  private static void idle(int count, int port) throws IOException {
    var sockets = new ArrayList<Socket>();
    for (int number = 0; number < count; number++) {
      sockets.add(new Socket(LOOPBACK, port));
    }
    System.out.println("open");
    while (System.in.read() >= 0) {
      // Waits for the end of the input.
    }
    for (var socket : sockets) {
      socket.close();
    }
  }

  /** As wrk2: a late answer counts from when its request was due, so a pause is seen by all that it made late. */
  private static void openLoop(int rate, Duration time, int connections, int port) throws Exception {
    int each = (int) (rate * time.toSeconds() / connections);
    long gap = Duration.ofSeconds(1).toNanos() * connections / rate;
    var latencies = new long[connections][each];
    long begin = System.nanoTime() + Duration.ofMillis(200).toNanos();
    var threads = new ArrayList<Thread>();
    for (int number = 0; number < connections; number++) {
      var own = latencies[number];
      long first = begin + gap * number / connections;
      threads.add(Thread.ofPlatform().start(() -> requests(own, first, gap, port)));
    }
    for (var thread : threads) {
      thread.join();
    }
    var all = Arrays.stream(latencies).flatMapToLong(Arrays::stream).sorted().toArray();
    System.out.printf(Locale.ROOT, "%.3f %.3f %.3f%n",
        millis(all, 0.5), millis(all, 0.99), millis(all, 0.999));
  }

  private static void requests(long[] latencies, long first, long gap, int port) {
    try (var socket = new Socket(LOOPBACK, port)) {
      socket.setTcpNoDelay(true);
      var in = socket.getInputStream();
      var out = socket.getOutputStream();
      var answer = new byte[4_096];
      int length = 0;
      for (int number = 0; number < latencies.length; number++) {
        long due = first + number * gap;
        for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
          LockSupport.parkNanos(due - now);
        }
        out.write(REQUEST);
        int read = in.read(answer);
        length = length == 0 ? read : length;
        for (; read < length; ) {
          read += in.readNBytes(answer, read, length - read);
        }
        latencies[number] = System.nanoTime() - due;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double millis(long[] sorted, double share) {
    return sorted[(int) Math.min(sorted.length - 1, sorted.length * share)] / 1e6;
  }

  private static void udpEcho(int port) throws IOException {
    try (var channel = DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, port))) {
      var buffer = ByteBuffer.allocateDirect(2_048);
      System.out.println("open");
      while (true) {
        var peer = channel.receive(buffer.clear());
        channel.send(buffer.flip(), peer);
      }
    }
  }

  private static void udpLoad(Duration time, int sockets, int window, int port) throws IOException {
    try (var selector = Selector.open()) {
      var channels = new ArrayList<DatagramChannel>();
      for (int number = 0; number < sockets; number++) {
        var channel = DatagramChannel.open().connect(new InetSocketAddress(LOOPBACK, port));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        channels.add(channel);
      }
      fill(channels, window);
      long begin = System.nanoTime();
      long end = begin + time.toNanos();
      long answers = 0;
      var buffer = ByteBuffer.allocateDirect(2_048);
      while (System.nanoTime() < end) {
        // Datagrams may be lost: when none comes for a while, the windows are filled again.
        if (selector.select(200) == 0) {
          fill(channels, window);
        }
        for (var key : selector.selectedKeys()) {
          var channel = (DatagramChannel) key.channel();
          while (channel.read(buffer.clear()) > 0) {
            answers++;
            channel.write(buffer.flip());
          }
        }
        selector.selectedKeys().clear();
      }
      System.out.printf(Locale.ROOT, "%.0f%n", answers / ((System.nanoTime() - begin) / 1e9));
      for (var channel : channels) {
        channel.close();
      }
    }
  }

  private static void fill(List<DatagramChannel> channels, int window) throws IOException {
    for (var channel : channels) {
      for (int number = 0; number < window; number++) {
        channel.write(ByteBuffer.allocate(DATAGRAM));
      }
    }
  }
}
