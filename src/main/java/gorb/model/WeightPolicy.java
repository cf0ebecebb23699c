package gorb.model;

/** The one producer of effective weights: a pure function of intent and health. */
public final class WeightPolicy {
  private WeightPolicy() {}

  /**
   * The weight that the data plane shall carry.
   *
   * <ul>
   *   <li>not enabled, or down: 0
   *   <li>unknown: the weight that was there already, at most the configured one
   *   <li>up: configured × share of good results among the last 100, rounded to nearest, and at least 1 when the
   *       configured weight is
   * </ul>
   *
   * @param configured 0..2147483647
   * @return 0..{@code configured}
   */
  public static int effective(int configured, AdminState admin, ServerHealth health) {
    if (admin != AdminState.ENABLED) {
      return 0;
    }
    return switch (health.health()) {
      case Health.Down _ -> 0;
      case Health.Unknown(int ceiling) -> Math.min(configured, ceiling);
      case Health.Up _ -> restored(configured, health.history());
    };
  }

  private static int restored(int configured, CheckHistory history) {
    if (configured == 0 || history.size() == 0) {
      return configured;
    }
    int good = history.size() - history.failures();
    long nearest = (2L * configured * good + history.size()) / (2L * history.size());
    return (int) Math.max(1, nearest);
  }
}
