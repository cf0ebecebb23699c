package gorb.shared;

import gorb.control.Intent;
import gorb.model.VirtualService;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether what a store says may be carried out: pure. */
final class Guard {
  private Guard() {}

  /**
   * Why it must not be without a confirmation; empty where it may. A store that was lost and made anew looks like one
   * from which everything was removed, and traffic must not end for that.
   *
   * @param inForce what of the store is wanted now
   * @param knownTable which table that is of; empty where it is not known, as after a start
   */
  static Optional<String> objection(Intent inForce, Optional<String> knownTable, SharedTable said) {
    long lost = inForce.services().keySet().stream().filter(name -> said.intent().service(name) == null).count();
    long lostServers = inForce.services().entrySet().stream()
        .mapToLong(service -> lostServers(service.getValue(), said.intent().service(service.getKey()))).sum();
    if (lost == 0 && lostServers == 0) {
      return Optional.empty();
    }
    var table = said.marker().map(Marker::id);
    boolean isAnother = knownTable.isPresent() && !knownTable.equals(table);
    boolean isEmptied = said.serviceCount() == 0 && !said.marker().map(Marker::isEmpty).orElse(false);
    boolean isFilling = said.marker().map(Marker::isFilling).orElse(false);
    if (!isAnother && !isEmptied && !isFilling) {
      return Optional.empty();
    }
    return Optional.of("the store lacks "
        + (lost > 0 ? lost + " of " + inForce.services().size() + " services" : lostServers + " backends") + ", and "
        + (isEmptied ? "is empty" : isFilling ? "is being filled again" : "is another one than before")
        + ": they stay in force (gorb store refill writes them to the store, gorb store accept removes them)");
  }

  /** How many servers a service lacks that is there; a store that is filled again by and by has services first. */
  private static long lostServers(VirtualService inForce, @Nullable VirtualService said) {
    return said == null ? 0 : inForce.withoutFound().servers().keySet().stream()
        .filter(name -> !said.servers().containsKey(name)).count();
  }
}
