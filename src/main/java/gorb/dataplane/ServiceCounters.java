package gorb.dataplane;

import gorb.model.ServerKey;
import java.util.Map;

/**
 * What a service has carried, servers that were removed meanwhile included.
 *
 * @param total since the service was added
 * @param perSecond the average of the last seconds
 * @param destinations those in the table now
 */
public record ServiceCounters(Traffic total, Traffic perSecond, Map<ServerKey, DestinationCounters> destinations) {
  public ServiceCounters {
    destinations = Map.copyOf(destinations);
  }

  /** A service that the data plane does not have, or that was never used. */
  public static final ServiceCounters NONE = new ServiceCounters(Traffic.NONE, Traffic.NONE, Map.of());

  /** The service as a whole: the connections of its destinations, and its own traffic. */
  public DestinationCounters whole() {
    long active = 0;
    long inactive = 0;
    long persistent = 0;
    for (var destination : destinations.values()) {
      active += destination.active();
      inactive += destination.inactive();
      persistent += destination.persistent();
    }
    return new DestinationCounters(active, inactive, persistent, total, perSecond);
  }
}
