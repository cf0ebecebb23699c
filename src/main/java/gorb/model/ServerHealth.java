package gorb.model;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of the health of one server.
 *
 * @param health the verdict
 * @param history the last results
 * @param upFrom from when the uptime counts: the server's creation, or its last failure
 * @param lastCheck when the last check ended; equal to {@code upFrom} before the first
 * @param advice of the last good check about the weight; null for none
 */
public record ServerHealth(
    Health health, CheckHistory history, Instant upFrom, Instant lastCheck, @Nullable Advice advice) {
  /** Without advice. */
  public ServerHealth(Health health, CheckHistory history, Instant upFrom, Instant lastCheck) {
    this(health, history, upFrom, lastCheck, null);
  }

  /** A server that no check has seen yet. */
  public static ServerHealth unknown(Instant now, int ceiling) {
    return new ServerHealth(new Health.Unknown(ceiling), CheckHistory.EMPTY, now, now);
  }

  /** A new server that no check has seen yet and no data plane knows. */
  public static ServerHealth initial(Instant now, InitialState state) {
    return new ServerHealth(state.health(now), CheckHistory.EMPTY, now, now);
  }

  /** How long the server has been up, as of its last check; zero while it is down or unknown. */
  public Duration uptime() {
    return switch (health) {
      case Health.Up _ -> Duration.between(upFrom, lastCheck);
      case Health.Down _, Health.Unknown _ -> Duration.ZERO;
    };
  }
}
