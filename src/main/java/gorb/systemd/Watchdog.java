package gorb.systemd;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/** The service manager's watchdog, sd_watchdog_enabled(3). */
final class Watchdog {
  private Watchdog() {}

  /**
   * How long this process may be silent; empty where nobody minds.
   *
   * @param environment {@code WATCHDOG_USEC} in microseconds, {@code WATCHDOG_PID} the process it is meant for, if not
   *     any
   * @throws IllegalArgumentException where the period is none
   */
  static Optional<Duration> period(Map<String, String> environment, long pid) {
    var period = environment.getOrDefault("WATCHDOG_USEC", "");
    var meant = environment.getOrDefault("WATCHDOG_PID", "");
    if (period.isEmpty() || (!meant.isEmpty() && !meant.equals(Long.toString(pid)))) {
      return Optional.empty();
    }
    if (!period.matches("[0-9]{1,18}") || Long.parseLong(period) == 0) {
      throw new IllegalArgumentException("WATCHDOG_USEC: " + period + " (expected: microseconds)");
    }
    return Optional.of(Duration.of(Long.parseLong(period), ChronoUnit.MICROS));
  }
}
