package gorb.health;

import static gorb.health.Checks.FRESH;
import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.reason;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gorb.ffm.Errno;
import gorb.ffm.NetworkNamespace;
import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is the event loop's alone; what both engines do is tested with the kinds. */
class EpollLoopTest {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private final LinkedBlockingQueue<CheckReport<String>> reports = new LinkedBlockingQueue<>();
  private final Set<String> threads = ConcurrentHashMap.newKeySet();

  private enum Kind {
    TCP(CheckMethod.TcpConnect::new),
    HTTP(target -> new CheckMethod.HttpStatus(target, "GET", "/", 200)),
    HELD(target -> new CheckMethod.Held(target, CheckMethod.Held.DEFAULT_KEEPALIVE));

    private final Function<CheckTarget, CheckMethod> method;

    Kind(Function<CheckTarget, CheckMethod> method) {
      this.method = method;
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aThousandChecksTakeNoThreadAndLeaveNoDescriptorOpen(Kind kind) throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", EpollLoopTest::answer)) {
      int before = descriptors();
      try (var monitor = monitor()) {
        monitor.set(Map.of("server", new Watch(check(kind, server.target()), FRESH)));
        for (int count = 0; count < 1_000; count++) {
          assertThat(reason(reports.take())).startsWith("Success");
        }
        assertThat(threads).containsExactly("health-timer");
        // Those of the server, of which it may not have noticed the end yet, and of other tests.
        await().untilAsserted(() -> assertThat(descriptors()).isLessThan(before + 50));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void manyServersAreCheckedAtOnce(Kind kind) throws Exception {
    int servers = 600;
    try (var server = LoopbackServer.on("127.0.0.1", EpollLoopTest::answer)) {
      int before = descriptors();
      try (var monitor = monitor()) {
        var watches = new HashMap<String, Watch>();
        for (int at = 0; at < servers; at++) {
          watches.put("server " + at, new Watch(check(kind, server.target()), FRESH));
        }
        monitor.set(watches);

        var seen = new HashSet<String>();
        while (seen.size() < servers) {
          var report = reports.take();
          assertThat(reason(report)).startsWith("Success");
          seen.add(report.key());
        }
      }
      // As above: idle sockets would be IdleSockets.MOST.
      await().untilAsserted(() -> assertThat(descriptors()).isLessThan(before + 50));
    }
  }

  /** The handshake is not over when it begins: the kernel asks again after a second. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aServerThatTakesTheConnectionLateIsUp(Kind kind) throws Exception {
    var fillers = new ArrayList<Socket>();
    try (var listener = fullListener(fillers); var monitor = monitor()) {
      assertThat(reason(takenLate(monitor, kind, listener))).startsWith("Success");
    } finally {
      closeAll(fillers);
    }
  }

  /** Epoll takes no socket twice: one that was waited for is not used again. */
  @Test
  void twoServersThatTakeTheirConnectionsLateAreUpOneAfterTheOther() throws Exception {
    var fillers = new ArrayList<Socket>();
    try (var one = fullListener(fillers); var other = fullListener(fillers); var monitor = monitor()) {
      assertThat(reason(takenLate(monitor, Kind.TCP, one))).startsWith("Success");
      assertThat(reason(takenLate(monitor, Kind.TCP, other))).startsWith("Success");
    } finally {
      closeAll(fillers);
    }
  }

  /** A body that pauses ends its check after a quarter of a second, but not the next one, which has no answer yet. */
  @Test
  void aPauseInTheBodyOfOneAnswerIsNoAnswerToTheNextCheck() throws Exception {
    var asked = new AtomicInteger();
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      LoopbackServer.readHead(connection);
      var out = connection.getOutputStream();
      if (asked.incrementAndGet() == 1) {
        out.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na".getBytes(US_ASCII));
        pause(Duration.ofMillis(100));
      } else {
        pause(HttpStatusProbe.LONGEST_PAUSE_IN_BODY.multipliedBy(2));
        out.write("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
      }
    }); var monitor = monitor()) {
      monitor.set(Map.of("server", new Watch(check(Kind.HTTP, server.target()), FRESH)));

      assertThat(reason(reports.take())).startsWith("Success");
      assertThat(reason(reports.take())).isEqualTo("status 500 (expected 200)");
    }
  }

