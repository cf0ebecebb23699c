package gorb.dataplane.ipvs;

import gorb.dataplane.Capabilities;
import gorb.dataplane.Capabilities.Feature;
import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.Protocol;
import java.util.EnumSet;
import java.util.Set;

/** What the kernel's IPVS can carry. */
final class IpvsCapabilities {
  private IpvsCapabilities() {}

  static Capabilities of(WireInfo information) {
    return new Capabilities(
        "ipvs",
        "IPVS " + information.versionText() + " of the kernel, connection table of "
            + information.connectionTableSize(),
        EnumSet.allOf(AddressFamily.class),
        EnumSet.allOf(Protocol.class),
        Set.of(ForwardingMethod.Masquerade.class, ForwardingMethod.DirectRoute.class, ForwardingMethod.Tunnel.class),
        EnumSet.of(Feature.FIREWALL_MARKS, Feature.PERSISTENCE, Feature.THRESHOLDS, Feature.SURVIVES_RESTART));
  }
}
