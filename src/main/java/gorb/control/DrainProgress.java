package gorb.control;

import gorb.dataplane.Connections;
import java.util.Optional;

/**
 * How far a drain is.
 *
 * @param connections that the server had at the last look; empty where that is not known (yet)
 */
public record DrainProgress(Optional<Connections> connections) {
  static final DrainProgress UNKNOWN = new DrainProgress(Optional.empty());
}
