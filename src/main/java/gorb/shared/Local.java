package gorb.shared;

import gorb.control.Change;
import gorb.control.Outcome;
import gorb.control.Snapshot;
import gorb.model.Origin;
import java.util.concurrent.CompletableFuture;

/** What sharing needs of this director. May be called by any thread. */
public interface Local {
  /** The newest state. */
  Snapshot snapshot();

  /** Asks for a change by somebody; completed when it is decided, never exceptionally. */
  CompletableFuture<Outcome> request(Change change, Origin by);
}
