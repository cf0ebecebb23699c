package gorb.health;

import static gorb.health.Checks.FRESH;
import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.model.CheckMethod.Held;
import gorb.model.CheckTarget;
import gorb.model.Health;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class HeldProbeTest {
  @Parameter
  Engine engine;

  /** So long that only a break can be the cause of a second report in a test. */
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final LinkedBlockingQueue<CheckReport<String>> reports = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Socket> connections = new LinkedBlockingQueue<>();
  /** Connections that the client ended: only the server's own thread may ask its socket, as it closes it then. */
  private final LinkedBlockingQueue<Socket> ended = new LinkedBlockingQueue<>();
  private HealthMonitor<String> monitor;

  @BeforeEach
  void open() {
    monitor = engine.monitor(IpAddress::of, new Random(1), reports::add);
  }

  @AfterEach
  void close() {
    monitor.close();
  }

  @Test
  void aServerThatClosesIsDownAtOnceAndNotAtTheNextInterval() throws Exception {
    try (var server = holding()) {
      watch(server.target());
      assertThat(reports.take().health().health()).isInstanceOf(Health.Up.class);

      connections.take().close();

      var report = reports.take();
      assertThat(reason(report)).isEqualTo("connection closed by the server");
      assertThat(report.health().health()).isInstanceOf(Health.Down.class);
    }
  }

  @Test
  void aServerThatResetsIsDownAtOnce() throws Exception {
    try (var server = holding()) {
      watch(server.target());
      reports.take();

      var connection = connections.take();
      connection.setSoLinger(true, 0);
      connection.close();

      assertThat(reason(reports.take())).isEqualTo("connection reset");
    }
  }

  @Test
  void afterABreakItConnectsAgain() throws Exception {
    try (var server = holding()) {
      monitor.start();
      monitor.set(Map.of("server", new Watch(
          new HealthCheck(new Held(server.target(), Duration.ofSeconds(5)), Duration.ofMillis(20), PLENTY), FRESH)));
      reports.take();
      connections.take().close();

      connections.take();
      await().until(() -> reports.take().health().health() instanceof Health.Up);
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void oneConnectionServesManyChecksAndAGreetingDoesNotMatter() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      TcpDialogueTest.write(connection, "220 ready\r\n");
      connection.getInputStream().read();
    })) {
      monitor.start();
      monitor.set(Map.of("server", new Watch(
          new HealthCheck(new Held(server.target(), Duration.ofSeconds(5)), Duration.ofMillis(1), PLENTY), FRESH)));
      for (int i = 0; i < 50; i++) {
        assertThat(reports.take().result()).isInstanceOf(CheckResult.Success.class);
      }

      assertThat(server.accepted()).isOne();
    }
  }

  @Test
  void aServerThatSendsWithoutEndIsNotHeld() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      while (true) {
        TcpDialogueTest.write(connection, "x".repeat(1_000));
      }
    })) {
      watch(server.target());
      reports.take();

      assertThat(reason(reports.take())).isEqualTo("the server sent more than 65536 bytes unasked");
    }
  }

  @Test
  void aConnectionIsLetGoWhenItsKeyIsGoneOrTheMonitorIsClosed() throws Exception {
    try (var server = holding()) {
      watch(server.target());
      reports.take();

      monitor.set(Map.of());

      assertThat(ended.poll(1, TimeUnit.MINUTES)).isEqualTo(connections.take());
    }
  }

  @Test
  void aPortWhereNobodyListensRefuses() throws Exception {
    var target = new CheckTarget("127.0.0.1", TcpConnectProbeTest.closedPort());

    assertThat(reason(engine.once(new Held(target, Duration.ofSeconds(5)), PLENTY))).isEqualTo("refused connection");
  }

  private void watch(CheckTarget target) {
    monitor.start();
    var check = new HealthCheck(new Held(target, Duration.ofSeconds(5)), FOR_EVER, PLENTY);
    var policy = check.policy();
    // The first check is due within the fast interval.
    monitor.set(Map.of("server", new Watch(check.with(new gorb.model.CheckPolicy(policy.rise(), policy.fall(),
        Duration.ofMillis(1), policy.downInterval(), policy.longestDownInterval(), 0, policy.initial(),
        policy.restore())), FRESH)));
  }

  private LoopbackServer holding() throws Exception {
    return LoopbackServer.on("127.0.0.1", connection -> {
      connections.add(connection);
      while (connection.getInputStream().read() >= 0) {
        // Idle.
      }
      ended.add(connection);
    });
  }
}
