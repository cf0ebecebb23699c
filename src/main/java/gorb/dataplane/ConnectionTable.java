package gorb.dataplane;

import java.util.List;
import java.util.function.Predicate;

/** The connections that a data plane carries. May be used by any thread; reading them changes nothing. */
public interface ConnectionTable {
  /**
   * Some of the connections, in an order that means nothing.
   *
   * @param wanted which ones
   * @param limit how many at the most; 1 or more
   */
  Page read(Predicate<Carried> wanted, int limit) throws DataplaneException;

  /**
   * What was read.
   *
   * @param connections those that are wanted, as far as the limit
   * @param more whether the reading ended at a limit, so that there may be more
   */
  record Page(List<Carried> connections, boolean more) {
    public Page {
      connections = List.copyOf(connections);
    }
  }
}
