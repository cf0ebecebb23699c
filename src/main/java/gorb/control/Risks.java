package gorb.control;

import gorb.dataplane.Table;
import gorb.model.ForwardingMethod;
import gorb.model.RealServer;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.VirtualService;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the risks of a change: pure. */
final class Risks {
  /** They choose by the client's address or the service's, so that other servers mean other choices. */
  private static final Set<Scheduler> BY_ADDRESS =
      Set.of(new Scheduler("sh"), new Scheduler("dh"), new Scheduler("mh"));

  private final Table tableBefore;
  private final Table tableAfter;
  private final boolean isSchedulerAtOnce;
  private final List<Risk> found = new ArrayList<>();

  private Risks(Table tableBefore, Table tableAfter, boolean isSchedulerAtOnce) {
    this.tableBefore = tableBefore;
    this.tableAfter = tableAfter;
    this.isSchedulerAtOnce = isSchedulerAtOnce;
  }

  /**
   * The risks between two intents, each with the table that it wants; service by service.
   *
   * @param isSchedulerAtOnce whether the data plane gives a service another scheduler without refusing a connection
   */
  static List<Risk> between(
      Intent before, Table tableBefore, Intent after, Table tableAfter, boolean isSchedulerAtOnce) {
    var risks = new Risks(tableBefore, tableAfter, isSchedulerAtOnce);
    before.services().forEach((name, service) -> {
      var other = after.service(name);
      if (!service.equals(other)) {
        risks.service(name, service, other);
      }
    });
    after.services().forEach((name, service) -> risks.ports(name, service, before.service(name)));
    return List.copyOf(risks.found);
  }

  private void service(String name, VirtualService before, @Nullable VirtualService after) {
    if (after == null) {
      found.add(new Risk.RemovesService(name));
    } else if (!after.key().equals(before.key())) {
      found.add(new Risk.MovesService(name, before.key(), after.key()));
    } else {
      servers(name, before, after);
      settings(name, before.settings(), after.settings(), !keys(before).equals(keys(after)));
    }
  }

  private void servers(String name, VirtualService before, VirtualService after) {
    long serving = serving(tableBefore, before.key());
    long left = serving(tableAfter, after.key());
    if (left == 0 && serving > 0) {
      found.add(new Risk.NoServerLeft(name));
    } else if (left == 1 && serving > 1) {
      found.add(new Risk.OneServerLeft(name));
    }
    var kept = keys(after);
    var gone = before.servers().entrySet().stream()
        .filter(server -> !kept.contains(server.getValue().key()) && serves(before.key(), server.getValue().key()))
        .map(server -> server.getKey())
        .toList();
    if (!gone.isEmpty()) {
      found.add(new Risk.EndsConnections(name, gone));
    }
  }

  private void settings(String name, ServiceSettings before, ServiceSettings after, boolean areOthers) {
    if (!before.scheduler().equals(after.scheduler())) {
      found.add(new Risk.MovesClients(name, "scheduler"));
      if (!isSchedulerAtOnce) {
        found.add(new Risk.RefusesClients(name));
      }
    } else if (areOthers && BY_ADDRESS.contains(after.scheduler())) {
      found.add(new Risk.MovesClients(name, "the set of servers, by which " + after.scheduler() + " chooses,"));
    }
    if (!before.flags().equals(after.flags())) {
      found.add(new Risk.MovesClients(name, "flags"));
    }
    if (!before.persistence().equals(after.persistence())) {
      found.add(new Risk.MovesClients(name, "persistence"));
    }
  }

  /** The servers that are new, or are reached in another way, and whose port says nothing. */
  private void ports(String name, VirtualService service, @Nullable VirtualService before) {
    if (!(service.key() instanceof ServiceKey.Endpoint(_, _, var port)) || port == 0) {
      return;
    }
    var ignored = service.servers().entrySet().stream()
        .filter(it -> it.getValue().key().port() != port && keepsPackets(it.getValue().forwarding()))
        .filter(it -> !isKnown(it.getValue(), before == null ? null : before.servers().get(it.getKey())))
        .map(it -> it.getKey())
        .toList();
    if (!ignored.isEmpty()) {
      found.add(new Risk.IgnoresPort(name, ignored));
    }
  }

  private static boolean isKnown(RealServer server, @Nullable RealServer before) {
    return before != null && before.key().equals(server.key()) && before.forwarding().equals(server.forwarding());
  }

  private static boolean keepsPackets(ForwardingMethod forwarding) {
    return switch (forwarding) {
      case ForwardingMethod.DirectRoute _, ForwardingMethod.Tunnel _ -> true;
      case ForwardingMethod.Masquerade _, ForwardingMethod.Proxied _, ForwardingMethod.LocalNode _,
          ForwardingMethod.Bypass _ -> false;
    };
  }

  private boolean serves(ServiceKey service, ServerKey server) {
    var destination = tableBefore.destination(service, server);
    return destination != null && destination.weight() > 0;
  }

  private static long serving(Table table, ServiceKey service) {
    var pool = table.pool(service);
    return pool == null ? 0 : pool.destinations().values().stream().filter(it -> it.weight() > 0).count();
  }

  private static Set<ServerKey> keys(VirtualService service) {
    return service.servers().values().stream().map(server -> server.key()).collect(Collectors.toSet());
  }
}
