package gorb.dataplane.userspace;

import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneContract;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.ServiceKey;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The contract over real sockets: services must be at addresses of this host, on free ports. */
abstract class UserspaceDataplaneContract extends DataplaneContract {
  private static final int PORT = 7000;

  private final Map<Integer, ServiceKey.Endpoint> ipv6 = new HashMap<>();

  abstract Transport transport();

  @Override
  protected Dataplane open() {
    return new UserspaceDataplane(Proxy.settings(2), transport());
  }

  @Override
  protected ServiceKey.Endpoint service(AddressFamily family, int number) {
    return switch (family) {
      case IPV4 -> new ServiceKey.Endpoint(Protocol.TCP, Loopback.address(number % 250), PORT + number / 250);
      case IPV6 -> ipv6.computeIfAbsent(number, _ -> {
        var address = IpAddress.of("::1");
        return new ServiceKey.Endpoint(Protocol.TCP, address, Loopback.freePort(address));
      });
    };
  }

  @Override
  protected Set<AddressFamily> families() {
    var families = EnumSet.allOf(AddressFamily.class);
    families.removeIf(family -> !Loopback.has(family));
    return families;
  }
}
