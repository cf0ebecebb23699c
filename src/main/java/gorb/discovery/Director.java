package gorb.discovery;

import gorb.model.IpAddress;
import java.util.Optional;

/**
 * This daemon, as others find it.
 *
 * @param host the name of this machine
 * @param address the first one of its interface; empty where it has none
 * @param port of the API
 */
public record Director(String host, Optional<IpAddress> address, int port) {
  /** What tells its registrations from those of others: the same before and after a restart. */
  String mark() {
    return host + ":" + port;
  }
}
