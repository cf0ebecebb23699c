package gorb.control;

import gorb.dataplane.Connections;
import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.AdminState;
import gorb.model.Health;
import gorb.model.RealServer;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a simulation expects: the services that clients were promised, their health, and what belongs to others. Written
 * without the code under test.
 */
final class SimulatedServices {
  final Map<String, Service> services = new TreeMap<>();
  /** Services of others, whole. */
  final Map<ServiceKey, Pool> foreignServices = new TreeMap<>();
  /** Servers of others within services of ours. */
  final Map<ServiceKey, Map<ServerKey, Destination>> foreignServers = new TreeMap<>();

  static final class Service {
    final ServiceKey key;
    ServiceSettings settings;
    final Map<String, Server> servers = new TreeMap<>();

    Service(ServiceKey key, ServiceSettings settings) {
      this.key = key;
      this.settings = settings;
    }
  }

  static final class Server {
    final ServerKey key;
    int weight;
    AdminState admin;
    /** When its drain ends at the latest, by the clock that never goes back. */
    long drainEndsAt;
    /** What it must not exceed before there is a verdict. */
    final int ceiling;
    /** Null before there is a verdict. */
    @Nullable ServerHealth health;

    Server(RealServer created, int ceiling) {
      this.key = created.key();
      this.weight = created.weight();
      this.admin = created.admin();
      this.ceiling = ceiling;
    }

    /** The weight that the data plane shall carry. */
    int effective() {
      if (!admin.equals(AdminState.ENABLED) || isDown()) {
        return 0;
      }
      if (health == null) {
        return Math.min(weight, ceiling);
      }
      return weight == 0 ? 0 : (int) Math.max(1, Math.round(weight * health.history().ratio()));
    }

    boolean isDown() {
      return health != null && health.health() instanceof Health.Down;
    }
  }

  /** Why a change cannot be, by the type of its answer, or null. */
  @Nullable Class<? extends Outcome> contradiction(Change.Edit change) {
    var service = services.get(change.service());
    return switch (change) {
      case Change.CreateService(_, var created) -> service != null
          ? Outcome.AlreadyExists.class
          : serviceAt(created.key()) != null ? Outcome.Conflict.class : null;
      case Change.EditService _, Change.RemoveService _ -> service == null ? Outcome.NotFound.class : null;
      case Change.CreateServer(_, var name, var created) -> service == null
          ? Outcome.NotFound.class
          : service.servers.containsKey(name)
              ? Outcome.AlreadyExists.class
              : service.servers.values().stream().anyMatch(server -> server.key.equals(created.key()))
                  ? Outcome.Conflict.class
                  : null;
      case Change.EditServer(_, var name, _) -> missing(service, name);
      case Change.RemoveServer(_, var name) -> missing(service, name);
    };
  }

  /**
   * Does what was promised. The weights that foreign servers carry are those before the turn.
   *
   * @param clock which counts the time of drains
   */
  void apply(Change.Edit change, ManualClock clock) {
    var name = change.service();
    switch (change) {
      case Change.CreateService(_, var created) -> {
        var service = new Service(created.key(), created.settings());
        created.servers().forEach((server, real) ->
            service.servers.put(server, new Server(real, ceiling(created.key(), real.key()))));
        services.put(name, service);
      }
      case Change.EditService(_, var edit) -> {
        var service = Objects.requireNonNull(services.get(name));
        service.settings = ServiceSettings.of(Objects.requireNonNull(edit.scheduler()));
      }
      case Change.RemoveService _ -> services.remove(name);
      case Change.CreateServer(_, var server, var created) -> {
        var service = Objects.requireNonNull(services.get(name));
        service.servers.put(server, new Server(created, ceiling(service.key, created.key())));
      }
      case Change.EditServer(_, var server, var edit) -> {
        var edited = Objects.requireNonNull(server(name, server));
        edited.weight = Objects.requireNonNullElse(edit.weight(), edited.weight);
        var before = edited.admin;
        edited.admin = Objects.requireNonNullElse(edit.admin(), before);
        if (edited.admin instanceof AdminState.Draining(var until, _) && !edited.admin.equals(before)) {
          var left = Duration.between(clock.instant(), until);
          edited.drainEndsAt = clock.nanoTime() + (left.isNegative() ? 0 : left.toNanos());
        }
      }
      case Change.RemoveServer(_, var server) -> Objects.requireNonNull(services.get(name)).servers.remove(server);
    }
  }

