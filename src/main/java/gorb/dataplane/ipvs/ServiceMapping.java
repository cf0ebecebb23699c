package gorb.dataplane.ipvs;

import gorb.model.AddressFamily;
import gorb.model.Persistence;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.ServiceSettings.PacketScheduling;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;

/** Services of the model as they are on the wire, and back. */
final class ServiceMapping {
  private static final String SIP = "sip";
  private static final int IPV4_BITS = 32;
  private static final long WHOLE_IPV4_ADDRESS = 0xffff_ffffL;

  private ServiceMapping() {}

  static WireServiceKey toWire(ServiceKey key) {
    return switch (key) {
      case ServiceKey.Endpoint(var protocol, var vip, var port) ->
          new WireServiceKey.Endpoint(protocol.number(), vip, port);
      case ServiceKey.FirewallMark(var family, var mark) -> new WireServiceKey.Mark(family, mark);
    };
  }

  static WireService toWire(ServiceKey key, ServiceSettings settings) {
    int flags = 0;
    for (var flag : settings.flags()) {
      flags |= flag.bit();
    }
    if (settings.packets() == PacketScheduling.ONE_PACKET) {
      flags |= WireService.ONE_PACKET;
    }
    var family = key.family();
    var name = settings.scheduler().name();
    return switch (settings.persistence()) {
      case Persistence.None _ ->
          new WireService(toWire(key), name, flags, 0, netmask(family, family.bits()), Optional.empty());
      case Persistence.Sticky(var timeout, var prefixLength, var engine) ->
          new WireService(
              toWire(key),
              name,
              flags | WireService.PERSISTENT,
              timeout.toSeconds(),
              netmask(family, prefixLength),
              switch (engine) {
                case ADDRESS -> Optional.empty();
                case SIP -> Optional.of(SIP);
              });
    };
  }

  static ServiceKey toModel(WireServiceKey key) throws InexpressibleException {
    return switch (key) {
      case WireServiceKey.Endpoint(var protocol, var address, var port) ->
          new ServiceKey.Endpoint(
              Protocol.ofNumber(protocol).orElseThrow(
                  () -> new InexpressibleException("protocol " + protocol)),
              address,
              port);
      case WireServiceKey.Mark(var family, var mark) -> {
        if (mark == 0) {
          throw new InexpressibleException("firewall mark 0");
        }
        yield new ServiceKey.FirewallMark(family, mark);
      }
    };
  }

  /** The settings, of which the kernel's own flag and bits that nobody knows are no part. */
  static ServiceSettings settings(WireService service) throws InexpressibleException {
    if (!Scheduler.isName(service.scheduler())) {
      throw new InexpressibleException("scheduler \"" + service.scheduler() + "\"");
    }
    var flags = EnumSet.noneOf(SchedulerFlag.class);
    for (var flag : SchedulerFlag.values()) {
      if ((service.flags() & flag.bit()) != 0) {
        flags.add(flag);
      }
    }
    return new ServiceSettings(
        new Scheduler(service.scheduler()),
        flags,
        persistence(service),
        (service.flags() & WireService.ONE_PACKET) != 0
            ? PacketScheduling.ONE_PACKET
            : PacketScheduling.BY_CONNECTION);
  }

  private static Persistence persistence(WireService service) throws InexpressibleException {
    if ((service.flags() & WireService.PERSISTENT) == 0) {
      return Persistence.none();
    }
    if (service.timeout() < 1 || service.timeout() > Integer.MAX_VALUE) {
      throw new InexpressibleException("persistence timeout " + service.timeout());
    }
    var engine = service.engine().orElse("");
    return new Persistence.Sticky(
        Duration.ofSeconds(service.timeout()),
        prefixLength(service.key().family(), service.netmask()),
        switch (engine) {
          case "" -> Persistence.Engine.ADDRESS;
          case SIP -> Persistence.Engine.SIP;
          default -> throw new InexpressibleException("persistence engine \"" + engine + "\"");
        });
  }

  private static long netmask(AddressFamily family, int prefixLength) {
    return switch (family) {
      case IPV4 -> (WHOLE_IPV4_ADDRESS << (IPV4_BITS - prefixLength)) & WHOLE_IPV4_ADDRESS;
      case IPV6 -> prefixLength;
    };
  }

  private static int prefixLength(AddressFamily family, long netmask) throws InexpressibleException {
    int length = switch (family) {
      case IPV4 -> Long.bitCount(netmask);
      case IPV6 -> (int) netmask;
    };
    if (length < 1 || length > family.bits() || netmask(family, length) != netmask) {
      throw new InexpressibleException("persistence netmask 0x" + Long.toHexString(netmask));
    }
    return length;
  }
}
