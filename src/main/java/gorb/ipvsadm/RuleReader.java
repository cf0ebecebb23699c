package gorb.ipvsadm;

import gorb.control.GeneratedNames;
import gorb.control.Intent;
import gorb.document.DocumentException;
import gorb.document.Hosts;
import gorb.document.Problem;
import gorb.document.StateReader;
import gorb.document.StateWriter;
import gorb.document.Wording;
import gorb.model.AdminState;
import gorb.model.CheckMethod;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.RealServer;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.VirtualService;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.pcollections.TreePMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads what {@code ipvsadm -S -n} writes, and everything else that ipvsadm(8) 1.31 can add, as a document that the API
 * and the command line take. Services and backends are named after what they are. Backends are not checked, so that what
 * the document wants is what the rules said; who wants checks adds a {@code pulse}.
 */
public final class RuleReader {
  private static final HealthCheck UNCHECKED =
      new HealthCheck(new CheckMethod.Always(), HealthCheck.DEFAULT_INTERVAL, HealthCheck.DEFAULT_TIMEOUT);
  private static final Set<Option> OF_SERVICES = EnumSet.of(Option.ADD_SERVICE, Option.SCHEDULER, Option.PERSISTENT,
      Option.NETMASK, Option.ENGINE, Option.ONE_PACKET, Option.FLAGS);
  private static final Set<Option> OF_BOTH =
      EnumSet.of(Option.TCP, Option.UDP, Option.SCTP, Option.MARK, Option.IPV6);

  private final Complaints complaints = new Complaints();
  private final Map<ServiceKey, Service> services = new LinkedHashMap<>();

  private RuleReader() {}

  /**
   * The document of some rules.
   *
   * @throws RuleException with everything that is wrong, by line
   */
  public static ObjectNode read(String rules) throws RuleException {
    var reader = new RuleReader();
    int number = 0;
    for (var line : rules.lines().map(String::strip).toList()) {
      number++;
      if (!line.isEmpty() && !line.startsWith("#")) {
        reader.read(number, line);
      }
    }
    var document = reader.document();
    reader.complaints.raise();
    return document;
  }

  private void read(int line, String text) {
    int before = complaints.count();
    var rule = Rule.of(line, text, complaints);
    if (complaints.count() > before) {
      return;
    }
    boolean isService = rule.has(Option.ADD_SERVICE);
    if (isService == rule.has(Option.ADD_SERVER)) {
      complaints.add(line, "no rule that makes something (expected: -A or -a)");
      return;
    }
    for (var option : rule.options().keySet()) {
      if (!OF_BOTH.contains(option) && OF_SERVICES.contains(option) != isService) {
        complaints.add(line, option + ": given with " + (isService ? "-A" : "-a"));
      }
    }
    var key = new ServiceRules(rule, complaints).key();
    if (key.isPresent() && isService) {
      service(rule, key.get());
    } else if (key.isPresent()) {
      server(rule, key.get());
    }
  }

  private void service(Rule rule, ServiceKey key) {
    if (key instanceof ServiceKey.Endpoint endpoint && endpoint.port() == 0 && !rule.has(Option.PERSISTENT)) {
      complaints.add(rule.line(), key + ": port 0, which is every port, needs -p");
    }
    var settings = new ServiceRules(rule, complaints).settings(key.family());
    var twin = services.putIfAbsent(key, new Service(rule.line(), settings, new LinkedHashMap<>()));
    if (twin != null) {
      complaints.add(rule.line(), key + ": added in line " + twin.line + " already");
    }
  }

  private void server(Rule rule, ServiceKey service) {
    var rules = new ServerRules(rule, complaints);
    var key = rules.key(service);
    int weight = rules.weight();
    var forwarding = rules.forwarding();
    var thresholds = rules.thresholds();
    var owner = services.get(service);
    if (owner == null) {
      complaints.add(rule.line(), service + ": no -A before this line adds it");
    } else if (key.isPresent()) {
      var server = new RealServer(
          key.get(), weight, AdminState.ENABLED, forwarding, thresholds, UNCHECKED, 0, Map.of());
      var twin = owner.servers.putIfAbsent(key.get(), new Server(rule.line(), server));
      if (twin != null) {
        complaints.add(rule.line(), key.get() + ": added to " + service + " in line " + twin.line + " already");
      }
    }
  }

  private ObjectNode document() {
    var intent = Intent.EMPTY;
    for (var entry : services.entrySet()) {
      var service = entry.getValue();
      var servers = new TreeMap<String, RealServer>();
      service.servers.forEach((key, server) -> servers.put(GeneratedNames.of(key), server.server));
      var flags = Flags.words(service.settings.flags(), service.settings.scheduler(), "|");
      intent = intent.with(GeneratedNames.of(entry.getKey()), new VirtualService(
          entry.getKey(), service.settings, TreePMap.from(servers), Map.of(Wording.FLAGS, flags)));
    }
    var document = StateWriter.of(intent);
    requireSense(document);
    return document;
  }

  /** Has the document read as the daemon would read it, which knows what makes no sense; of lines that are good so far. */
  private void requireSense(ObjectNode document) {
    try {
      new StateReader(new Hosts(IpAddress::of, Optional::empty)).read(document);
    } catch (DocumentException e) {
      e.problems().forEach(this::complain);
    }
  }

  private void complain(Problem problem) {
    var lines = new ArrayList<Map.Entry<String, Integer>>();
    services.forEach((key, service) -> {
      var path = "services." + GeneratedNames.of(key) + ".";
      lines.add(Map.entry(path, service.line));
      service.servers.forEach((server, it) ->
          lines.add(Map.entry(path + "backends." + GeneratedNames.of(server) + ".", it.line)));
    });
    lines.stream()
        .filter(it -> problem.field().startsWith(it.getKey()))
        .max(Map.Entry.comparingByKey())
        .filter(it -> !complaints.areThereOf(it.getValue()))
        .ifPresent(it -> complaints.add(it.getValue(),
            problem.field().substring(it.getKey().length()) + ": " + problem.message()));
  }

  private record Service(int line, ServiceSettings settings, Map<ServerKey, Server> servers) {}

  private record Server(int line, RealServer server) {}
}
