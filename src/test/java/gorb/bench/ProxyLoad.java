package gorb.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

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
  /** Of an answer of HTTP/1.1. */
  private static final Pattern HEAD = Pattern.compile("(?s)Content-Length: ([0-9]{1,6})\\r\\n.*?\\r\\n\\r\\n");

  private static final int WARM_UP_SECONDS = 2;

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

  /**
   * As wrk2, but with a request sent when it is due also where the one before has no answer yet: a pause is seen by all
   * that it made late. One thread sends and one receives, so that the load takes little of what it shares with the
   * proxy. The first two seconds, in which the code of this program is compiled, do not count.
   */
  private static void openLoop(int rate, Duration time, int connections, int port) throws Exception {
    int unmeasured = rate * WARM_UP_SECONDS;
    int total = unmeasured + (int) (rate * time.toSeconds());
    long gap = Duration.ofSeconds(1).toNanos() / rate;
    try (var selector = Selector.open()) {
      var channels = new ArrayList<SocketChannel>();
      for (int number = 0; number < connections; number++) {
        channels.add(SocketChannel.open(new InetSocketAddress(LOOPBACK, port)));
        channels.getLast().setOption(StandardSocketOptions.TCP_NODELAY, true);
      }
      int length = lengthOfAnswer(channels.getFirst());
      for (int number = 0; number < connections; number++) {
        channels.get(number).configureBlocking(false).register(selector, SelectionKey.OP_READ, new Answers(number));
      }
      long begin = System.nanoTime() + Duration.ofMillis(200).toNanos();
      var sender = Thread.ofPlatform().start(() -> requests(channels, begin, gap, total));
      var latencies = new long[total];
      var buffer = ByteBuffer.allocateDirect(1 << 16);
      for (int answered = 0; answered < total; ) {
        if (selector.select(10_000) == 0) {
          throw new IOException((total - answered) + " of " + total + " requests got no answer within 10 s");
        }
        for (var key : selector.selectedKeys()) {
          var answers = (Answers) key.attachment();
          int read = ((SocketChannel) key.channel()).read(buffer.clear());
          if (read < 0) {
            throw new EOFException("connection " + answers.next);
          }
          long now = System.nanoTime();
          for (answers.bytes += read; answers.bytes >= length; answers.bytes -= length) {
            latencies[answers.next] = now - (begin + answers.next * gap);
            answers.next += connections;
            answered++;
          }
        }
        selector.selectedKeys().clear();
      }
      sender.join();
      for (var channel : channels) {
        channel.close();
      }
      var all = Arrays.stream(latencies).skip(unmeasured).sorted().toArray();
      System.out.printf(Locale.ROOT, "%.3f %.3f %.3f%n",
          millis(all, 0.5), millis(all, 0.99), millis(all, 0.999));
    }
  }

  /** How long an answer is in bytes, head and body, which may come one after the other. */
  private static int lengthOfAnswer(SocketChannel channel) throws IOException {
    channel.write(ByteBuffer.wrap(REQUEST));
    var answer = ByteBuffer.allocate(4_096);
    while (channel.read(answer) > 0) {
      var head = HEAD.matcher(new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII));
      if (head.find() && answer.position() >= head.end() + Integer.parseInt(head.group(1))) {
        return answer.position();
      }
    }
    throw new EOFException("no answer to the first request");
  }

  /** Sends each request when it is due, by one connection after the other. */
  private static void requests(List<SocketChannel> channels, long begin, long gap, int total) {
    var request = ByteBuffer.allocateDirect(REQUEST.length).put(REQUEST).flip();
    try {
      for (int number = 0; number < total; number++) {
        long due = begin + number * gap;
        for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
          LockSupport.parkNanos(due - now);
        }
        if (channels.get(number % channels.size()).write(request.rewind()) < REQUEST.length) {
          throw new IOException("connection " + number % channels.size() + " takes no more requests");
        }
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

  /** What one connection has received. */
  private static final class Answers {
    /** The number of the request that is answered next. */
    private int next;
    /** How much of its answer is there. */
    private int bytes;

    Answers(int first) {
      next = first;
    }
  }
}
