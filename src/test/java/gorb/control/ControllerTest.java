package gorb.control;

import static gorb.control.Samples.ONE;
import static gorb.control.Samples.RR;
import static gorb.control.Samples.TWO;
import static gorb.control.Samples.WEB;
import static gorb.control.Samples.WRR;
import static gorb.control.Samples.admin;
import static gorb.control.Samples.create;
import static gorb.control.Samples.down;
import static gorb.control.Samples.endpoint;
import static gorb.control.Samples.key;
import static gorb.control.Samples.remove;
import static gorb.control.Samples.schedule;
import static gorb.control.Samples.up;
import static gorb.control.Samples.weigh;
import static gorb.control.Samples.weighing;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.AdminState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a turn does when nothing goes wrong. */
class ControllerTest {
  private final ControllerRig rig = new ControllerRig();

  @Test
  void aServiceAndItsServersAreCarried() {
    var answers = rig.ask(create("web", WEB), create("web", "one", ONE, 100), create("web", "two", TWO, 50));

    assertThat(answers).hasOnlyElementsOfType(Outcome.Accepted.class);
    assertThat(rig.carried().pool(WEB).settings()).isEqualTo(WRR);
    assertThat(rig.carried().pool(WEB).destinations()).containsEntry(ONE, weighing(100)).containsEntry(TWO, weighing(50));
    assertThat(rig.snapshot().isSettled()).isTrue();
  }

  @Test
  void theAnswerHasTheSnapshotThatContainsTheChange() {
    var answer = (Outcome.Accepted) rig.ask(create("web", WEB));

    assertThat(answer.snapshot()).isSameAs(rig.snapshot());
    assertThat(answer.snapshot().intent().service("web")).isNotNull();
    assertThat(answer.snapshot().observed()).isEqualTo(answer.snapshot().wanted()).isEqualTo(rig.carried());
  }

