package gorb.control;

import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.AdminState;
import gorb.model.Health;
import gorb.model.RealServer;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.plan.Ownership;
import gorb.plan.Plan;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Holds what a controller says, and what a data plane carries, against what a simulation expects. */
final class TurnCheck {
  private static final Ownership NOTHING = new Ownership() {
    @Override
    public boolean owns(ServiceKey service) {
      return false;
    }

    @Override
    public boolean owns(ServiceKey service, ServerKey server) {
      return false;
    }
  };

  private final SimulatedServices expected;
  private final Snapshot snapshot;

  TurnCheck(SimulatedServices expected, Snapshot snapshot) {
    this.expected = expected;
    this.snapshot = snapshot;
  }

  /** What a turn says of itself. */
  void check() {
    checkIntent();
    expected.services.forEach((name, service) -> service.servers.forEach((serverName, server) ->
        checkWeight(name + "/" + serverName, server, snapshot.wanted().destination(service.key, server.key).weight())));
    expected.services.forEach((name, service) -> service.servers.forEach((serverName, server) ->
        checkHealth(name, serverName, server)));
    if (snapshot.troubles().isEmpty()) {
      var refused = snapshot.refused().stream().map(Refusal::step).collect(Collectors.toSet());
      var missing = Plan.between(snapshot.observed(), snapshot.wanted(), NOTHING).steps();
      Invariant.WHAT_IS_OBSERVED_IS_WANTED_OR_REFUSED.require(
          missing.stream().allMatch(step -> refused.contains(step) || isRefused(step.service(), null)), "missing %s, refused %s", missing, refused);
    }
  }

  /** What the data plane carries, where the controller can know it. */
  void checkCarried(Table carried) {
    expected.services.values().forEach(service -> {
      if (!isRefused(service.key, null)) {
        var pool = carried.pool(service.key);
        Invariant.WHAT_IS_CARRIED_IS_WANTED_OR_REFUSED.require(
            pool != null && pool.settings().equals(service.settings), "%s as %s", service.key, pool);
        service.servers.values().stream().filter(server -> !isRefused(service.key, server.key)).forEach(server ->
            Invariant.WHAT_IS_CARRIED_IS_WANTED_OR_REFUSED.require(
                Samples.weighing(server.effective()).equals(pool.destinations().get(server.key)),
                "%s of %s with weight %d as %s", server.key, service.key, server.effective(),
                pool.destinations().get(server.key)));
      }
    });
    carried.pools().forEach((key, pool) -> pool.destinations().keySet().forEach(server ->
        Invariant.NOTHING_IS_LEFT_BEHIND.require(
            expected.serverAt(key, server) != null || expected.isForeign(key, server) || isRefused(key, server),
            "%s of %s", server, key)));
    carried.pools().keySet().forEach(key -> Invariant.NOTHING_IS_LEFT_BEHIND.require(
        expected.serviceAt(key) != null || expected.foreignServices.containsKey(key) || isRefused(key, null), "%s", key));
    expected.foreignServices.forEach((key, pool) ->
        Invariant.FOREIGN_ENTRIES_ARE_UNTOUCHED.require(
            pool.equals(carried.pool(key)) || isRefused(key, null), "%s was %s and is %s", key, pool, carried.pool(key)));
    expected.foreignServers.forEach((key, servers) -> servers.forEach((server, destination) ->
        Invariant.FOREIGN_ENTRIES_ARE_UNTOUCHED.require(
            destination.equals(carried.destination(key, server)) || isRefused(key, server),
            "%s of %s was %s and is %s", server, key, destination, carried.destination(key, server))));
  }

  private void checkIntent() {
    var intended = snapshot.intent().services();
    Invariant.INTENT_IS_WHAT_WAS_ACCEPTED.require(
        intended.keySet().equals(expected.services.keySet()), "%s (expected: %s)", intended.keySet(),
        expected.services.keySet());
    expected.services.forEach((name, service) -> {
      var actual = intended.get(name);
      Invariant.INTENT_IS_WHAT_WAS_ACCEPTED.require(
          actual.key().equals(service.key)
              && actual.settings().equals(service.settings)
              && actual.servers().keySet().equals(service.servers.keySet())
              && actual.servers().entrySet().stream().allMatch(entry ->
                  isAs(service.servers.get(entry.getKey()), entry.getValue())),
          "service %s: %s", name, actual);
    });
    Invariant.WANTED_IS_INTENT_TIMES_HEALTH.require(
        snapshot.wanted().pools().keySet().equals(expected.keys()), "%s (expected: %s)", snapshot.wanted(),
        expected.keys());
    expected.services.values().forEach(service -> Invariant.WANTED_IS_INTENT_TIMES_HEALTH.require(
        snapshot.wanted().pool(service.key).destinations().size() == service.servers.size(), "%s", service.key));
  }

  private static boolean isAs(SimulatedServices.Server server, RealServer actual) {
    return actual.key().equals(server.key) && actual.weight() == server.weight && actual.admin().equals(server.admin);
  }

  private static void checkWeight(String name, SimulatedServices.Server server, int wanted) {
    boolean enabled = server.admin.equals(AdminState.ENABLED);
    Invariant.NOT_ENABLED_IS_ZERO.require(enabled || wanted == 0, "%s: %d", name, wanted);
    Invariant.DOWN_IS_ZERO.require(!server.isDown() || wanted == 0, "%s: %d", name, wanted);
    Invariant.A_WEIGHT_IS_AT_MOST_THE_CONFIGURED_ONE.require(
        wanted <= server.weight, "%s: %d of %d", name, wanted, server.weight);
    Invariant.UP_IS_AT_LEAST_ONE.require(
        !enabled || server.health == null || server.isDown() || server.weight == 0 || wanted > 0, "%s", name);
    Invariant.UNKNOWN_KEEPS_THE_CARRIED_WEIGHT.require(
        !enabled || server.health != null || wanted == server.effective(), "%s: %d (expected: %d)", name, wanted,
        server.effective());
    Invariant.WANTED_IS_INTENT_TIMES_HEALTH.require(
        wanted == server.effective(), "%s: %d (expected: %d)", name, wanted, server.effective());
  }

  private void checkHealth(String service, String name, SimulatedServices.Server server) {
    var health = snapshot.healthOf(service, name, snapshot.intent().server(service, name));
    Invariant.HEALTH_IS_OF_THIS_INCARNATION.require(
        server.health == null ? health.health() instanceof Health.Unknown : server.health.equals(health),
        "%s/%s: %s (expected: %s)", service, name, health, server.health);
  }

  private boolean isRefused(ServiceKey service, @Nullable ServerKey server) {
    return snapshot.refused().stream().map(Refusal::step).anyMatch(step -> step.service().equals(service) && switch (step) {
      case Step.AddService _, Step.EditService _, Step.RemoveService _ -> true;
      case Step.AddDestination(_, var key, _) -> server == null || key.equals(server);
      case Step.EditDestination(_, var key, _) -> server == null || key.equals(server);
      case Step.RemoveDestination(_, var key) -> server == null || key.equals(server);
    });
  }
}
