package gorb.control;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Connections;
import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.AdminState;
import gorb.model.CheckHistory;
import gorb.model.Health;
import gorb.model.RealServer;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Runs the simulation, and plants faults to see that it finds them. {@code -Dsimulation.runs=5000} runs longer. */
class ControlSimulationTest {
  private static final int RUNS = Integer.getInteger("simulation.runs", 300);
  private static final int TURNS = 200;
  private static final int RUNS_TO_FIND_A_PLANT = 50;

  @Test
  void everythingHoldsAfterEveryTurn() {
    for (long seed = 0; seed < RUNS; seed++) {
      assertThat(ControlSimulation.run(seed, TURNS, SimulationPlant.NONE)).isEmpty();
    }
  }

  @Test
  void theSameSeedIsTheSameRun() {
    var plant = stepsAltered((steps, _) -> steps.stream().filter(step -> !(step instanceof Step.EditDestination)).toList());

    var first = ControlSimulation.run(1, TURNS, plant);

    assertThat(first).isPresent();
    assertThat(ControlSimulation.run(1, TURNS, plant)).map(Object::toString).isEqualTo(first.map(Object::toString));
    assertThat(ControlSimulation.run(1, first.orElseThrow().turn(), plant)).isPresent();
  }

  @Test
  void itFindsADataPlaneThatLosesAnEditSilently() {
    assertThat(found(stepsAltered((steps, _) ->
        steps.stream().filter(step -> !(step instanceof Step.EditDestination)).toList())))
        .isEqualTo(Invariant.WHAT_IS_CARRIED_IS_WANTED_OR_REFUSED);
  }

  @Test
  void itFindsAPlanThatRemovesWhatBelongsToOthers() {
    assertThat(found(stepsAltered((steps, seen) -> {
      var more = new ArrayList<>(steps);
      seen.pools().keySet().stream().filter(ControlSimulationTest::isStrange).map(Step.RemoveService::new)
          .forEach(more::add);
      return more;
    }))).isEqualTo(Invariant.FOREIGN_ENTRIES_ARE_UNTOUCHED);
  }

  @Test
  void itFindsAnEditThatIsARemovalAndAnAddition() {
    assertThat(found(stepsAltered((steps, _) -> {
      var more = new ArrayList<Step>();
      for (var step : steps) {
        if (step instanceof Step.EditDestination(var service, var server, var destination)) {
          more.add(new Step.RemoveDestination(service, server));
          more.add(new Step.AddDestination(service, server, destination));
        } else {
          more.add(step);
        }
      }
      return more;
    }))).isIn(Invariant.NOTHING_WANTED_IS_REMOVED, Invariant.FOREIGN_ENTRIES_ARE_UNTOUCHED);
  }

  @Test
  void itFindsAnUndoThatIsSkipped() {
    assertThat(found(new SimulationPlant() {
      @Override
      public Dataplane around(Dataplane dataplane) {
        return new AlteredSteps(dataplane) {
          private boolean refusedBefore;

          @Override
          List<Step> altered(List<Step> steps, Table seen) {
            return refusedBefore
                ? steps.stream().filter(step -> !(step instanceof Step.RemoveService)).toList()
                : steps;
          }

          @Override
          void refused(List<Refusal> refusals) {
            refusedBefore = !refusals.isEmpty();
          }
        };
      }
    })).isEqualTo(Invariant.NOTHING_IS_LEFT_BEHIND);
  }

  @Test
  void itFindsAFoldThatTakesReportsOnForerunners() {
    assertThat(found(new SimulationPlant() {
      @Override
      public Event altered(Event event, Snapshot before) {
        return event instanceof Event.HealthReported(var ref, var health)
            && before.intent().server(ref.service(), ref.server()) instanceof RealServer now
            ? new Event.HealthReported(new ServerRef(ref.service(), ref.server(), now.incarnation()), health)
            : event;
      }
    })).isIn(
        Invariant.HEALTH_IS_OF_THIS_INCARNATION,
        Invariant.UNKNOWN_KEEPS_THE_CARRIED_WEIGHT,
        Invariant.WANTED_IS_INTENT_TIMES_HEALTH,
        Invariant.UP_IS_AT_LEAST_ONE);
  }

  @Test
  void itFindsADrainThatEndsThoughConnectionsAreLeft() {
    assertThat(found(new SimulationPlant() {
      @Override
      public Dataplane around(Dataplane dataplane) {
        return new AlteredSteps(dataplane) {
          @Override
          List<Step> altered(List<Step> steps, Table seen) {
            return steps;
          }

          @Override
          public Map<ServerKey, Connections> connections(ServiceKey service) throws DataplaneException {
            var none = new HashMap<>(super.connections(service));
            none.replaceAll((_, _) -> Connections.NONE);
            return none;
          }
        };
      }
    })).isEqualTo(Invariant.A_DRAIN_ENDS_WHEN_NOTHING_IS_LEFT_OR_ITS_TIME_IS_OVER);
  }

  @Test
  void itFindsAWeightPolicyWithoutTheRuleForDown() {
    assertThat(found(new SimulationPlant() {
      @Override
      public Event altered(Event event, Snapshot before) {
        return event instanceof Event.HealthReported(var ref, var health)
            && health.health() instanceof Health.Down
            && before.intent().server(ref.service(), ref.server()) instanceof RealServer server
            && server.weight() > 0
            && server.admin().equals(AdminState.ENABLED)
            ? new Event.HealthReported(ref, new ServerHealth(
                new Health.Up(health.upFrom()), CheckHistory.EMPTY.afterSuccess(), health.upFrom(), health.lastCheck()))
            : event;
      }
    })).isEqualTo(Invariant.DOWN_IS_ZERO);
  }

  /** The invariant that a planted fault breaks first. */
  private static Invariant found(SimulationPlant plant) {
    return LongStream.range(0, RUNS_TO_FIND_A_PLANT)
        .mapToObj(seed -> ControlSimulation.run(seed, TURNS, plant))
        .flatMap(Optional::stream)
        .findFirst()
        .map(ControlSimulation.Failure::invariant)
        .orElseThrow(() -> new AssertionError("not found in " + RUNS_TO_FIND_A_PLANT + " runs"));
  }

  private static boolean isStrange(ServiceKey service) {
    return service.toString().startsWith("tcp/10.9.");
  }

  private static SimulationPlant stepsAltered(Alteration alteration) {
    return new SimulationPlant() {
      @Override
      public Dataplane around(Dataplane dataplane) {
        return new AlteredSteps(dataplane) {
          @Override
          List<Step> altered(List<Step> steps, Table seen) {
            return alteration.of(steps, seen);
          }
        };
      }
    };
  }

  @FunctionalInterface
  private interface Alteration {
    List<Step> of(List<Step> steps, Table seen);
  }
}
