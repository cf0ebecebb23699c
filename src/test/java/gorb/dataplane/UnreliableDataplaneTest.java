package gorb.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import gorb.dataplane.memory.InMemoryDataplane;
import gorb.model.ForwardingMethod;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class UnreliableDataplaneTest {
  private static final ServiceKey SERVICE = new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), 80);
  private static final ServerKey ONE = new ServerKey(IpAddress.of("10.1.0.1"), 80);
  private static final ServerKey TWO = new ServerKey(IpAddress.of("10.1.0.2"), 80);
  private static final Step ADD_SERVICE = new Step.AddService(SERVICE, ServiceSettings.of(Scheduler.WRR));
  private static final Step ADD_ONE = new Step.AddDestination(SERVICE, ONE, weighing(1));
  private static final Step ADD_TWO = new Step.AddDestination(SERVICE, TWO, weighing(2));
  private static final Step EDIT_ONE = new Step.EditDestination(SERVICE, ONE, weighing(5));

  private final InMemoryDataplane inner = new InMemoryDataplane();
  private final ScriptedFaults faults = new ScriptedFaults();
  private final UnreliableDataplane dataplane = new UnreliableDataplane(inner, faults);

  @Test
  void withoutFaultsItDoesWhatTheOtherDoes() throws DataplaneException {
    var refusals = dataplane.apply(List.of(ADD_SERVICE, ADD_ONE, EDIT_ONE));

    assertThat(refusals).isEmpty();
    assertThat(dataplane.observe().pool(SERVICE).destinations()).containsOnlyKeys(ONE).containsValue(weighing(5));
    assertThat(dataplane.drainTaken()).containsExactly(ADD_SERVICE, ADD_ONE, EDIT_ONE);
    assertThat(dataplane.drainTaken()).isEmpty();
  }

  @Test
  void aStepOnWhatIsNotThereIsRefusedAndTheOthersAreTaken() throws DataplaneException {
    var refusals = dataplane.apply(List.of(ADD_ONE, ADD_SERVICE, ADD_TWO, EDIT_ONE));

    assertThat(refusals).extracting(Refusal::step).containsExactly(ADD_ONE, EDIT_ONE);
    assertThat(inner.observe().pool(SERVICE).destinations()).containsOnlyKeys(TWO);
  }

  @Test
  void addingTwiceIsAnEditAndRemovingTwiceIsNoRefusal() throws DataplaneException {
    dataplane.apply(List.of(ADD_SERVICE, ADD_ONE));

    var refusals = dataplane.apply(List.of(
        ADD_SERVICE,
        ADD_ONE,
        new Step.RemoveDestination(SERVICE, ONE),
        new Step.RemoveDestination(SERVICE, ONE),
        new Step.RemoveService(SERVICE),
        new Step.RemoveService(SERVICE)));

    assertThat(refusals).isEmpty();
    assertThat(inner.observe()).isEqualTo(Table.EMPTY);
  }

  @Test
  void aScriptedRefusalLeavesTheTableAndEndsAfterItsTimes() throws DataplaneException {
    faults.refuse(Refusal.Kind.REJECTED, 1, ADD_ONE::equals);

    var first = dataplane.apply(List.of(ADD_SERVICE, ADD_ONE, ADD_TWO));
    var second = dataplane.apply(List.of(ADD_ONE));

    assertThat(first).extracting(Refusal::step, Refusal::kind)
        .containsExactly(tuple(ADD_ONE, Refusal.Kind.REJECTED));
    assertThat(second).isEmpty();
  }

  @Test
  void aLostBatchIsTakenAsFarAsItCame() {
    faults.loseNextBatchAfter(2);

    assertThatExceptionOfType(DataplaneException.class)
        .isThrownBy(() -> dataplane.apply(List.of(ADD_SERVICE, ADD_ONE, ADD_TWO)))
        .withMessage("apply: no answer to 3 steps (Connection timed out)");
    assertThat(inner.observe().pool(SERVICE).destinations()).containsOnlyKeys(ONE);
  }

  @Test
  void anUnreachableDataPlaneTakesNothingUntilItIsHealed() throws DataplaneException {
    faults.makeUnreachable();

    assertThatExceptionOfType(DataplaneException.class).isThrownBy(dataplane::observe);
    assertThatExceptionOfType(DataplaneException.class).isThrownBy(() -> dataplane.apply(List.of(ADD_SERVICE)));
    faults.heal();
    assertThat(dataplane.observe()).isEqualTo(Table.EMPTY);
  }

  @Test
  void aTornLookShowsLessAndTheTableStays() throws DataplaneException {
    dataplane.apply(List.of(ADD_SERVICE));
    faults.tear(1, table -> table.without(SERVICE));

    assertThat(dataplane.observe()).isEqualTo(Table.EMPTY);
    assertThat(dataplane.observe().pool(SERVICE)).isNotNull();
  }

  @Test
  void theSameSeedMakesTheSameFaults() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(story(seed)).as("seed %d", seed).isEqualTo(story(seed));
    }
    assertThat(story(1)).isNotEqualTo(story(2));
  }

  @Test
  void seededHolesNeverHideAnEntryTwiceInARow() throws DataplaneException {
    var seeded = new SeededFaults(new Random(7), _ -> true);
    seeded.rate(1);
    inner.apply(List.of(ADD_SERVICE, ADD_ONE, ADD_TWO));
    int holes = 0;
    var before = inner.observe();
    for (int look = 0; look < 1_000; look++) {
      var shown = seeded.shown(inner.observe());
      holes += shown.equals(inner.observe()) ? 0 : 1;
      for (var server : List.of(ONE, TWO)) {
        assertThat(carries(shown, server) || carries(before, server)).as("look %d", look).isTrue();
      }
      before = shown;
    }

    assertThat(holes).isGreaterThan(100);
  }

  @Test
  void seededFaultsAreOfEveryKindAndEndWhenHealed() {
    var seeded = new SeededFaults(new Random(3), _ -> true);
    seeded.rate(1);
    var kinds = new TreeSet<Refusal.Kind>();
    for (int weight = 0; weight < 1_000; weight++) {
      seeded.refusalOf(new Step.EditDestination(SERVICE, ONE, weighing(weight))).ifPresent(kinds::add);
    }

    assertThat(kinds).containsExactly(Refusal.Kind.values());
    seeded.heal();
    assertThat(seeded.refusalOf(ADD_ONE)).isEmpty();
    assertThat(seeded.lossWithin(3)).isEmpty();
    assertThat(seeded.failsToObserve()).isFalse();
  }

  private static String story(long seed) {
    var faults = new SeededFaults(new Random(seed), _ -> true);
    faults.rate(0.3);
    var story = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      story.append(faults.lossWithin(3)).append(faults.failsToObserve())
          .append(faults.refusalOf(new Step.AddDestination(SERVICE, ONE, weighing(i))));
    }
    return story.toString();
  }

  private static boolean carries(Table table, ServerKey server) {
    var pool = table.pool(SERVICE);
    return pool != null && pool.destinations().containsKey(server);
  }

  private static Destination weighing(int weight) {
    return new Destination(weight, ForwardingMethod.MASQUERADE, Thresholds.NONE);
  }
}