  @Test
  void allChangesOfATurnAreOneBatch() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100), create("mail", endpoint("10.0.0.2", 25)));

    assertThat(rig.dataplane.batches()).isEqualTo(1);
  }

  @Test
  void editsReachTheDataPlaneAndNothingElseDoes() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100), create("web", "two", TWO, 50));
    rig.dataplane.drainTaken();

    rig.ask(weigh("web", "one", 7), schedule("web", RR));

    assertThat(rig.dataplane.drainTaken()).containsExactly(
        new Step.EditService(WEB, RR), new Step.EditDestination(WEB, ONE, weighing(7)));
  }

  @Test
  void aRemovedServerAndARemovedServiceAreGone() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100), create("web", "two", TWO, 50));

    rig.ask(remove("web", "one"));

    assertThat(rig.carried().pool(WEB).destinations()).containsOnlyKeys(TWO);
    assertThat(rig.ask(remove("web"))).isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.carried()).isEqualTo(Table.EMPTY);
    assertThat(rig.snapshot().health()).isEmpty();
  }

  @Test
  void aServiceThatIsMadeAndRemovedInOneTurnLeavesNothing() {
    var answers = rig.ask(create("web", WEB), create("web", "one", ONE, 100), remove("web"));

    assertThat(answers).hasOnlyElementsOfType(Outcome.Accepted.class);
    assertThat(rig.dataplane.drainTaken()).isEmpty();
    assertThat(rig.snapshot().intent().services()).isEmpty();
    assertThat(rig.snapshot().health()).isEmpty();
  }

  @Test
  void aServiceThatIsRemovedAndMadeAgainInOneTurnIsEditedInPlace() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100), create("web", "two", TWO, 50));
    rig.dataplane.drainTaken();

    rig.ask(remove("web"), create("again", WEB), create("again", "one", ONE, 30));

    assertThat(rig.dataplane.drainTaken()).containsExactly(
        new Step.EditDestination(WEB, ONE, weighing(30)), new Step.RemoveDestination(WEB, TWO));
  }

  @Test
  void aContradictionIsAnsweredAndTheRestOfTheTurnCounts() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));

    var answers = rig.ask(
        create("web", endpoint("10.0.0.9", 80)),
        create("other", WEB),
        create("web", "one", TWO, 1),
        create("web", "two", ONE, 1),
        create("web", "six", key("fd00::1"), 1),
        remove("none"),
        weigh("web", "none", 1),
        weigh("web", "one", 5));

    assertThat(answers).containsExactly(
        new Outcome.AlreadyExists("service web"),
        new Outcome.Conflict("service other: tcp/10.0.0.1:80 belongs to service web"),
        new Outcome.AlreadyExists("backend web/one"),
        new Outcome.Conflict("backend web/two: 10.1.0.1:8080 belongs to backend web/one"),
        new Outcome.Invalid(
            Outcome.Problem.INCOMPATIBLE_FAMILIES,
            "a server of IPV6 behind a service of IPV4 (only a tunnel can do that)"),
        new Outcome.NotFound("service none"),
        new Outcome.NotFound("backend web/none"),
        new Outcome.Accepted(rig.snapshot(), 1));
    assertThat(rig.carried(WEB, ONE)).isEqualTo(5);
  }

  @Test
  void theRevisionGrowsByOneWithATurnThatChangesIntentAndOnlyThen() {
    long before = rig.snapshot().revision();

    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    assertThat(rig.snapshot().revision()).isEqualTo(before + 1);
    rig.report("web", "one", down());
    rig.resync();
    rig.ask(remove("none"));
    assertThat(rig.snapshot().revision()).isEqualTo(before + 1);
    rig.ask(weigh("web", "one", 5));
    assertThat(rig.snapshot().revision()).isEqualTo(before + 2);
  }

  @Test
  void healthMakesTheWeightAndNeverTouchesIntent() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));

    rig.report("web", "one", down());

    assertThat(rig.carried(WEB, ONE)).isZero();
    assertThat(rig.server("web", "one").weight()).isEqualTo(100);
    assertThat(rig.snapshot().weightOf("web", "one", rig.server("web", "one"))).isZero();
    assertThat(rig.lastTurn().transitions()).extracting(HealthTransition::server).containsExactly(rig.ref("web", "one"));
  }

  @Test
  void aVerdictThatStaysIsNoTransitionAndNoStep() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.report("web", "one", up());
    rig.dataplane.drainTaken();

    rig.report("web", "one", up());

    assertThat(rig.lastTurn().transitions()).isEmpty();
    assertThat(rig.dataplane.drainTaken()).isEmpty();
  }

  @Test
  void aQuiescedServerStaysAtZeroWhateverItsHealth() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));

    rig.ask(admin("web", "one", AdminState.QUIESCED));

    rig.report("web", "one", up());
    assertThat(rig.carried(WEB, ONE)).isZero();
    rig.ask(admin("web", "one", AdminState.ENABLED));
    assertThat(rig.carried(WEB, ONE)).isEqualTo(100);
  }

  @Test
  void aServerThatIsMadeAgainNeverInheritsAReportOnItsForerunner() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    var late = rig.ref("web", "one");
    rig.ask(remove("web", "one"));
    rig.ask(create("web", "one", ONE, 100));

    rig.controller.turn(List.of(new Event.HealthReported(late, down())));

    assertThat(rig.ref("web", "one").incarnation()).isNotEqualTo(late.incarnation());
    assertThat(rig.carried(WEB, ONE)).isEqualTo(100);
    assertThat(rig.lastTurn().transitions()).isEmpty();
  }

  @Test
  void aServerThatIsMadeAgainInTheTurnOfTheReportDoesNotInheritItEither() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    var events = new ArrayList<Event>();
    for (var change : List.of(remove("web", "one"), create("web", "one", ONE, 100))) {
      events.add(new Event.Requested(change, new CompletableFuture<>()));
    }
    events.add(new Event.HealthReported(rig.ref("web", "one"), down()));

    rig.controller.turn(events);

    assertThat(rig.carried(WEB, ONE)).isEqualTo(100);
  }

  @Test
  void aReportOnAServerThatNeverWasIsIgnored() {
    rig.controller.turn(List.of(new Event.HealthReported(new ServerRef("none", "none", 1), down())));

    assertThat(rig.snapshot().health()).isEmpty();
    assertThat(rig.lastTurn().events()).isEqualTo(1);
  }

  @Test
  void aTurnWithNothingToDoTouchesNothing() {
    rig.ask(create("web", WEB));
    int looks = rig.dataplane.looks();
    int batches = rig.dataplane.batches();

    rig.controller.turn(List.of());

    assertThat(rig.dataplane.looks()).isEqualTo(looks);
    assertThat(rig.dataplane.batches()).isEqualTo(batches);
    assertThat(rig.controller.wakeAt()).isNull();
  }
}
