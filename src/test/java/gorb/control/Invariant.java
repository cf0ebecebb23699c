package gorb.control;

/** What must hold after every turn of a simulation. */
enum Invariant {
  A_TURN_NEVER_THROWS,
  EVERY_REQUEST_GETS_ONE_ANSWER,
  THE_ANSWER_FITS_THE_INTENT,
  INTENT_IS_WHAT_WAS_ACCEPTED,
  NOT_ENABLED_IS_ZERO,
  DOWN_IS_ZERO,
  UP_IS_AT_LEAST_ONE,
  A_WEIGHT_IS_AT_MOST_THE_CONFIGURED_ONE,
  UNKNOWN_KEEPS_THE_CARRIED_WEIGHT,
  WANTED_IS_INTENT_TIMES_HEALTH,
  HEALTH_IS_OF_THIS_INCARNATION,
  WHAT_IS_OBSERVED_IS_WANTED_OR_REFUSED,
  WHAT_IS_CARRIED_IS_WANTED_OR_REFUSED,
  NOTHING_IS_LEFT_BEHIND,
  FOREIGN_ENTRIES_ARE_UNTOUCHED,
  NOTHING_WANTED_IS_REMOVED,
  A_DRAIN_ENDS_WHEN_NOTHING_IS_LEFT_OR_ITS_TIME_IS_OVER,
  WITHOUT_FAULTS_EVERYTHING_SETTLES;

  /** An invariant does not hold. */
  static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    final Invariant invariant;

    Broken(Invariant invariant, String detail) {
      super(detail);
      this.invariant = invariant;
    }
  }

  void require(boolean holds, String detail, Object... parameters) {
    if (!holds) {
      throw new Broken(this, detail.formatted(parameters));
    }
  }
}
