package gorb.discovery;

import gorb.model.IpAddress;
import gorb.model.RealServer;
import gorb.model.VirtualService;
import java.util.OptionalInt;

/** Makes backends by what a service says of those that are found for it. Pure. */
@FunctionalInterface
public interface BackendTemplate {
  /**
   * A backend at an address.
   *
   * @param port that of the source, where it has one
   * @throws IllegalArgumentException where the service cannot have such a one
   */
  RealServer server(VirtualService owner, IpAddress address, OptionalInt port);
}
