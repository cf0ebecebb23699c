package gorb.dataplane.memory;

import gorb.dataplane.Capabilities;
import gorb.dataplane.Connections;
import gorb.dataplane.Counters;
import gorb.dataplane.Dataplane;
import gorb.dataplane.DestinationCounters;
import gorb.dataplane.Refusal;
import gorb.dataplane.ServiceCounters;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.dataplane.Traffic;
import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table that answers as IPVS does and forwards nothing: for dry runs, tests and simulations. It ends with the
 * process. Confined to one thread, as its port says, but for its counters.
 */
public final class InMemoryDataplane implements Dataplane {
  private static final Capabilities CAPABILITIES =
      new Capabilities(
          "memory",
          "memory (a table that carries no traffic)",
          EnumSet.allOf(AddressFamily.class),
          EnumSet.allOf(Protocol.class),
          Set.of(
              ForwardingMethod.Masquerade.class,
              ForwardingMethod.DirectRoute.class,
              ForwardingMethod.Tunnel.class,
              ForwardingMethod.Proxied.class),
          Set.of(
              Capabilities.Feature.FIREWALL_MARKS,
              Capabilities.Feature.PERSISTENCE,
              Capabilities.Feature.THRESHOLDS,
              Capabilities.Feature.SCHEDULER_AT_ONCE));

  private volatile Table table = Table.EMPTY;

  /** An empty table. */
  public InMemoryDataplane() {}

  @Override
  public Capabilities capabilities() {
    return CAPABILITIES;
  }

  @Override
  public Table observe() {
    return table;
  }

  @Override
  public List<Refusal> apply(List<Step> steps) {
    var refusals = new ArrayList<Refusal>();
    for (var step : steps) {
      var refusal = refusal(step);
      if (refusal == null) {
        table = table.after(step);
      } else {
        refusals.add(refusal);
      }
    }
    return List.copyOf(refusals);
  }

  /** Nothing but zeros: nothing is carried. */
  @Override
  public Map<ServerKey, Connections> connections(ServiceKey service) {
    var pool = table.pool(service);
    var connections = new TreeMap<ServerKey, Connections>();
    if (pool != null) {
      pool.destinations().keySet().forEach(server -> connections.put(server, Connections.NONE));
    }
    return connections;
  }

  @Override
  public void flush() {
    table = Table.EMPTY;
  }

  /** Nothing but zeros: nothing is carried. */
  @Override
  public Optional<Counters> counters() {
    return Optional.of(new Zeros());
  }

  @Override
  public void close() {}

  private @Nullable Refusal refusal(Step step) {
    var refusal = table.refusal(step);
    if (refusal != null) {
      return refusal;
    }
    return switch (step) {
      case Step.AddService(_, var settings) -> unknownScheduler(step, settings);
      case Step.EditService(_, var settings) -> unknownScheduler(step, settings);
      case Step.RemoveService _, Step.AddDestination _, Step.EditDestination _, Step.RemoveDestination _ -> null;
    };
  }

  private static @Nullable Refusal unknownScheduler(Step step, ServiceSettings settings) {
    if (Scheduler.OF_LINUX.contains(settings.scheduler())) {
      return null;
    }
    var known = Scheduler.OF_LINUX.stream().map(Scheduler::name).collect(Collectors.joining(", "));
    return new Refusal(
        step,
        Refusal.Kind.REJECTED,
        "ENOENT (No such file or directory): scheduler \"%s\" is unknown (known here: %s)"
            .formatted(settings.scheduler(), known));
  }

  private final class Zeros implements Counters {
    @Override
    public Map<ServiceKey, ServiceCounters> services() {
      var services = new TreeMap<ServiceKey, ServiceCounters>();
      table.pools().forEach((key, pool) -> {
        var destinations = new TreeMap<ServerKey, DestinationCounters>();
        pool.destinations().keySet().forEach(server -> destinations.put(server, DestinationCounters.NONE));
        services.put(key, new ServiceCounters(Traffic.NONE, Traffic.NONE, destinations));
      });
      return services;
    }

    @Override
    public long pauses() {
      return 0;
    }
  }
}
