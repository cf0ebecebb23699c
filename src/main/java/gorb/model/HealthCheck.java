package gorb.model;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the health check of one server.
 *
 * @param method what is asked
 * @param interval from the end of a check to the start of the next; more than 0
 * @param timeout for one whole check, connection to last byte; more than 0
 * @param policy what follows from its results
 */
public record HealthCheck(CheckMethod method, Duration interval, Duration timeout, CheckPolicy policy) {
  /** The original's fixed timeout of a check. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);
  /** The original's default interval. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);

  public HealthCheck {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("check interval: " + interval + " (expected: more than 0)");
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("check timeout: " + timeout + " (expected: more than 0)");
    }
  }

  /** A check with the policy of the original. */
  public HealthCheck(CheckMethod method, Duration interval, Duration timeout) {
    this(method, interval, timeout, CheckPolicy.of(interval.isPositive() ? interval : DEFAULT_INTERVAL));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof HealthCheck that
            && interval.equals(that.interval)
            && timeout.equals(that.timeout)
            && Objects.equals(policy, that.policy)
            && method.equals(that.method));
  }

  @Override
  public int hashCode() {
    return 31 * method.hashCode() + interval.hashCode();
  }

  /** The same with another policy. */
  public HealthCheck with(CheckPolicy other) {
    return new HealthCheck(method, interval, timeout, other);
  }
}
