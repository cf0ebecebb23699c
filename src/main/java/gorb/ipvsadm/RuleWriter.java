package gorb.ipvsadm;

import gorb.control.Intent;
import gorb.model.AddressFamily;
import gorb.model.AdminState;
import gorb.model.ForwardingMethod;
import gorb.model.ForwardingMethod.Checksum;
import gorb.model.ForwardingMethod.Encapsulation;
import gorb.model.Persistence;
import gorb.model.RealServer;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.ServiceSettings.PacketScheduling;
import gorb.model.Thresholds;
import gorb.model.VirtualService;
import java.util.TreeMap;

/**
 * Writes intent as rules, in the words and the order of {@code ipvsadm -S -n} 1.31, which {@code ipvsadm -R} takes.
 * Weights are the configured ones, 0 of what is quiesced or drained. Thresholds are written, too, which {@code ipvsadm -S} forgets. What
 * a proxy tells of its clients has no words there, and is left out.
 */
public final class RuleWriter {
  private RuleWriter() {}

  /** The rules, a line each, services in the order of their keys. */
  public static String write(Intent intent) {
    var byKey = new TreeMap<ServiceKey, VirtualService>();
    intent.services().values().forEach(service -> byKey.put(service.key(), service));
    var text = new StringBuilder();
    byKey.forEach((key, service) -> {
      text.append("-A ").append(key(key)).append(settings(service.settings(), key.family())).append('\n');
      var servers = new TreeMap<ServerKey, RealServer>();
      service.servers().values().forEach(server -> servers.put(server.key(), server));
      servers.values().forEach(server ->
          text.append("-a ").append(key(key)).append(" -r ").append(server.key()).append(server(server)).append('\n'));
    });
    return text.toString();
  }

  private static String key(ServiceKey key) {
    return switch (key) {
      case ServiceKey.FirewallMark(var family, var mark) -> "-f " + mark + (family == AddressFamily.IPV6 ? " -6" : "");
      case ServiceKey.Endpoint(var protocol, var vip, var port) -> {
        var option = switch (protocol) {
          case TCP -> Option.TCP;
          case UDP -> Option.UDP;
          case SCTP -> Option.SCTP;
        };
        yield option + " " + vip.withPort(port);
      }
    };
  }

  private static String settings(ServiceSettings settings, AddressFamily family) {
    var text = new StringBuilder(" -s ").append(settings.scheduler());
    if (settings.persistence() instanceof Persistence.Sticky(var timeout, var prefix, var engine)) {
      text.append(" -p ").append(timeout.toSeconds());
      if (prefix != family.bits()) {
        text.append(" -M ").append(switch (family) {
          case IPV4 -> Flags.mask(prefix);
          case IPV6 -> Integer.toString(prefix);
        });
      }
      text.append(switch (engine) {
        case ADDRESS -> "";
        case SIP -> " --pe sip";
      });
    }
    if (settings.packets() == PacketScheduling.ONE_PACKET) {
      text.append(" -o");
    }
    if (!settings.flags().isEmpty()) {
      text.append(" -b ").append(Flags.words(settings.flags(), settings.scheduler(), ","));
    }
    return text.toString();
  }

  private static String server(RealServer server) {
    int weight = switch (server.admin()) {
      case AdminState.Enabled _ -> server.weight();
      case AdminState.Quiesced _, AdminState.Draining _ -> 0;
    };
    var forwarding = server.forwarding();
    var text = switch (forwarding) {
      case ForwardingMethod.Masquerade _, ForwardingMethod.Proxied _ -> " -m -w " + weight;
      case ForwardingMethod.DirectRoute _ -> " -g -w " + weight;
      case ForwardingMethod.Tunnel(var encapsulation) -> " -i -w " + weight + tunnel(encapsulation);
      case ForwardingMethod.LocalNode _, ForwardingMethod.Bypass _ ->
          throw new IllegalArgumentException("forwarding: " + forwarding + " (expected: what can be asked for)");
    };
    var thresholds = server.thresholds();
    return thresholds.equals(Thresholds.NONE)
        ? text
        : text + " -x " + thresholds.upper() + " -y " + thresholds.lower();
  }

  private static String tunnel(Encapsulation encapsulation) {
    return " --tun-type " + switch (encapsulation) {
      case Encapsulation.Ipip() -> "ipip";
      case Encapsulation.Gue(var port, var checksum) -> "gue --tun-port " + port + " " + option(checksum);
      case Encapsulation.Gre(var checksum) -> "gre " + option(checksum);
    };
  }

  private static Option option(Checksum checksum) {
    return switch (checksum) {
      case NONE -> Option.TUNNEL_NO_CHECKSUM;
      case FULL -> Option.TUNNEL_CHECKSUM;
      case REMOTE -> Option.TUNNEL_REMOTE_CHECKSUM;
    };
  }
}
