package gorb.control;

import gorb.model.AddressFamily;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.util.Set;

/** Names for services and servers that nobody named: what they are, spelled so that it can stand in a path. */
public final class GeneratedNames {
  private GeneratedNames() {}

  /** {@code tcp-10.0.0.1-80}, {@code fwmark-7}, {@code fwmark-7-ipv6}. */
  public static String of(ServiceKey key) {
    return switch (key) {
      case ServiceKey.Endpoint(var protocol, var vip, var port) -> protocol.label() + "-" + vip + "-" + port;
      case ServiceKey.FirewallMark(var family, var mark) ->
          "fwmark-" + mark + (family == AddressFamily.IPV6 ? "-ipv6" : "");
    };
  }

  /** {@code 10.1.0.1-8080}. */
  public static String of(ServerKey key) {
    return key.address() + "-" + key.port();
  }

  /** The name, or where it is taken the first of {@code name-2}, {@code name-3}, … that is not. */
  static String free(String name, Set<String> taken) {
    var free = name;
    for (int number = 2; taken.contains(free); number++) {
      free = name + "-" + number;
    }
    return free;
  }
}
