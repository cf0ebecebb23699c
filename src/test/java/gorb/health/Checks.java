package gorb.health;

import gorb.model.CheckHistory;
import gorb.model.CheckMethod;
import gorb.model.ExecPolicy;
import gorb.model.Health;
import gorb.model.IpAddress;
import gorb.model.Resolver;
import gorb.model.ServerHealth;
import java.time.Duration;
import java.time.Instant;

/** Checks as the daemon makes them, one at a time. */
final class Checks {
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
    return Engine.LOOP.once(method, timeout, resolver);
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
