package gorb.dataplane;

import gorb.model.ServiceKey;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A virtual server table: what a data plane carries, or shall carry. Counters are not part of it.
 *
 * @param pools by service, in the order of {@link ServiceKey}
 */
public record Table(SortedMap<ServiceKey, Pool> pools) {
  /** No service at all. */
  public static final Table EMPTY = new Table(Collections.emptySortedMap());

  public Table {
    pools = Collections.unmodifiableSortedMap(new TreeMap<>(pools));
  }

  /** A table of the given services. */
  public static Table of(Map<ServiceKey, Pool> pools) {
    return new Table(new TreeMap<>(pools));
  }
}