  /** Timer 2 in proc_net_tcp(5): the kernel asks the other side when nothing was heard of it. */
  @Test
  void whatIsHeldIsKeptAliveByTheKernel() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", EpollLoopTest::answer); var monitor = monitor()) {
      monitor.set(Map.of("server", new Watch(check(Kind.HELD, server.target()), FRESH)));
      assertThat(reason(reports.take())).startsWith("Success");

      var held = Pattern.compile(":%04X 01 \\S+ 02:".formatted(server.target().port()));
      assertThat(Files.readString(Path.of("/proc/self/net/tcp"))).containsPattern(held);
    }
  }

  /** State 8 in proc_net_tcp(5), CLOSE_WAIT: the server has ended, and this side not yet. */
  @Test
  void aBreakIsToldBeforeTheTimeItTakesToCloseTheConnection() throws Exception {
    var tables = new LinkedBlockingQueue<String>();
    try (var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        var monitor = Engine.LOOP.<String>monitor(IpAddress::of, new Random(1), report -> {
          if (report.result() instanceof CheckResult.Failure) {
            tables.add(connections());
          }
          reports.add(report);
        })) {
      var target = new CheckTarget("127.0.0.1", listener.getLocalPort());
      monitor.start();
      monitor.set(Map.of("server", new Watch(check(Kind.HELD, target), FRESH)));
      var halfClosed = Pattern.compile(":%04X 08 ".formatted(target.port()));
      try (var connection = listener.accept()) {
        assertThat(reason(reports.take())).startsWith("Success");

        connection.shutdownOutput();

        assertThat(tables.take()).containsPattern(halfClosed);
        await().untilAsserted(() -> assertThat(connections()).doesNotContainPattern(halfClosed));
      }
    }
  }

  private static String connections() {
    try {
      return Files.readString(Path.of("/proc/self/net/tcp"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aTcpCheckLeavesTheServerNothingToAccept() throws Exception {
    int checks = 40;
    try (var listener = new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1"))) {
      var target = new CheckTarget("127.0.0.1", listener.getLocalPort());
      try (var monitor = monitor()) {
        monitor.set(Map.of("server", new Watch(check(Kind.TCP, target), FRESH)));
        for (int count = 0; count < checks; count++) {
          assertThat(reason(reports.take())).startsWith("Success");
        }
      }

      try (var client = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
        int before = 0;
        while (listener.accept().getPort() != client.getLocalPort()) {
          before++;
        }
        // Some, where the machine was too slow to end a check before its acknowledgement had to be sent (40 ms).
        assertThat(before).isLessThan(checks / 2);
      }
    }
  }

  /** The kernel takes the port of the target for our own where it is free: then a connection is made, to ourselves. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aConnectionToItselfIsRefused(Kind kind) throws Exception {
    var missing = NetworkNamespace.missing();
    assumeTrue(missing.isEmpty(), missing);

    var report = NetworkNamespace.inNew(() -> {
      assertThat(new ProcessBuilder("ip", "link", "set", "lo", "up").start().waitFor()).isZero();
      Files.writeString(Path.of("/proc/sys/net/ipv4/ip_local_port_range"), "40000 40000");
      return Engine.LOOP.once(kind.method.apply(new CheckTarget("127.0.0.1", 40_000)), PLENTY);
    });

    assertThat(reason(report)).isEqualTo("refused connection");
  }

  @Test
  void aKeyThatIsGoneEndsItsCheckAtOnce() throws Exception {
    var began = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      LoopbackServer.readHead(connection);
      began.countDown();
      assertThat(connection.getInputStream().read()).isNegative();
      ended.countDown();
    }); var monitor = monitor()) {
      monitor.set(Map.of("server", new Watch(check(Kind.HTTP, server.target()), FRESH)));
      began.await();

      monitor.set(Map.of());

      ended.await();
      assertThat(reports).isEmpty();
    }
  }

  @Test
  void aListenerMayStateAnotherCheckOfTheSameKey() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", EpollLoopTest::answer)) {
      var monitors = new ArrayList<HealthMonitor<String>>();
      var monitor = Engine.LOOP.<String>monitor(IpAddress::of, new Random(1), report -> {
        reports.add(report);
        if (report.check().method() instanceof CheckMethod.TcpConnect) {
          monitors.getFirst().set(Map.of("server", new Watch(check(Kind.HTTP, server.target()), FRESH)));
        }
      });
      monitors.add(monitor);
      try (monitor) {
        monitor.start();
        monitor.set(Map.of("server", new Watch(check(Kind.TCP, server.target()), FRESH)));

        assertThat(reports.take().check().method()).isInstanceOf(CheckMethod.TcpConnect.class);
        var second = reports.take();
        assertThat(second.check().method()).isInstanceOf(CheckMethod.HttpStatus.class);
        assertThat(second.health().history().size()).isEqualTo(2);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 23, 24, 105}) // ENOMEM, ENFILE, EMFILE, ENOBUFS
  void whatTheKernelLacksIsALackOfThisHost(int errno) {
    var reason = FailureReason.of(Exchange.refusal(-errno));

    assertThat(FailureReason.isShortageHere(reason)).as("%s: %s", new Errno(errno), reason).isTrue();
  }

  private HealthMonitor<String> monitor() {
    var monitor = Engine.LOOP.<String>monitor(IpAddress::of, new Random(1), report -> {
      threads.add(Thread.currentThread().getName());
      reports.add(report);
    });
    monitor.start();
    return monitor;
  }

  private static HealthCheck check(Kind kind, CheckTarget target) {
    return new HealthCheck(kind.method.apply(target), AT_ONCE, PLENTY);
  }

  private static void answer(Socket connection) throws IOException {
    if (!LoopbackServer.readHead(connection).isEmpty()) {
      connection.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(US_ASCII));
    }
  }

  /** The report of a server that takes connections when a check waits for its own. */
  private CheckReport<String> takenLate(HealthMonitor<String> monitor, Kind kind, ServerSocket listener)
      throws Exception {
    var target = new CheckTarget("127.0.0.1", listener.getLocalPort());
    var key = "server at " + target.port();
    monitor.set(Map.of(key, new Watch(check(kind, target), FRESH)));
    var handshake = ":%04X 02 ".formatted(target.port());
    await().until(() -> Files.readString(Path.of("/proc/self/net/tcp")).contains(handshake));
    Thread.ofVirtual().start(() -> acceptAll(listener));
    var report = reports.take();
    while (!report.key().equals(key)) {
      report = reports.take();
    }
    return report;
  }

  private static void acceptAll(ServerSocket listener) {
    while (true) {
      try {
        var connection = listener.accept();
        Thread.ofVirtual().start(() -> {
          try (connection) {
            answer(connection);
          } catch (IOException _) {
            // Those that only fill the queue.
          }
        });
      } catch (IOException _) {
        return;
      }
    }
  }

  private static ServerSocket fullListener(List<Socket> fillers) throws IOException {
    var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    while (true) {
      var filler = new Socket();
      fillers.add(filler);
      try {
        filler.connect(listener.getLocalSocketAddress(), 100);
      } catch (SocketTimeoutException _) {
        return listener;
      }
    }
  }

  private static void closeAll(List<Socket> sockets) throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
  }

  private static void pause(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static int descriptors() throws IOException {
    try (var entries = Files.list(Path.of("/proc/self/fd"))) {
      return (int) entries.count();
    }
  }
}
