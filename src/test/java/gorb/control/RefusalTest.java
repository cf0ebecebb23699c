package gorb.control;

import static gorb.control.Samples.ONE;
import static gorb.control.Samples.RR;
import static gorb.control.Samples.TWO;
import static gorb.control.Samples.WEB;
import static gorb.control.Samples.WRR;
import static gorb.control.Samples.create;
import static gorb.control.Samples.down;
import static gorb.control.Samples.endpoint;
import static gorb.control.Samples.remove;
import static gorb.control.Samples.schedule;
import static gorb.control.Samples.up;
import static gorb.control.Samples.weigh;
import static gorb.control.Samples.weighing;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Refusal;
import gorb.dataplane.Refusal.Kind;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.Scheduler;
import gorb.model.ServiceSettings;
import gorb.model.VirtualService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of changes and weights that the data plane does not take. */
class RefusalTest {
  private static final Step DRAIN_ONE = new Step.EditDestination(WEB, ONE, weighing(0));

  private final ControllerRig rig = new ControllerRig();

  @Test
  void aRefusedServiceIsAnsweredAndLeavesNothing() {
    rig.faults.refuse(Kind.REJECTED, step -> step instanceof Step.AddService);

    var answer = rig.ask(create("web", WEB));

    assertThat(answer).isInstanceOfSatisfying(Outcome.Refused.class, refused ->
        assertThat(refused.refusals()).extracting(Refusal::message)
            .containsExactly("add service tcp/10.0.0.1:80 scheduler wrr: refused by the test"));
    assertThat(rig.snapshot().intent().services()).isEmpty();
    assertThat(rig.snapshot().isSettled()).isTrue();
    assertThat(rig.carried()).isEqualTo(Table.EMPTY);
  }

  @Test
  void whatWasTakenOfARefusedServiceIsUndoneInTheSameTurn() {
    VirtualService both = Samples.service(WEB)
        .withServer("one", Samples.server(ONE, 1)).withServer("two", Samples.server(TWO, 2));
    rig.faults.refuse(Kind.UNSUPPORTED, step -> step instanceof Step.AddDestination(_, var server, _) && server.equals(TWO));

    var answer = rig.ask(new Change.CreateService("web", both));

    assertThat(answer).isInstanceOf(Outcome.Refused.class);
    assertThat(rig.carried()).isEqualTo(Table.EMPTY);
    assertThat(rig.snapshot().isSettled()).isTrue();
    assertThat(rig.snapshot().health()).isEmpty();
  }

  @Test
  void aRefusedEditLeavesTheOldSettings() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.faults.refuse(Kind.REJECTED, step -> step instanceof Step.EditService);

    var answers = rig.ask(schedule("web", RR), weigh("web", "one", 5));

