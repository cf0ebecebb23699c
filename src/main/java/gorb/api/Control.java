package gorb.api;

import gorb.control.Change;
import gorb.control.DiscoveryStatus;
import gorb.control.Outcome;
import gorb.control.Revisions;
import gorb.control.Snapshot;
import gorb.dataplane.ConnectionTable;
import gorb.dataplane.Counters;
import gorb.model.Origin;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What the API knows of the controller. Implementations may be called by any thread. */
public interface Control {
  /** The newest state. */
  Snapshot snapshot();

  /** Asks for a change; completed when it is decided, never exceptionally. */
  CompletableFuture<Outcome> request(Change change);

  /** As whose services those of clients count. */
  default Origin origin() {
    return Origin.API;
  }

  /** What was wanted before, as far as it is kept. */
  Revisions kept();

  /** Has the whole data plane looked at; completed when the snapshot shows it, and exceptionally where it never will. */
  CompletableFuture<Void> look();

  /** What the data plane has carried; empty where it counts nothing. */
  default Optional<Counters> counters() {
    return Optional.empty();
  }

  /** How each discovery is doing, by service. */
  default Map<String, DiscoveryStatus> discoveries() {
    return Map.of();
  }

  /** The connections that the data plane carries; empty where it does not tell them. */
  default Optional<ConnectionTable> connectionTable() {
    return Optional.empty();
  }
}
