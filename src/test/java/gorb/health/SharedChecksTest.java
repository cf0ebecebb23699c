package gorb.health;

import static gorb.health.Checks.FRESH;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.CheckHistory;
import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.Health;
import gorb.model.HealthCheck;
import gorb.model.ServerHealth;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedChecksTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration RARELY = Duration.ofDays(1);
  private static final Duration SOON = Duration.ofMillis(1);

  private final LinkedBlockingQueue<CheckReport<String>> reports = new LinkedBlockingQueue<>();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean isWell = true;
  private final SharedChecks<String> checks = new SharedChecks<>(
      listener -> new HealthMonitor<>(_ -> this::ask, ParkedLoop::new, InstantSource.fixed(NOW), System::nanoTime,
          new CheckSchedule<>(100, new Random(1)), listener),
      InstantSource.fixed(NOW), reports::add);

  @AfterEach
  void close() {
    checks.close();
  }

  @Test
  void keysThatCheckTheSameInTheSameWayAreAskedOnceAndEachIsReported() throws Exception {
    checks.start();
    checks.set(Map.of("web/one", watch(80, RARELY), "shop/one", watch(80, RARELY), "mail/one", watch(80, RARELY)));

    var keys = new HashSet<String>();
    for (int i = 0; i < 3; i++) {
      keys.add(reports.take().key());
    }

    assertThat(keys).containsExactlyInAnyOrder("web/one", "shop/one", "mail/one");
    assertThat(asked).hasValue(1);
  }

  @Test
  void anotherTargetOrAnotherPaceIsAnotherCheck() throws Exception {
    checks.start();
    checks.set(Map.of("a", watch(80, RARELY), "b", watch(81, RARELY), "c", watch(80, RARELY.plusDays(1))));

    for (int i = 0; i < 3; i++) {
      reports.take();
    }

    assertThat(asked).hasValue(3);
  }

  @Test
  void eachKeyGoesOnFromItsOwnHealth() throws Exception {
    checks.start();
    var down = new ServerHealth(new Health.Down(NOW.minusSeconds(9), "x"), new CheckHistory(7, 0, 3), NOW, NOW);
    checks.set(Map.of("a", watch(80, RARELY), "b", new Watch(watch(80, RARELY).check(), down)));

    var found = new HashMap<String, ServerHealth>();
    for (int i = 0; i < 2; i++) {
      var report = reports.take();
      found.put(report.key(), report.health());
    }

    assertThat(found.get("a").history()).isEqualTo(new CheckHistory(0, 0, 1));
    assertThat(found.get("b").history()).isEqualTo(new CheckHistory(14, 0, 4));
    assertThat(found.values()).allMatch(health -> health.health() instanceof Health.Up);
  }

  @Test
  void aKeyThatJoinsIsAskedAboutAtOnceAndOneThatLeavesIsReportedNoMore() throws Exception {
    checks.start();
    checks.set(Map.of("a", watch(80, RARELY)));
    reports.take();

    checks.set(Map.of("a", watch(80, RARELY), "b", watch(80, RARELY)));
    assertThat(new HashSet<>(List.of(reports.take().key(), reports.take().key()))).containsExactly("a", "b");

    checks.set(Map.of("b", watch(80, RARELY), "c", watch(80, RARELY)));
    assertThat(new HashSet<>(List.of(reports.take().key(), reports.take().key()))).containsExactly("b", "c");
    assertThat(asked).hasValue(3);
  }

  @Test
  void keysThatBeginTogetherAreSpreadLikeOthers() throws Exception {
    checks.start();
    var rarely = new HealthCheck(
        new CheckMethod.TcpConnect(new CheckTarget("127.0.0.1", 80)), RARELY, Duration.ofSeconds(20));
    checks.set(Map.of("a", new Watch(rarely, FRESH), "b", new Watch(rarely, FRESH), "c", watch(81, RARELY)));

    assertThat(reports.take().key()).isEqualTo("c");
    assertThat(asked).hasValue(1);
  }

  @Test
  void aCheckWhoseLastKeyGoesAsAnotherComesRunsOn() throws Exception {
    checks.start();
    checks.change(List.of(), Map.of("a", watch(80, RARELY)));
    reports.take();
    checks.change(List.of("a", "never there"), Map.of("b", watch(80, RARELY)));

    var report = reports.take();
    assertThat(report.key()).isEqualTo("b");
    assertThat(report.health().history().size()).isEqualTo(1);
    assertThat(asked).hasValue(2);
  }

  @Test
  void statingTheSameAgainAsksNothing() throws Exception {
    checks.start();
    checks.set(Map.of("a", watch(80, RARELY), "b", watch(80, RARELY)));
    reports.take();
    reports.take();

    checks.set(Map.of("a", watch(80, RARELY), "b", watch(80, RARELY)));
    checks.set(Map.of("a", watch(80, RARELY), "b", watch(80, RARELY), "c", watch(81, RARELY)));

    assertThat(reports.take().key()).isEqualTo("c");
    assertThat(asked).hasValue(2);
  }

  @Test
  void aKeyWhoseCheckChangesKeepsItsHealth() throws Exception {
    checks.start();
    checks.set(Map.of("a", watch(80, RARELY), "b", watch(80, RARELY)));
    reports.take();
    reports.take();

    isWell = false;
    checks.set(Map.of("a", watch(81, RARELY), "b", watch(80, RARELY)));

    var report = reports.take();
    assertThat(report.key()).isEqualTo("a");
    assertThat(report.health().history().size()).isEqualTo(2);
    assertThat(report.health().health()).isInstanceOf(Health.Down.class);
  }

  private void ask() throws IOException {
    asked.incrementAndGet();
    if (!isWell) {
      throw new CheckFailedException("x");
    }
  }

  /** Due soon for the first time, then after an interval. */
  private static Watch watch(int port, Duration interval) {
    var check = new HealthCheck(
        new CheckMethod.TcpConnect(new CheckTarget("127.0.0.1", port)), interval, Duration.ofSeconds(20));
    var policy = check.policy();
    return new Watch(check.with(new gorb.model.CheckPolicy(1, 1, SOON, policy.downInterval(),
        policy.longestDownInterval(), 0, policy.initial(), policy.restore())), FRESH);
  }
}
