package gorb.lab;

import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.dataplane.Table;
import gorb.lab.IpvsadmText.Server;
import gorb.lab.IpvsadmText.Service;
import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.IpAddress;
import gorb.model.Persistence;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.ServiceSettings.PacketScheduling;
import gorb.model.Thresholds;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What ipvsadm printed, as a table of this project, so that a witness can be compared with what was wanted. */
final class IpvsadmTable {
  private IpvsadmTable() {}

  /** The table of {@code ipvsadm -Sn}, which leaves out thresholds: they read as none. */
  static Table of(Map<String, Service> services) {
    var pools = new TreeMap<ServiceKey, Pool>();
    services.forEach((service, printed) -> {
      var destinations = new TreeMap<ServerKey, Destination>();
      printed.servers().forEach((server, text) ->
          destinations.put(serverKey(server), destination(text)));
      var key = serviceKey(service);
      pools.put(key, Pool.of(settings(printed, key.family()), destinations));
    });
    return Table.of(pools);
  }

  private static ServiceKey serviceKey(String text) {
    var words = text.split("/");
    if (words[0].equals("fwmark")) {
      return new ServiceKey.FirewallMark(
          AddressFamily.valueOf(words[1].toUpperCase(Locale.ROOT)), Integer.parseInt(words[2]));
    }
    var endpoint = serverKey(words[1]);
    return new ServiceKey.Endpoint(
        Protocol.valueOf(words[0].toUpperCase(Locale.ROOT)), endpoint.address(), endpoint.port());
  }

  private static ServerKey serverKey(String text) {
    int colon = text.lastIndexOf(':');
    var host = text.substring(0, colon).replace("[", "").replace("]", "");
    return new ServerKey(IpAddress.of(host), Integer.parseInt(text.substring(colon + 1)));
  }

  private static ServiceSettings settings(Service printed, AddressFamily family) {
    return new ServiceSettings(
        new Scheduler(printed.scheduler()), flags(printed.schedulerFlags()), persistence(printed, family),
        printed.onePacket() ? PacketScheduling.ONE_PACKET : PacketScheduling.BY_CONNECTION);
  }

  private static Set<SchedulerFlag> flags(Set<String> printed) {
    var flags = EnumSet.noneOf(SchedulerFlag.class);
    for (var word : printed) {
      flags.add(switch (word) {
        case "flag-1", "sh-fallback", "mh-fallback" -> SchedulerFlag.FLAG_1;
        case "flag-2", "sh-port", "mh-port" -> SchedulerFlag.FLAG_2;
        case "flag-3" -> SchedulerFlag.FLAG_3;
        case String _ -> throw new IllegalArgumentException("ipvsadm printed an unknown flag: " + word);
      });
    }
    return flags;
  }

  private static Persistence persistence(Service printed, AddressFamily family) {
    if (printed.persistenceSeconds().isEmpty()) {
      return Persistence.none();
    }
    int whole = family == AddressFamily.IPV4 ? 32 : 128;
    int prefix = printed.mask().map(mask -> prefix(mask, family)).orElse(whole);
    var engine = printed.engine().isPresent() ? Persistence.Engine.SIP : Persistence.Engine.ADDRESS;
    return new Persistence.Sticky(Duration.ofSeconds(printed.persistenceSeconds().getAsInt()), prefix, engine);
  }

  private static int prefix(String mask, AddressFamily family) {
    return family == AddressFamily.IPV4 ? Long.bitCount(IpAddress.of(mask).low()) : Integer.parseInt(mask);
  }

  private static Destination destination(Server printed) {
    return new Destination(printed.weight(), forwarding(printed), Thresholds.NONE);
  }

  private static ForwardingMethod forwarding(Server printed) {
    return switch (printed.method()) {
      case MASQUERADE -> ForwardingMethod.MASQUERADE;
      case ROUTE -> ForwardingMethod.DIRECT_ROUTE;
      case LOCAL -> new ForwardingMethod.LocalNode();
      case TUNNEL -> {
        if (!printed.tunnel().isEmpty() && !printed.tunnel().equals("type ipip")) {
          throw new IllegalArgumentException("a tunnel that no row makes: " + printed.tunnel());
        }
        yield ForwardingMethod.IPIP;
      }
    };
  }
}
