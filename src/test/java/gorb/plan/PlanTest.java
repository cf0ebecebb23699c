package gorb.plan;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final int RUNS = 2_000;
  private static final ServiceKey WEB = service(1);
  private static final ServiceKey MAIL = service(2);
  private static final ServerKey ONE = server(1);
  private static final ServerKey TWO = server(2);
  private static final Pool EMPTY_POOL = Pool.of(ServiceSettings.of(Scheduler.WRR));

  @Test
  void aNewServiceIsAddedBeforeItsDestinations() {
    var wanted = Table.EMPTY.with(WEB, EMPTY_POOL.with(ONE, weighing(1)).with(TWO, weighing(2)));

    var plan = Plan.between(Table.EMPTY, wanted, Ownership.EVERYTHING);

    assertThat(plan.steps()).containsExactly(
        new Step.AddService(WEB, ServiceSettings.of(Scheduler.WRR)),
        new Step.AddDestination(WEB, ONE, weighing(1)),
        new Step.AddDestination(WEB, TWO, weighing(2)));
  }

  @Test
  void removingAServiceNeedsNoStepsForItsDestinations() {
    var observed = Table.EMPTY.with(WEB, EMPTY_POOL.with(ONE, weighing(1)).with(TWO, weighing(2)));

    var plan = Plan.between(observed, Table.EMPTY, Ownership.EVERYTHING);

    assertThat(plan.steps()).containsExactly(new Step.RemoveService(WEB));
  }

  @Test
  void otherSettingsAreAnEditThatKeepsTheDestinations() {
    var observed = Table.EMPTY.with(WEB, EMPTY_POOL.with(ONE, weighing(1)));
    var wanted = Table.EMPTY.with(WEB, EMPTY_POOL.with(ServiceSettings.of(Scheduler.RR)).with(ONE, weighing(1)));

    var plan = Plan.between(observed, wanted, Ownership.EVERYTHING);

    assertThat(plan.steps()).containsExactly(new Step.EditService(WEB, ServiceSettings.of(Scheduler.RR)));
  }

  @Test
  void weightsGrowBeforeOthersShrink() {
    var observed = Table.EMPTY.with(WEB, EMPTY_POOL.with(ONE, weighing(10)).with(TWO, weighing(10)));
    var wanted = Table.EMPTY.with(WEB, EMPTY_POOL.with(ONE, weighing(0)).with(TWO, weighing(20)));

    var plan = Plan.between(observed, wanted, Ownership.EVERYTHING);

    assertThat(plan.steps()).containsExactly(
        new Step.EditDestination(WEB, TWO, weighing(20)), new Step.EditDestination(WEB, ONE, weighing(0)));
  }

  @Test
  void aServiceIsGoneOnlyAfterAnotherIsThere() {
    var observed = Table.EMPTY.with(WEB, EMPTY_POOL.with(ONE, weighing(1)));
    var wanted = Table.EMPTY.with(MAIL, EMPTY_POOL.with(TWO, weighing(1)));

    var plan = Plan.between(observed, wanted, Ownership.EVERYTHING);

    assertThat(plan.steps()).containsExactly(
        new Step.AddService(MAIL, ServiceSettings.of(Scheduler.WRR)),
        new Step.AddDestination(MAIL, TWO, weighing(1)),
        new Step.RemoveService(WEB));
  }

  @Test
  void aForeignDestinationOfAWantedServiceStays() {
    var observed = Table.EMPTY.with(WEB, EMPTY_POOL.with(ONE, weighing(1)).with(TWO, weighing(9)));
    var wanted = Table.EMPTY.with(WEB, EMPTY_POOL.with(ONE, weighing(1)));

    var plan = Plan.between(observed, wanted, owning(Set.of(WEB), Set.of(new Place(WEB, ONE))));

    assertThat(plan.isEmpty()).isTrue();
  }

  @Test
  void aServiceOfSomebodyElseLosesOnlyTheDestinationsThatAreOurs() {
    var observed = Table.EMPTY.with(WEB, EMPTY_POOL.with(ONE, weighing(1)).with(TWO, weighing(9)));

    var plan = Plan.between(observed, Table.EMPTY, owning(Set.of(), Set.of(new Place(WEB, ONE))));

    assertThat(plan.steps()).containsExactly(new Step.RemoveDestination(WEB, ONE));
  }

  @Test
  void equalTablesNeedNoSteps() {
    for (long seed = 0; seed < RUNS; seed++) {
      var table = table(new Random(seed));

      assertThat(Plan.between(table, table, Ownership.EVERYTHING).isEmpty()).as("seed %d", seed).isTrue();
    }
  }

  @Test
  void theStepsTurnOneTableIntoTheOther() {
    for (long seed = 0; seed < RUNS; seed++) {
      var random = new Random(seed);
      var observed = table(random);
      var wanted = table(random);

      var steps = Plan.between(observed, wanted, Ownership.EVERYTHING).steps();

      assertThat(after(observed, steps)).as("seed %d", seed).isEqualTo(wanted);
      assertThat(new HashSet<>(steps)).as("seed %d: no step twice", seed).hasSameSizeAs(steps);
    }
  }

  @Test
  void theStepsAreInTheirPhases() {
    for (long seed = 0; seed < RUNS; seed++) {
      var random = new Random(seed);
      var observed = table(random);

      var steps = Plan.between(observed, table(random), Ownership.EVERYTHING).steps();

      assertThat(steps.stream().map(step -> phase(step, observed)).toList()).as("seed %d", seed).isSorted();
    }
  }

  @Test
  void nothingForeignIsRemovedAndEverythingElseIsAsWanted() {
    for (long seed = 0; seed < RUNS; seed++) {
      var random = new Random(seed);
      var observed = table(random);
      var wanted = table(random);
      var owned = randomOwnership(random);

      var steps = Plan.between(observed, wanted, owned).steps();

      assertThat(steps).as("seed %d", seed).allSatisfy(step -> {
        switch (step) {
          case Step.RemoveService(var service) -> assertThat(owned.owns(service)).isTrue();
          case Step.RemoveDestination(var service, var server) -> assertThat(owned.owns(service, server)).isTrue();
          case Step.AddService _, Step.EditService _, Step.AddDestination _, Step.EditDestination _ ->
              assertThat(wanted.pool(step.service())).isNotNull();
        }
      });
      var result = after(observed, steps);
      assertThat(Plan.between(result, wanted, owned).isEmpty()).as("seed %d: settled", seed).isTrue();
      wanted.pools().forEach((service, pool) ->
          assertThat(result.pool(service).destinations()).containsAllEntriesOf(pool.destinations()));
    }
  }

  @Test
  void aScopedPlanIsTheFullPlanOfThoseServices() {
    for (long seed = 0; seed < RUNS; seed++) {
      var random = new Random(seed);
      var observed = table(random);
      var wanted = table(random);
      var owned = randomOwnership(random);
      var scope = new TreeSet<ServiceKey>();
      for (int i = 0; i < 6; i++) {
        if (random.nextBoolean()) {
          scope.add(service(i));
        }
      }

      var scoped = Plan.between(observed, wanted, owned, scope).steps();

      assertThat(scoped).as("seed %d", seed).isEqualTo(
          Plan.between(observed, wanted, owned).steps().stream().filter(step -> scope.contains(step.service())).toList());
    }
  }

  private static Table after(Table table, List<Step> steps) {
    for (var step : steps) {
      table = table.after(step);
    }
    return table;
  }

  private static int phase(Step step, Table observed) {
    return switch (step) {
      case Step.AddService _, Step.EditService _ -> 0;
      case Step.AddDestination _ -> 1;
      case Step.EditDestination(var service, var server, var destination) ->
          destination.weight() >= observed.pool(service).destinations().get(server).weight() ? 2 : 3;
      case Step.RemoveDestination _ -> 4;
      case Step.RemoveService _ -> 5;
    };
  }

  private static Table table(Random random) {
    var table = Table.EMPTY;
    for (int i = 0; i < 6; i++) {
      if (random.nextInt(3) > 0) {
        var pool = Pool.of(ServiceSettings.of(random.nextBoolean() ? Scheduler.RR : Scheduler.WLC));
        for (int j = 0; j < 5; j++) {
          pool = random.nextBoolean() ? pool.with(server(j), weighing(random.nextInt(4))) : pool;
        }
        table = table.with(service(i), pool);
      }
    }
    return table;
  }

  private static Ownership randomOwnership(Random random) {
    var services = new HashSet<ServiceKey>();
    var servers = new HashSet<Place>();
    for (int i = 0; i < 6; i++) {
      if (random.nextBoolean()) {
        services.add(service(i));
      }
      for (int j = 0; j < 5; j++) {
        if (random.nextBoolean()) {
          servers.add(new Place(service(i), server(j)));
        }
      }
    }
    return owning(services, servers);
  }

  private static Ownership owning(Set<ServiceKey> services, Set<Place> servers) {
    return new Ownership() {
      @Override
      public boolean owns(ServiceKey service) {
        return services.contains(service);
      }

      @Override
      public boolean owns(ServiceKey service, ServerKey server) {
        return servers.contains(new Place(service, server));
      }
    };
  }

  private static ServiceKey service(int number) {
    return number == 5
        ? new ServiceKey.FirewallMark(AddressFamily.IPV6, number)
        : new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0." + number), 80);
  }

  private static ServerKey server(int number) {
    return new ServerKey(IpAddress.of("10.1.0." + number), 8080);
  }

  private static Destination weighing(int weight) {
    return new Destination(weight, ForwardingMethod.MASQUERADE, Thresholds.NONE);
  }

  private record Place(ServiceKey service, ServerKey server) {}
}
