package gorb.dataplane;

import gorb.model.ServiceKey;
import java.time.Duration;
import java.util.Map;

/**
 * What a data plane has carried. Counters are no part of its table, and reading them changes nothing. May be used by
 * any thread; one answer need not show one instant.
 */
public interface Counters {
  /** The counters of every service in the table. */
  Map<ServiceKey, ServiceCounters> services() throws DataplaneException;

  /**
   * The same for who can do with an older answer, as many that watch for long can: where a reading costs something, one of
   * before is taken again.
   *
   * @param age how old it may be
   */
  default Map<ServiceKey, ServiceCounters> services(Duration age) throws DataplaneException {
    return services();
  }

  /**
   * How often accepting paused because this process or host was short of descriptors or of memory for sockets. 0 where
   * the data plane opens no sockets.
   */
  long pauses();
}
