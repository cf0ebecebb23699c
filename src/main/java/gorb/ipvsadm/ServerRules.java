package gorb.ipvsadm;

import gorb.model.ForwardingMethod;
import gorb.model.ForwardingMethod.Checksum;
import gorb.model.ForwardingMethod.Encapsulation;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.Thresholds;
import java.util.Optional;

/** What a rule says of a server. */
final class ServerRules {
  private static final long HIGHEST_THRESHOLD = Integer.MAX_VALUE;

  private final Rule rule;
  private final Complaints complaints;
  private final Numbers numbers;

  ServerRules(Rule rule, Complaints complaints) {
    this.rule = rule;
    this.complaints = complaints;
    this.numbers = new Numbers(rule, complaints);
  }

  /** Which server; without a port it has that of its service, with a firewall mark that of the packet. */
  Optional<ServerKey> key(ServiceKey service) {
    var text = rule.value(Option.SERVER);
    if (text.isEmpty()) {
      complaints.add(rule.line(), "no server (expected: -r)");
      return Optional.empty();
    }
    int port = switch (service) {
      case ServiceKey.Endpoint(_, _, var itsPort) -> itsPort;
      case ServiceKey.FirewallMark _ -> 0;
    };
    return numbers.endpoint(Option.SERVER, text.get(), port).map(it -> new ServerKey(it.address(), it.port()));
  }

  /** 1 where it is not said, as with ipvsadm. */
  int weight() {
    return Math.toIntExact(numbers.number(Option.WEIGHT, 0, Integer.MAX_VALUE).orElse(1));
  }

  /** None where they are not said. */
  Thresholds thresholds() {
    long upper = numbers.number(Option.UPPER, 0, HIGHEST_THRESHOLD).orElse(0);
    long lower = numbers.number(Option.LOWER, 0, HIGHEST_THRESHOLD).orElse(0);
    if (lower > upper) {
      numbers.complain(Option.LOWER, lower + " (expected: 0.." + upper + ", which -x says)");
      return Thresholds.NONE;
    }
    return new Thresholds(upper, lower);
  }

  /** Direct routing where it is not said, as with ipvsadm. */
  ForwardingMethod forwarding() {
    var given = rule.among(Option.ROUTE, Option.TUNNEL, Option.MASQUERADE);
    if (given.size() > 1) {
      complaints.add(rule.line(), given + " (expected: one of -g -i -m)");
    }
    if (given.contains(Option.TUNNEL)) {
      return new ForwardingMethod.Tunnel(encapsulation());
    }
    for (var option : rule.among(Option.TUNNEL_TYPE, Option.TUNNEL_PORT, Option.TUNNEL_NO_CHECKSUM,
        Option.TUNNEL_CHECKSUM, Option.TUNNEL_REMOTE_CHECKSUM)) {
      numbers.complain(option, "given without -i");
    }
    return given.contains(Option.MASQUERADE) ? ForwardingMethod.MASQUERADE : ForwardingMethod.DIRECT_ROUTE;
  }

  private Encapsulation encapsulation() {
    var type = rule.value(Option.TUNNEL_TYPE).orElse("ipip");
    return switch (type) {
      case "gue" -> gue();
      case "gre" -> {
        refuse(type, Option.TUNNEL_PORT, Option.TUNNEL_REMOTE_CHECKSUM);
        yield new Encapsulation.Gre(checksum());
      }
      case "ipip" -> {
        refuse(type, Option.TUNNEL_PORT, Option.TUNNEL_CHECKSUM, Option.TUNNEL_REMOTE_CHECKSUM);
        yield new Encapsulation.Ipip();
      }
      case String _ -> {
        numbers.complain(Option.TUNNEL_TYPE, type + " (expected: ipip, gue or gre)");
        yield new Encapsulation.Ipip();
      }
    };
  }

  private Encapsulation gue() {
    if (!rule.has(Option.TUNNEL_PORT)) {
      complaints.add(rule.line(), "a tunnel of type gue without --tun-port");
      return new Encapsulation.Ipip();
    }
    var port = numbers.number(Option.TUNNEL_PORT, 1, Numbers.HIGHEST_PORT);
    return new Encapsulation.Gue(Math.toIntExact(port.orElse(1)), checksum());
  }

  private Checksum checksum() {
    var given = rule.among(Option.TUNNEL_NO_CHECKSUM, Option.TUNNEL_CHECKSUM, Option.TUNNEL_REMOTE_CHECKSUM);
    if (given.size() > 1) {
      complaints.add(rule.line(), given + " (expected: one of them)");
    }
    if (given.contains(Option.TUNNEL_REMOTE_CHECKSUM)) {
      return Checksum.REMOTE;
    }
    return given.contains(Option.TUNNEL_CHECKSUM) ? Checksum.FULL : Checksum.NONE;
  }

  private void refuse(String type, Option... options) {
    for (var option : rule.among(options)) {
      numbers.complain(option, "given with a tunnel of type " + type);
    }
  }
}
