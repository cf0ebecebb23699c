package gorb.health;

import gorb.model.CheckHistory;
import gorb.model.CheckPolicy;
import gorb.model.Health;
import gorb.model.ServerHealth;
import java.time.Instant;

/**
 * Folds the result of a check into the health of a server. Pure.
 *
 * <pre>
 *   health     success                                failure
 *   Unknown    Up(now, what it carried)               Down(now, reason) after fall in a row
 *   Up         as it was                              Down(now, reason) after fall in a row
 *   Down       Up(now) after rise in a row            as it was
 * </pre>
 *
 * <p>How many there are in a row is read from the history, so that nothing is counted beside it. A check that could not
 * ask changes nothing. Each other result enters the history, and its time becomes {@code lastCheck}. The uptime counts
 * from a failure anew, and from a success whose time lies before the start of the count: the wall clock was put back.
 */
public final class HealthTracker {
  private HealthTracker() {}

  /**
   * The health after one more check.
   *
   * @param policy how many results make a verdict
   * @param now when the check ended
   */
  public static ServerHealth after(ServerHealth before, CheckResult result, CheckPolicy policy, Instant now) {
    return switch (result) {
      case CheckResult.Success(_, var advice) -> {
        var history = before.history().afterSuccess();
        yield new ServerHealth(
            up(before.health(), history, policy, now), history, earlier(before.upFrom(), now), now, advice);
      }
      case CheckResult.Failure(_, var reason) -> {
        var history = before.history().afterFailure();
        yield new ServerHealth(down(before.health(), history, policy, new Health.Down(now, reason)), history, now, now);
      }
      case CheckResult.NotAsked _ -> before;
    };
  }

  private static Health up(Health before, CheckHistory history, CheckPolicy policy, Instant now) {
    return switch (before) {
      case Health.Up up -> up;
      case Health.Unknown(int ceiling) -> new Health.Up(now, ceiling);
      case Health.Down down -> history.goodInARow() >= policy.rise() ? new Health.Up(now) : down;
    };
  }

  private static Health down(Health before, CheckHistory history, CheckPolicy policy, Health.Down verdict) {
    return switch (before) {
      case Health.Down down -> down;
      case Health.Up _, Health.Unknown _ -> history.failuresInARow() >= policy.fall() ? verdict : before;
    };
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
