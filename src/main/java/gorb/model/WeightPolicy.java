package gorb.model;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one producer of effective weights: a pure function of intent, health and time.
 *
 * <ul>
 *   <li>not enabled, or down: 0
 *   <li>unknown: the weight that was there already, at most the configured one
 *   <li>up, restored by history: configured × share of good results among the last 100, rounded to nearest, and at least
 *       1 when the configured weight is
 *   <li>up, restored in a time: configured × a share that grows in steps, at least 1 when the configured weight is, and
 *       never less than it carried when it came up; the first server of an empty pool has the whole at once
 *   <li>up, with advice of its own: that share of the above, at least 1 unless the advice is 0
 *   <li>a fallback while the regular servers have their quorum: 0; a regular one while a fallback serves in its place: 0
 *   <li>where so many are down that the checks are not believed: the whole, × advice, of each that is up or down
 * </ul>
 */
public final class WeightPolicy {
  /** Where exponential growth begins: the hundredth part. */
  private static final double SMALLEST_SHARE = 0.01;

  private WeightPolicy() {}

  /** The weight by the original's way to restore it. */
  public static int effective(int configured, AdminState admin, ServerHealth health) {
    return withCauses(
        configured, admin, health, new Restore.History(), PoolMoment.among(health.lastCheck())).value();
  }

  /** The weight of a server and why. */
  public static EffectiveWeight of(RealServer server, ServerHealth health, PoolMoment moment) {
    var standing = moment.standing();
    var policy = standing.policy();
    var own = withCauses(server.weight(), server.admin(), health, server.check().policy().restore(), moment);
    return switch (server.role()) {
      case FALLBACK -> standing.hasQuorum() ? and(own, new WeightCause.NotNeeded(standing.serving())) : own;
      case REGULAR -> switch (standing.use()) {
        case REGULAR -> own;
        case FALLBACK -> own.value() == 0
            ? own
            : and(own, new WeightCause.BelowQuorum(standing.serving(), policy.quorum().reached()));
        case ALL -> PoolStanding.isDoubted(server, health)
            ? and(own, new WeightCause.Panic(
                whole(server, health), standing.serving(), standing.serving() + standing.down(), policy.panicPercent()))
            : own;
      };
    };
  }

  /** What a server has whose checks are not believed; what it asks for itself still counts. */
  private static int whole(RealServer server, ServerHealth health) {
    return health.advice() == null || health.health() instanceof Health.Down
        ? server.weight()
        : new WeightCause.Advised(health.advice()).after(server.weight());
  }

  private static EffectiveWeight withCauses(
      int configured, AdminState admin, ServerHealth health, Restore restore, PoolMoment moment) {
    var start = new WeightCause.Configured(configured);
    if (!admin.equals(AdminState.ENABLED)) {
      return lasting(start, new WeightCause.Withheld(admin));
    }
    return switch (health.health()) {
      case Health.Down(var since, var reason) -> lasting(start, new WeightCause.IsDown(since, reason));
      case Health.Unknown(int ceiling) -> lasting(start, new WeightCause.NoVerdict(ceiling));
      case Health.Up _ when configured == 0 -> lasting(start);
      case Health.Up up -> advised(health.advice(), switch (restore) {
        case Restore.Immediate _ -> lasting(start);
        case Restore.History _ -> byHistory(start, health.history());
        case Restore.Linear(var over) -> growing(start, up, over, moment, share -> share);
        case Restore.Exponential(var over) ->
            growing(start, up, over, moment, share -> StrictMath.pow(SMALLEST_SHARE, 1 - share));
      });
    };
  }

  private static EffectiveWeight advised(@Nullable Advice advice, EffectiveWeight weight) {
    return advice == null ? weight : and(weight, new WeightCause.Advised(advice));
  }

  private static EffectiveWeight and(EffectiveWeight weight, WeightCause last) {
    var causes = new ArrayList<>(weight.causes());
    causes.add(last);
    return new EffectiveWeight(causes, weight.changesAt());
  }

  private static EffectiveWeight byHistory(WeightCause.Configured start, CheckHistory history) {
    return history.failures() == 0
        ? lasting(start)
        : lasting(start, new WeightCause.ByHistory(history.size() - history.failures(), history.size()));
  }

  /** A clock that was put back by more than the time ends the growth: it could last for ever. */
  private static EffectiveWeight growing(
      WeightCause.Configured start, Health.Up up, Duration over, PoolMoment moment, Curve curve) {
    var elapsed = Duration.between(up.since(), moment.now());
    if (elapsed.compareTo(over) >= 0
        || elapsed.negated().compareTo(over) > 0
        || up.carried() >= start.weight()
        || !moment.standing().servingSince().isBefore(up.since())) {
      return lasting(start);
    }
    var passed = elapsed.isNegative() ? Duration.ZERO : elapsed;
    long step = passed.toNanos() / stepOf(over, moment.steps());
    double share = curve.at((double) step / moment.steps());
    return new EffectiveWeight(
        List.of(start, new WeightCause.Growing(share, passed, over, up.carried())),
        up.since().plusNanos((step + 1) * stepOf(over, moment.steps())));
  }

  /** Rounded up, so that the last step ends when the time does or after. */
  private static long stepOf(Duration over, int steps) {
    return Math.ceilDiv(over.toNanos(), steps);
  }

  private static EffectiveWeight lasting(WeightCause... causes) {
    return new EffectiveWeight(List.of(causes), null);
  }

  /** From the share of the time that has passed to the share of the weight; both 0..1. */
  @FunctionalInterface
  private interface Curve {
    double at(double passed);
  }
}