  /** Takes in which drains have ended, which they may where nothing is left or the time is over. */
  void endDrains(Intent intent, ManualClock clock, Function<ServerKey, Connections> connections) {
    services.forEach((name, service) -> List.copyOf(service.servers.entrySet()).forEach(entry -> {
      var server = entry.getValue();
      var actual = intent.server(name, entry.getKey());
      if (server.admin instanceof AdminState.Draining(_, boolean keep)
          && (actual == null || !actual.admin().equals(server.admin))) {
        Invariant.A_DRAIN_ENDS_WHEN_NOTHING_IS_LEFT_OR_ITS_TIME_IS_OVER.require(
            clock.nanoTime() >= server.drainEndsAt || connections.apply(server.key).left() == 0,
            "%s/%s with %s", name, entry.getKey(), connections.apply(server.key));
        if (keep) {
          server.admin = AdminState.QUIESCED;
        } else {
          service.servers.remove(entry.getKey());
        }
      }
    }));
  }

  /** Works out, after the changes of a turn, what belongs to others still. */
  void settleForeign(List<Step> taken) {
    for (var service : services.values()) {
      var adopted = foreignServices.remove(service.key);
      if (adopted != null) {
        foreignServers.put(service.key, new HashMap<>(adopted.destinations()));
      }
    }
    for (var step : taken) {
      if (step instanceof Step.RemoveService(var key)) {
        foreignServers.remove(key);
      }
    }
    foreignServers.keySet().retainAll(keys());
    services.values().forEach(service -> service.servers.values().forEach(server ->
        foreignServers.getOrDefault(service.key, new HashMap<>()).remove(server.key)));
  }

  /** After a restart everything that is there belongs to others. */
  void disown(Table table) {
    services.clear();
    foreignServers.clear();
    foreignServices.clear();
    foreignServices.putAll(table.pools());
  }

  boolean isForeign(ServiceKey service, ServerKey server) {
    return foreignDestination(service, server) != null;
  }

  @Nullable Service serviceAt(ServiceKey key) {
    return services.values().stream().filter(service -> service.key.equals(key)).findAny().orElse(null);
  }

  @Nullable Server server(String service, String server) {
    var owner = services.get(service);
    return owner == null ? null : owner.servers.get(server);
  }

  @Nullable Server serverAt(ServiceKey service, ServerKey key) {
    var owner = serviceAt(service);
    return owner == null
        ? null
        : owner.servers.values().stream().filter(server -> server.key.equals(key)).findAny().orElse(null);
  }

  Set<ServiceKey> keys() {
    var keys = new TreeSet<ServiceKey>();
    services.values().forEach(service -> keys.add(service.key));
    return keys;
  }

  private static @Nullable Class<? extends Outcome> missing(@Nullable Service service, String server) {
    return service == null || !service.servers.containsKey(server) ? Outcome.NotFound.class : null;
  }

  private int ceiling(ServiceKey service, ServerKey server) {
    var destination = foreignDestination(service, server);
    return destination == null ? Integer.MAX_VALUE : destination.weight();
  }

  private @Nullable Destination foreignDestination(ServiceKey service, ServerKey server) {
    var pool = foreignServices.get(service);
    return pool != null
        ? pool.destinations().get(server)
        : foreignServers.getOrDefault(service, Map.of()).get(server);
  }
}