    assertThat(answers.get(0)).isInstanceOf(Outcome.Refused.class);
    assertThat(answers.get(1)).isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.snapshot().intent().service("web").settings()).isEqualTo(WRR);
    assertThat(rig.carried().pool(WEB).settings()).isEqualTo(WRR);
    assertThat(rig.carried(WEB, ONE)).isEqualTo(5);
  }

  /** S31, R24: the original answered 404 to the second attempt, or crashed. */
  @Test
  void aRefusedDeleteCanBeTriedAgain() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.faults.refuse(Kind.REJECTED, 2, step -> step instanceof Step.RemoveService || step instanceof Step.RemoveDestination);

    var refused = rig.ask(remove("web", "one"), remove("web"));
    var again = rig.ask(remove("web", "one"), remove("web"));

    assertThat(refused).hasOnlyElementsOfType(Outcome.Refused.class);
    assertThat(again).hasOnlyElementsOfType(Outcome.Accepted.class);
    assertThat(rig.carried()).isEqualTo(Table.EMPTY);
  }

  @Test
  void aTransientRefusalIsLookedAtAndTriedOnceMoreInTheSameTurn() {
    rig.controller.turn(List.of());
    int looks = rig.dataplane.looks();
    rig.faults.refuse(Kind.TRANSIENT, 1, step -> step instanceof Step.AddService);

    var answer = rig.ask(create("web", WEB));

    assertThat(answer).isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.dataplane.looks()).isEqualTo(looks + 1);
    assertThat(rig.snapshot().isSettled()).isTrue();
    assertThat(rig.lastTurn().drift()).isEmpty();
  }

  @Test
  void aTransientRefusalThatStaysIsAnAnswerToo() {
    rig.faults.refuse(Kind.TRANSIENT, step -> step instanceof Step.AddDestination);

    var answers = rig.ask(create("web", WEB), create("web", "one", ONE, 100));

    assertThat(answers.get(0)).isInstanceOf(Outcome.Accepted.class);
    assertThat(answers.get(1)).isInstanceOf(Outcome.Refused.class);
    assertThat(rig.carried().pool(WEB).destinations()).isEmpty();
    assertThat(rig.snapshot().isSettled()).isTrue();
  }

  @Test
  void aServerThatIsHeldBackIsNotTakenForThereWhenItsServiceComesBack() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.faults.refuse(Kind.REJECTED, step -> step instanceof Step.AddDestination);

    for (int look = 0; look < 2; look++) {
      rig.stranger(new Step.RemoveService(WEB));
      rig.resync();
    }

    assertThat(rig.carried().pool(WEB).destinations()).isEmpty();
    assertThat(rig.snapshot().observed()).isEqualTo(rig.carried());
  }

  @Test
  void aRefusalOfWhatHealthWantsIsNoAnswerToAChangeOfTheService() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.faults.refuse(Kind.REJECTED, DRAIN_ONE::equals);
    var answer = new CompletableFuture<Outcome>();

    rig.controller.turn(List.of(
        new Event.HealthReported(rig.ref("web", "one"), down()), new Event.Requested(schedule("web", RR), answer)));

    assertThat(answer.getNow(null)).isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.carried().pool(WEB).settings()).isEqualTo(RR);
  }

  /** H40: the original tried again only at the next verdict. */
  @Test
  void aWeightThatHealthWantsIsTriedAgainByAndBy() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.faults.refuse(Kind.TRANSIENT, DRAIN_ONE::equals);

    rig.report("web", "one", down());

    assertThat(rig.carried(WEB, ONE)).isEqualTo(100);
    assertThat(rig.snapshot().refused()).extracting(Refusal::step).containsExactly(DRAIN_ONE);
    assertThat(rig.controller.wakeAt()).isEqualTo(rig.clock.instant().plusSeconds(1));
    rig.faults.heal();
    rig.pass(Duration.ofSeconds(1));
    assertThat(rig.carried(WEB, ONE)).isZero();
    assertThat(rig.snapshot().isSettled()).isTrue();
  }

  @Test
  void aHopelessRefusalIsHeldBackUntilSomethingElseIsWanted() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.faults.refuse(Kind.REJECTED, DRAIN_ONE::equals);
    rig.report("web", "one", down());
    int batches = rig.dataplane.batches();

    rig.resync();

    assertThat(rig.dataplane.batches()).isEqualTo(batches);
    assertThat(rig.snapshot().refused()).extracting(Refusal::step).containsExactly(DRAIN_ONE);
    assertThat(rig.controller.wakeAt()).isNull();
    rig.report("web", "one", up());
    assertThat(rig.snapshot().isSettled()).isTrue();
    rig.faults.heal();
    rig.report("web", "one", down());
    assertThat(rig.carried(WEB, ONE)).isZero();
  }

  @Test
  void theServersOfAServiceThatIsRefusedForGoodAreHeldBackWithIt() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.stranger(new Step.RemoveService(WEB));
    rig.faults.refuse(Kind.NOT_PERMITTED, step -> step instanceof Step.AddService);
    rig.resync();
    int batches = rig.dataplane.batches();

    rig.resync();

    assertThat(rig.dataplane.batches()).isEqualTo(batches);
    assertThat(rig.snapshot().refused()).extracting(Refusal::kind).containsExactly(Kind.NOT_PERMITTED);
    assertThat(rig.controller.wakeAt()).isNull();
    assertThat(rig.ask(create("web", "two", TWO, 1))).isInstanceOf(Outcome.Refused.class);
    rig.faults.heal();
    assertThat(rig.ask(schedule("web", RR))).isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.carried(WEB, ONE)).isEqualTo(100);
    assertThat(rig.snapshot().isSettled()).isTrue();
  }

  @Test
  void aHopelessRefusalOfOneChangeDoesNotStopTheNext() {
    rig.faults.refuse(Kind.NOT_PERMITTED, 1, step -> step instanceof Step.AddService);
    rig.ask(create("web", WEB));

    assertThat(rig.ask(create("web", WEB))).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void aChangeIsNotRefusedForALaterOneOfTheSameTurn() {
    var unknown = ServiceSettings.of(new Scheduler("nope"));

    var answers = rig.ask(create("web", WEB), schedule("web", unknown), schedule("web", RR), schedule("web", unknown));

    assertThat(answers).map(Outcome::getClass).map(Class::getSimpleName)
        .containsExactly("Accepted", "Accepted", "Accepted", "Refused");
    assertThat(rig.carried().pool(WEB).settings()).isEqualTo(RR);
  }

  @Test
  void aContradictionToAChangeThatIsRefusedIsNone() {
    rig.faults.refuse(Kind.REJECTED, step -> step.service().equals(WEB));

    var answers = rig.ask(create("web", WEB), create("web", endpoint("10.0.0.2", 80)));

    assertThat(answers.get(0)).isInstanceOf(Outcome.Refused.class);
    assertThat(answers.get(1)).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void aSecondDeleteDoesNotMissWhatTheFirstCouldNotRemove() {
    rig.ask(create("web", WEB));
    rig.faults.refuse(Kind.REJECTED, step -> step instanceof Step.RemoveService);

    var answers = rig.ask(remove("web"), remove("web"));

    assertThat(answers).hasOnlyElementsOfType(Outcome.Refused.class);
    assertThat(rig.snapshot().intent().service("web")).isNotNull();
  }

  @Test
  void aRefusedChangeDoesNotHarmTheOthersOfItsTurn() {
    rig.faults.refuse(Kind.REJECTED, step -> step.service().equals(WEB));

    var answers = rig.ask(create("web", WEB), create("mail", endpoint("10.0.0.2", 25)), create("web", "one", ONE, 1));

    assertThat(answers.get(0)).isInstanceOf(Outcome.Refused.class);
    assertThat(answers.get(1)).isInstanceOf(Outcome.Accepted.class);
    assertThat(answers.get(2)).isInstanceOf(Outcome.Refused.class);
    assertThat(rig.carried().pools()).containsOnlyKeys(endpoint("10.0.0.2", 25));
  }
}
