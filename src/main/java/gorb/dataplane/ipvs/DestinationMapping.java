package gorb.dataplane.ipvs;

import gorb.dataplane.Destination;
import gorb.dataplane.ipvs.WireDestination.Tunnel;
import gorb.model.ForwardingMethod;
import gorb.model.ForwardingMethod.Checksum;
import gorb.model.ForwardingMethod.Encapsulation;
import gorb.model.ServerKey;
import gorb.model.Thresholds;

/** Destinations of the model as they are on the wire, and back. */
final class DestinationMapping {
  private DestinationMapping() {}

  static WireDestination.Key toWire(ServerKey server) {
    return new WireDestination.Key(server.address(), server.port());
  }

  static WireDestination toWire(ServerKey server, Destination destination) {
    var thresholds = destination.thresholds();
    return new WireDestination(
        toWire(server),
        method(destination.forwarding()),
        destination.weight(),
        tunnel(destination.forwarding()),
        thresholds.upper(),
        thresholds.lower());
  }

  static ServerKey toModel(WireDestination.Key key) {
    return new ServerKey(key.address(), key.port());
  }

  static Destination toModel(WireDestination destination) throws InexpressibleException {
    if (destination.weight() < 0) {
      throw new InexpressibleException("weight " + destination.weight());
    }
    if (destination.lowerThreshold() > destination.upperThreshold()) {
      throw new InexpressibleException(
          "thresholds " + destination.lowerThreshold() + " above " + destination.upperThreshold());
    }
    return new Destination(
        destination.weight(),
        forwarding(destination),
        new Thresholds(destination.upperThreshold(), destination.lowerThreshold()));
  }

  private static int method(ForwardingMethod forwarding) {
    return switch (forwarding) {
      case ForwardingMethod.Masquerade _ -> WireDestination.MASQUERADE;
      case ForwardingMethod.DirectRoute _ -> WireDestination.DIRECT_ROUTE;
      case ForwardingMethod.Tunnel _ -> WireDestination.TUNNEL;
      case ForwardingMethod.LocalNode _ -> WireDestination.LOCAL_NODE;
      case ForwardingMethod.Bypass _ -> WireDestination.BYPASS;
      case ForwardingMethod.Proxied _ ->
          throw new IllegalArgumentException("IPVS has no connections of its own (see Refusals.beforehand)");
    };
  }

  private static Tunnel tunnel(ForwardingMethod forwarding) {
    if (!(forwarding instanceof ForwardingMethod.Tunnel(var encapsulation))) {
      return Tunnel.DEFAULT;
    }
    return switch (encapsulation) {
      case Encapsulation.Ipip() -> Tunnel.DEFAULT;
      case Encapsulation.Gue(var port, var checksum) -> new Tunnel(Tunnel.GUE, port, flags(checksum));
      case Encapsulation.Gre(var checksum) -> new Tunnel(Tunnel.GRE, 0, flags(checksum));
    };
  }

  private static ForwardingMethod forwarding(WireDestination destination) throws InexpressibleException {
    return switch (destination.forwarding()) {
      case WireDestination.MASQUERADE -> ForwardingMethod.MASQUERADE;
      case WireDestination.DIRECT_ROUTE -> ForwardingMethod.DIRECT_ROUTE;
      case WireDestination.TUNNEL -> new ForwardingMethod.Tunnel(encapsulation(destination.tunnel()));
      case WireDestination.LOCAL_NODE -> new ForwardingMethod.LocalNode();
      case WireDestination.BYPASS -> new ForwardingMethod.Bypass();
      default -> throw new InexpressibleException("forwarding method " + destination.forwarding());
    };
  }

  private static Encapsulation encapsulation(Tunnel tunnel) throws InexpressibleException {
    return switch (tunnel.type()) {
      case Tunnel.IPIP -> new Encapsulation.Ipip();
      case Tunnel.GUE -> {
        if (tunnel.port() == 0) {
          throw new InexpressibleException("GUE port 0");
        }
        yield new Encapsulation.Gue(tunnel.port(), checksum(tunnel.flags()));
      }
      case Tunnel.GRE -> new Encapsulation.Gre(checksum(tunnel.flags()));
      default -> throw new InexpressibleException("tunnel type " + tunnel.type());
    };
  }

  private static int flags(Checksum checksum) {
    return switch (checksum) {
      case NONE -> 0;
      case FULL -> Tunnel.CHECKSUM;
      case REMOTE -> Tunnel.REMOTE_CHECKSUM;
    };
  }

  private static Checksum checksum(int flags) throws InexpressibleException {
    return switch (flags) {
      case 0 -> Checksum.NONE;
      case Tunnel.CHECKSUM -> Checksum.FULL;
      case Tunnel.REMOTE_CHECKSUM -> Checksum.REMOTE;
      default -> throw new InexpressibleException("tunnel flags 0x" + Integer.toHexString(flags));
    };
  }
}
