package gorb.health;

import gorb.model.Health;
import gorb.model.ServerHealth;
import java.time.Instant;

/**
 * Folds the result of a check into the health of a server; one result makes the verdict. Pure.
 *
 * <pre>
 *   health     success       failure
 *   Unknown    Up(now)       Down(now, reason)
 *   Up         as it was     Down(now, reason)
 *   Down       Up(now)       as it was
 * </pre>
 *
 * <p>A check that could not ask changes nothing. Each other result enters the history, and its time becomes {@code lastCheck}. The uptime counts from a failure anew, and
 * from a success whose time lies before the start of the count: the wall clock was put back.
 */
public final class HealthTracker {
  private HealthTracker() {}

  /**
   * The health after one more check.
   *
   * @param now when the check ended
   */
  public static ServerHealth after(ServerHealth before, CheckResult result, Instant now) {
    return switch (result) {
      case CheckResult.Success _ -> new ServerHealth(
          up(before.health(), now), before.history().afterSuccess(), earlier(before.upFrom(), now), now);
      case CheckResult.Failure(_, var reason) -> new ServerHealth(
          down(before.health(), reason, now), before.history().afterFailure(), now, now);
      case CheckResult.NotAsked _ -> before;
    };
  }

  private static Health up(Health before, Instant now) {
    return switch (before) {
      case Health.Up up -> up;
      case Health.Down _, Health.Unknown _ -> new Health.Up(now);
    };
  }

  private static Health down(Health before, String reason, Instant now) {
    return switch (before) {
      case Health.Down down -> down;
      case Health.Up _, Health.Unknown _ -> new Health.Down(now, reason);
    };
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
