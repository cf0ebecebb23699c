package gorb.discovery;

import gorb.model.AdminState;
import gorb.model.CheckMethod;
import gorb.model.DiscoverySource;
import gorb.model.DiscoverySource.Verdict;
import gorb.model.ForwardingMethod;
import gorb.model.HealthCheck;
import gorb.model.RealServer;
import gorb.model.ServerKey;
import gorb.model.VirtualService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The backends that an answer means for a service: pure. Each is named by its address and port, so that it stays the
 * same one whatever its source calls it, and in whatever order it is named.
 *
 * @param servers by name
 * @param left what of the answer was not taken, and why
 */
record Merge(SortedMap<String, RealServer> servers, List<String> left) {
  private static final int MOST_TOLD = 20;

  Merge {
    servers = Collections.unmodifiableSortedMap(servers);
    left = List.copyOf(left);
  }

  /**
   * What an answer means.
   *
   * @param template makes the backends
   */
  static Merge of(VirtualService owner, Answer answer, BackendTemplate template) {
    var left = new ArrayList<>(answer.left());
    var servers = new TreeMap<String, RealServer>();
    var names = new HashSet<String>();
    var keys = new HashMap<ServerKey, String>();
    owner.servers().forEach((name, server) -> {
      if (!server.isDiscovered()) {
        names.add(name);
        keys.put(server.key(), "backend " + name + " of the service itself");
      }
    });
    int beyond = 0;
    for (var instance : answer.instances()) {
      if (servers.size() == owner.discovery().most()) {
        beyond++;
        continue;
      }
      try {
        var server = server(owner, instance, template);
        var name = server.key().toString();
        var twin = keys.putIfAbsent(server.key(), instance.label());
        if (twin != null) {
          left.add(instance.label() + ": " + name + " is " + twin);
        } else if (names.contains(name)) {
          left.add(instance.label() + ": a backend of the service itself is named " + name);
        } else {
          servers.put(name, server);
        }
      } catch (IllegalArgumentException e) {
        left.add(instance.label() + ": " + e.getMessage());
      }
    }
    if (beyond > 0) {
      left.add(beyond + " more than the " + owner.discovery().most() + " that are taken");
    }
    return new Merge(servers, shortened(left));
  }

  private static RealServer server(VirtualService owner, Instance instance, BackendTemplate template) {
    var plain = template.server(owner, instance.address(), instance.port());
    if (plain.key().address().isAny()) {
      throw new IllegalArgumentException(plain.key() + " is no address of a server");
    }
    if (plain.key().address().family() != owner.key().family()
        && !(plain.forwarding() instanceof ForwardingMethod.Tunnel)) {
      throw new IllegalArgumentException(plain.key() + " behind a service of " + owner.key().family()
          + " (only a tunnel can do that)");
    }
    long weight = Math.min((long) plain.weight() * instance.share(), Integer.MAX_VALUE);
    var admin = instance.serves() ? AdminState.ENABLED : AdminState.QUIESCED;
    var role = Objects.requireNonNullElse(instance.role(), plain.role());
    var check = plain.check();
    var wording = plain.wording();
    if (isVouchedFor(owner)) {
      check = new HealthCheck(new CheckMethod.Always(), check.interval(), check.timeout());
      wording = Map.of();
    }
    return new RealServer(plain.key(), (int) weight, admin, plain.forwarding(), plain.thresholds(), check, role,
        plain.incarnation(), wording).asDiscovered();
  }

  private static boolean isVouchedFor(VirtualService owner) {
    return owner.discovery().source() instanceof DiscoverySource.Consul consul && consul.verdict() == Verdict.CONSUL;
  }

  private static List<String> shortened(List<String> left) {
    if (left.size() <= MOST_TOLD) {
      return left;
    }
    var told = new ArrayList<>(left.subList(0, MOST_TOLD));
    told.add("and " + (left.size() - MOST_TOLD) + " more");
    return told;
  }
}
