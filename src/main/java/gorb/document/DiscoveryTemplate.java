package gorb.document;

import gorb.model.AddressFamily;
import gorb.model.Discovery;
import gorb.model.IpAddress;
import gorb.model.RealServer;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Scheduler;
import gorb.model.VirtualService;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.pcollections.TreePMap;
import tools.jackson.databind.node.ObjectNode;

/** What every backend has that is found for a service: a backend as documents write it, without its host. */
public final class DiscoveryTemplate {
  static final String BACKEND = "backend";
  /** The fields that it has as every backend does. */
  static final Set<String> SHARED = Set.of(
      "method", ForwardingWords.TUNNEL_PORT, ForwardingWords.TUNNEL_CHECKSUM, ProxiedFields.PROXY_PROTOCOL,
      ProxiedFields.SOURCE_ADDRESS, "upper_threshold", "lower_threshold", BackendReader.ROLE, "pulse");

  private static final int LONGEST = 16_384;
  private static final String PORT = "port";
  /** The source says them, or nobody does. */
  private static final List<String> NOT_HERE =
      List.of("host", "address", AdminFields.STATE, AdminFields.UNTIL, AdminFields.KEEP, StateReader.ORIGIN);
  private static final IpAddress EXAMPLE_IPV4 = IpAddress.of("192.0.2.1");
  private static final IpAddress EXAMPLE_IPV6 = IpAddress.of("2001:db8::1");
  private static final Hosts LITERALS = new Hosts(
      host -> IpAddress.parse(host).orElseThrow(() -> new UnknownHostException("lookup " + host + ": no address")),
      Optional::empty);

  private DiscoveryTemplate() {}

  /**
   * A backend at an address.
   *
   * @param owner whose discovery found it
   * @param found the port of the source, 0..65535; that of the template comes before it, and that of the service after
   * @throws DocumentException where it does not fit the service
   */
  public static RealServer server(VirtualService owner, IpAddress address, OptionalInt found)
      throws DocumentException {
    var object = object(owner.discovery());
    if (!has(object, PORT)) {
      object.put(PORT, found.orElseGet(() -> portOf(owner.key())));
    }
    var problems = Problems.kept();
    var server = read(object, "", owner, address, problems);
    problems.raise();
    return server.orElseThrow();
  }

  /** The text of the template in the fields of a discovery; what is wrong with it goes to their problems. */
  static String read(Fields discovery, Optional<ServiceKey> key) {
    var object = discovery.object(BACKEND);
    if (object.isEmpty()) {
      return "{}";
    }
    var problems = discovery.problems();
    var path = discovery.path(BACKEND) + ".";
    var template = object.get();
    for (var name : NOT_HERE) {
      if (has(template, name)) {
        problems.add(path + name, "given (expected: not here: the source says where backends are)");
      }
    }
    var fields = Fields.of(template, path, problems);
    fields.integer("weight", 1, Integer.MAX_VALUE);
    fields.integer(PORT, 1, Fields.HIGHEST_PORT);
    var text = JsonText.sorted(template.deepCopy()).toString();
    if (text.length() > LONGEST) {
      problems.add(discovery.path(BACKEND), text.length() + " characters (expected: at most " + LONGEST + ")");
      return "{}";
    }
    key.ifPresent(it -> requireSense(template, path, it, problems));
    return text;
  }

  /** The template as an object of its own. */
  static ObjectNode object(Discovery discovery) {
    return JsonInput.reread(discovery.backend());
  }

  private static void requireSense(ObjectNode template, String path, ServiceKey key, Problems problems) {
    var sample = template.deepCopy();
    if (!has(sample, PORT)) {
      sample.put(PORT, Math.max(1, portOf(key)));
    }
    NOT_HERE.forEach(sample::remove);
    var owner = new VirtualService(key, ServiceSettings.of(Scheduler.WRR), TreePMap.empty(), Map.of());
    read(sample, path, owner, key.family() == AddressFamily.IPV4 ? EXAMPLE_IPV4 : EXAMPLE_IPV6, problems);
  }

  private static Optional<RealServer> read(
      ObjectNode backend, String path, VirtualService owner, IpAddress address, Problems problems) {
    return new BackendReader(LITERALS)
        .read(Fields.of(backend.put("host", address.toString()), path, problems), owner, new KnownPulses());
  }

  private static boolean has(ObjectNode object, String name) {
    return object.properties().stream().anyMatch(it -> it.getKey().equalsIgnoreCase(name) && !it.getValue().isNull());
  }

  private static int portOf(ServiceKey key) {
    return switch (key) {
      case ServiceKey.Endpoint(_, _, var port) -> port;
      case ServiceKey.FirewallMark _ -> 0;
    };
  }
}
