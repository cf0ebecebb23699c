package gorb.control;

import gorb.model.ServerHealth;
import java.util.concurrent.CompletableFuture;

/** What the controller reacts to. */
public sealed interface Event {
  /**
   * A client wants something changed.
   *
   * @param outcome completed at the end of the turn that decided it
   */
  record Requested(Change change, CompletableFuture<Outcome> outcome) implements Event {}

  /** A check of a server ended. Reports on servers that are gone are ignored. */
  record HealthReported(ServerRef server, ServerHealth health) implements Event {}

  /** It is time to compare the whole data plane with what is wanted. */
  record ResyncDue() implements Event {}
}
