package gorb.health;

import gorb.model.CheckPolicy;
import gorb.model.Health;
import gorb.model.HealthCheck;
import gorb.model.ServerHealth;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long after a result the next check of a server is due. Pure but for the randomness that it is handed.
 *
 * <ul>
 *   <li>results that contradict the verdict, too few yet for another: the fast interval
 *   <li>down: the down interval, doubled for each failure since the verdict, up to the longest one
 *   <li>else: the interval
 * </ul>
 */
final class CheckPace {
  /** Twice as often doubled, any interval is beyond the longest one. */
  private static final int MOST_DOUBLINGS = 40;
  private static final long PERCENT = 100;
  /** Half of what a long can count, some 146 years: twice as long is still a number. */
  private static final long LONGEST_NANOS = Long.MAX_VALUE / 2;

  private CheckPace() {}

  /** The time from a result to the next check, jitter included. */
  static Duration next(HealthCheck check, ServerHealth health, RandomGenerator random) {
    var interval = steady(check, health);
    int percent = check.policy().jitter();
    if (percent == 0) {
      return interval;
    }
    long nanos = Math.min(TimeUnit.NANOSECONDS.convert(interval), LONGEST_NANOS);
    long spread = nanos / PERCENT * percent;
    return Duration.ofNanos(nanos + random.nextLong(-spread, spread + 1));
  }

  /** The time within which the first check is due. */
  static Duration first(HealthCheck check) {
    var fast = check.policy().fastInterval();
    return fast.compareTo(check.interval()) < 0 ? fast : check.interval();
  }

  private static Duration steady(HealthCheck check, ServerHealth health) {
    var policy = check.policy();
    int good = health.history().goodInARow();
    int failures = health.history().failuresInARow();
    return switch (health.health()) {
      case Health.Up _, Health.Unknown _ -> failures > 0 ? policy.fastInterval() : check.interval();
      case Health.Down _ -> good > 0 ? policy.fastInterval() : backedOff(policy, failures - policy.fall());
    };
  }

  private static Duration backedOff(CheckPolicy policy, int furtherFailures) {
    var interval = policy.downInterval();
    for (int doubling = 0; doubling < Math.min(furtherFailures, MOST_DOUBLINGS); doubling++) {
      if (interval.compareTo(policy.longestDownInterval()) >= 0) {
        break;
      }
      interval = interval.multipliedBy(2);
    }
    return interval.compareTo(policy.longestDownInterval()) > 0 ? policy.longestDownInterval() : interval;
  }
}
