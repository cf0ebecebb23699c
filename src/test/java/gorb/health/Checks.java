package gorb.health;

import gorb.model.CheckHistory;
import gorb.model.CheckMethod;
import gorb.model.ExecPolicy;
import gorb.model.Health;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.Resolver;
import gorb.model.ServerHealth;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.random.RandomGenerator;

/** Checks as the daemon makes them, one at a time. */
final class Checks {
  /** The first check comes at a random moment within the interval: this is its beginning. */
  private static final RandomGenerator AT_ONCE = () -> 0;
  /** Longer than any test: what asked once is not asked again while it is looked at. */
  private static final Duration UNTIL_THE_NEXT = Duration.ofMinutes(10);

  /** Longer than any check on loopback takes. */
  static final Duration PLENTY = Duration.ofSeconds(20);
  /** For checks that are meant to time out. */
  static final Duration SHORT = Duration.ofMillis(300);
  /** A health that no check has touched. */
  static final ServerHealth FRESH =
      new ServerHealth(new Health.Unknown(Health.Unknown.NO_CEILING), CheckHistory.EMPTY, Instant.EPOCH, Instant.EPOCH);

  private Checks() {}

  /** The report of one check by a monitor of its own, against an address literal. */
  static CheckReport<String> once(CheckMethod method, Duration timeout) throws InterruptedException {
    return once(method, timeout, IpAddress::of);
  }

  /** The report of one check by a monitor of its own. */
  static CheckReport<String> once(CheckMethod method, Duration timeout, Resolver resolver) throws InterruptedException {
    var reports = new LinkedBlockingQueue<CheckReport<String>>();
    try (var monitor = new HealthMonitor<String>(
        resolver, ExecPolicy.ALSO_AS_ROOT, InstantSource.system(), System::nanoTime, AT_ONCE, reports::add)) {
      monitor.start();
      monitor.set(Map.of("server", new Watch(new HealthCheck(method, UNTIL_THE_NEXT, timeout), FRESH)));
      return reports.take();
    }
  }

  /** What a probe needs. */
  static Equipment equipment(Resolver resolver) {
    return Equipment.of(resolver, ExecPolicy.ALSO_AS_ROOT);
  }

  /** The reason of a failed result; the result itself when it is none. */
  static String reason(CheckReport<?> report) {
    return switch (report.result()) {
      case CheckResult.Success success -> success.toString();
      case CheckResult.Failure(_, var reason) -> reason;
      case CheckResult.NotAsked(_, var reason) -> "not asked: " + reason;
    };
  }
}
