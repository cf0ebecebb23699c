package gorb.dataplane;

import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.Protocol;
import java.util.Set;

/**
 * What a data plane can carry.
 *
 * @param name as on the command line: {@code ipvs}, {@code userspace}, {@code memory}
 * @param description one line for people: what it is, with its version
 * @param families of virtual addresses
 * @param protocols of services
 * @param forwarding the kinds of forwarding that servers may have
 * @param features further abilities
 */
public record Capabilities(
    String name,
    String description,
    Set<AddressFamily> families,
    Set<Protocol> protocols,
    Set<Class<? extends ForwardingMethod>> forwarding,
    Set<Feature> features) {

  public Capabilities {
    families = Set.copyOf(families);
    protocols = Set.copyOf(protocols);
    forwarding = Set.copyOf(forwarding);
    features = Set.copyOf(features);
  }

  /** An ability that not every data plane has. */
  public enum Feature {
    FIREWALL_MARKS,
    PERSISTENCE,
    THRESHOLDS,
    /** A service gets another scheduler without a moment in which it refuses connections. */
    SCHEDULER_AT_ONCE,
    /** The table outlives the process: it can be adopted after a restart. */
    SURVIVES_RESTART
  }
}
