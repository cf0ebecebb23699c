package gorb.discovery;

import gorb.model.DiscoverySource.Verdict;
import gorb.model.IpAddress;
import gorb.model.Ports;
import gorb.model.ServerRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads instances of Consul's catalogue: pure. */
final class ConsulInstances {
  /** The keys of an instance's metadata that mean something. */
  static final String WEIGHT = "gorb-weight";
  static final String ROLE = "gorb-role";

  private static final String CRITICAL = "critical";
  private static final String WARNING = "warning";
  /** Identities of the checks by which Consul says that somebody wants no traffic. */
  private static final String NODE_MAINTENANCE = "_node_maintenance";
  private static final String SERVICE_MAINTENANCE = "_service_maintenance:";
  private static final int LONGEST_LABEL = 120;

  private ConsulInstances() {}

  /**
   * The instances of an answer.
   *
   * @param tree an array, as {@code /v1/health/service} answers it
   * @param next how long to wait before the next question
   */
  static Answer read(JsonNode tree, Verdict verdict, Duration next) {
    var instances = new ArrayList<Instance>();
    var left = new ArrayList<String>();
    for (var each : tree.values()) {
      var service = each.path("Service");
      var label = label(each);
      var address = address(service.path("Address").asString(""), each.path("Node").path("Address").asString(""));
      int port = service.path("Port").asInt(0);
      if (address == null) {
        left.add(label + ": its address is none (expected: an IPv4 or IPv6 address)");
      } else if (port < 0 || port > Ports.HIGHEST) {
        left.add(label + ": its port is " + port + " (expected: 0.." + Ports.HIGHEST + ")");
      } else {
        var statuses = statuses(each.path("Checks"));
        instances.add(new Instance(label, address, port == 0 ? OptionalInt.empty() : OptionalInt.of(port),
            share(service, statuses, verdict, label, left), serves(each.path("Checks"), statuses, verdict),
            role(service.path("Meta").path(ROLE).asString(""), label, left)));
      }
    }
    return new Answer(instances, left, next);
  }

  /** The node and the identity of the service on it, as far as they can be shown. */
  private static String label(JsonNode each) {
    var text = (each.path("Node").path("Node").asString("") + "/" + each.path("Service").path("ID").asString(""))
        .replaceAll("[^\\x20-\\x7e]|[\"\\\\]", "?");
    return text.length() > LONGEST_LABEL ? text.substring(0, LONGEST_LABEL) + "…" : text;
  }

  private static @Nullable IpAddress address(String ofService, String ofNode) {
    return IpAddress.parse(ofService.isEmpty() ? ofNode : ofService).orElse(null);
  }

  private static Set<String> statuses(JsonNode checks) {
    var statuses = new TreeSet<String>();
    checks.values().forEach(check -> statuses.add(check.path("Status").asString("")));
    return statuses;
  }

  /** Maintenance is a wish of people, which counts whoever judges health. */
  private static boolean serves(JsonNode checks, Set<String> statuses, Verdict verdict) {
    boolean isInMaintenance = checks.values().stream()
        .map(check -> check.path("CheckID").asString(""))
        .anyMatch(id -> id.equals(NODE_MAINTENANCE) || id.startsWith(SERVICE_MAINTENANCE));
    return !isInMaintenance && switch (verdict) {
      case CONSUL, BOTH -> !statuses.contains(CRITICAL);
      case PULSE -> true;
    };
  }

  private static int share(JsonNode service, Set<String> statuses, Verdict verdict, String label, List<String> left) {
    var own = service.path("Meta").path(WEIGHT).asString("");
    if (own.matches("[0-9]{1,5}") && Integer.parseInt(own) <= Instance.LARGEST_SHARE) {
      return Integer.parseInt(own);
    }
    if (!own.isEmpty()) {
      left.add(label + ": its " + WEIGHT + " is no number from 0 to " + Instance.LARGEST_SHARE + ": not counted");
    }
    boolean isWarned = verdict != Verdict.PULSE && statuses.contains(WARNING);
    int weight = service.path("Weights").path(isWarned ? "Warning" : "Passing").asInt(1);
    return Math.clamp(weight, 0, Instance.LARGEST_SHARE);
  }

  private static @Nullable ServerRole role(String text, String label, List<String> left) {
    for (var role : ServerRole.values()) {
      if (role.label().equals(text)) {
        return role;
      }
    }
    if (!text.isEmpty()) {
      left.add(label + ": its " + ROLE + " is neither regular nor fallback: not counted");
    }
    return null;
  }
}
