package gorb.control;

import gorb.model.VirtualService;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The last change that replaced everything, and the intent that came of it. What somebody asks for again, with little that
 * is not as before, is compared by its services' identity where it can be: a service that is the same object on both
 * sides needs no edit. Immutable.
 */
final class Replaced {
  /** There was no such change. */
  static final Replaced NOTHING = new Replaced(Map.of());

  /** What became of each service that was asked for, by its identity. */
  private final Map<VirtualService, VirtualService> became;

  private Replaced(Map<VirtualService, VirtualService> became) {
    this.became = became;
  }

  /**
   * The last change.
   *
   * @param asked what was asked for
   * @param became what was wanted then
   */
  static Replaced by(Intent asked, Intent became) {
    var services = new IdentityHashMap<VirtualService, VirtualService>(asked.services().size());
    SideBySide.visit(asked.services(), became.services(), (_, one, other) -> {
      if (one != null && other != null) {
        services.put(one, other);
      }
    });
    return new Replaced(services);
  }

  /**
   * Whether a service is still what came of what is asked for again. False says nothing.
   *
   * @param present what is wanted of the service
   * @param asked what is asked for
   */
  @SuppressWarnings("ReferenceEquality") // what is not the same object has to be compared
  boolean holds(VirtualService present, VirtualService asked) {
    return became.get(asked) == present;
  }
}
