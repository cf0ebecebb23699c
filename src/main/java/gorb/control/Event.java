package gorb.control;

import gorb.model.Health;
import gorb.model.Origin;
import gorb.model.ServerHealth;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What the controller reacts to. */
public sealed interface Event {
  /** Whether a turn may wait a moment for more of its like: no verdict changes by it, at most a weight grows a step. */
  default boolean isRoutine() {
    return false;
  }

  /**
   * Somebody wants something changed.
   *
   * @param by who; what others want it may not change
   * @param outcome completed at the end of the turn that decided it
   */
  record Requested(Change change, Origin by, CompletableFuture<Outcome> outcome) implements Event {
    /** A client of the API wants something changed. */
    public Requested(Change change, CompletableFuture<Outcome> outcome) {
      this(change, Origin.API, outcome);
    }
  }

  /** A check of a server ended. Reports on servers that are gone are ignored. */
  record HealthReported(ServerRef server, ServerHealth health) implements Event {
    /** The verdict is as it was, and no failure contradicts it; nor does the server advise a weight. */
    @Override
    public boolean isRoutine() {
      return switch (health.health()) {
        case Health.Up up -> health.history().failuresInARow() == 0 && health.advice() == null
            && up.since().isBefore(health.lastCheck());
        case Health.Down down -> health.history().goodInARow() == 0 && down.since().isBefore(health.lastCheck());
        case Health.Unknown _ -> false;
      };
    }
  }

  /**
   * Somebody wants to know whether the loop turns.
   *
   * @param sign completed at the end of the turn
   */
  record AskedForLife(CompletableFuture<Void> sign) implements Event {}

  /**
   * The daemon stops: the data plane shall carry nothing of ours in the end. Nothing else is taken in from then on.
   *
   * @param drains whether connections are waited for
   * @param within how long, at the most
   * @param over completed when nothing is carried any more, or the time is over
   */
  record Ended(boolean drains, Duration within, CompletableFuture<Void> over) implements Event {}

  /** It is time to compare the whole data plane with what is wanted. */
  record ResyncDue() implements Event {}
}
