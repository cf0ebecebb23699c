package gorb.control;

import static gorb.control.Samples.ONE;
import static gorb.control.Samples.RR;
import static gorb.control.Samples.TWO;
import static gorb.control.Samples.WEB;
import static gorb.control.Samples.create;
import static gorb.control.Samples.down;
import static gorb.control.Samples.endpoint;
import static gorb.control.Samples.remove;
import static gorb.control.Samples.up;
import static gorb.control.Samples.weigh;
import static gorb.control.Samples.weighing;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Refusal.Kind;
import gorb.dataplane.Step;
import gorb.model.ServerKey;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of entries that the data plane had before anybody asked for them. */
class AdoptionTest {
  private static final ServerKey SIX = Samples.key("10.1.0.6");

  private final ControllerRig rig = new ControllerRig();

  @Test
  void whatIsThereAlreadyAsDescribedNeedsNoStep() {
    rig.carry(WEB, ONE, weighing(100));

    var answers = rig.ask(create("web", WEB), create("web", "one", ONE, 100));

    assertThat(answers).hasOnlyElementsOfType(Outcome.Accepted.class);
    assertThat(rig.dataplane.batches()).isZero();
  }

  @Test
  void aServerKeepsTheWeightThatItCarriesUntilTheFirstVerdict() {
    rig.carry(WEB, ONE, weighing(30));

    rig.ask(create("web", WEB), create("web", "one", ONE, 100));

    assertThat(rig.dataplane.batches()).isZero();
    assertThat(rig.carried(WEB, ONE)).isEqualTo(30);
    rig.report("web", "one", up());
    assertThat(rig.carried(WEB, ONE)).isEqualTo(100);
  }

  @Test
  void aServerThatCarriesZeroStaysThereUntilTheFirstVerdict() {
    rig.carry(WEB, ONE, weighing(0));

    rig.ask(create("web", WEB), create("web", "one", ONE, 100));

    assertThat(rig.carried(WEB, ONE)).isZero();
    rig.report("web", "one", down());
    assertThat(rig.carried(WEB, ONE)).isZero();
  }

  @Test
  void aCarriedWeightIsCappedAtTheConfiguredOne() {
    rig.carry(WEB, ONE, weighing(500));

    rig.ask(create("web", WEB), create("web", "one", ONE, 100));

    assertThat(rig.carried(WEB, ONE)).isEqualTo(100);
  }

  @Test
  void aNewServerServesBeforeItsFirstVerdict() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));

    assertThat(rig.carried(WEB, ONE)).isEqualTo(100);
  }

  @Test
  void entriesOfOthersAreLeftAlone() {
    rig.carry(endpoint("10.9.0.1", 53), ONE, weighing(1));
    rig.carry(WEB, TWO, weighing(9));
    var before = rig.carried();

    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.ask(weigh("web", "one", 5));
    rig.resync();
    rig.ask(remove("web", "one"));

    assertThat(rig.carried()).isEqualTo(before);
  }

  @Test
  void aServiceThatIsRemovedTakesTheServersOfOthersWithIt() {
    rig.carry(WEB, TWO, weighing(9));
    rig.ask(create("web", WEB));

    rig.ask(remove("web"));

    assertThat(rig.carried().pools()).isEmpty();
  }

  @Test
  void afterARestartNoWeightDropsAndNothingIsRemoved() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100), create("web", "two", TWO, 50));
    rig.report("web", "one", down());
    var before = rig.carried();
    rig.dataplane.drainTaken();

    rig.restart();
    rig.resync();
    rig.ask(create("web", WEB));
    rig.ask(create("web", "two", TWO, 50));
    rig.ask(create("web", "one", ONE, 100));

    assertThat(rig.carried()).isEqualTo(before);
    assertThat(rig.dataplane.drainTaken()).isEmpty();
  }

  @Test
  void adoptedEntriesAreOursToRemove() {
    rig.carry(WEB, ONE, weighing(100));
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.dataplane.drainTaken();

    rig.ask(remove("web", "one"));

    assertThat(rig.dataplane.drainTaken()).containsExactly(new Step.RemoveDestination(WEB, ONE));
  }

  @Test
  void aRefusedAdoptionLeavesWhatWasThereAsItWas() {
    rig.carry(WEB, ONE, weighing(300));
    rig.carry(WEB, TWO, weighing(9));
    var before = rig.carried();
    rig.faults.refuse(Kind.UNSUPPORTED, step -> step instanceof Step.AddDestination(_, var server, _) && server.equals(SIX));
    var adopting = Samples.service(WEB).with(RR, Map.of())
        .withServer("one", Samples.server(ONE, 100)).withServer("six", Samples.server(SIX, 1));

    var answer = rig.ask(new Change.CreateService("web", adopting));

    assertThat(answer).isInstanceOf(Outcome.Refused.class);
    assertThat(rig.carried()).isEqualTo(before);
    assertThat(rig.snapshot().isSettled()).isTrue();
    rig.resync();
    assertThat(rig.carried()).isEqualTo(before);
    assertThat(rig.lastTurn().drift()).isEmpty();
  }

  @Test
  void anAdoptionThatBrokeInTheMiddleIsGivenBackAfterTheTrouble() {
    rig.carry(WEB, ONE, weighing(300));
    var before = rig.carried();
    rig.faults.breakNextBatchAfter(2);
    var adopting = Samples.service(WEB).with(RR, Map.of())
        .withServer("one", Samples.server(ONE, 100)).withServer("six", Samples.server(SIX, 1));
    assertThat(rig.ask(new Change.CreateService("web", adopting))).isInstanceOf(Outcome.Unavailable.class);
    assertThat(rig.carried()).isNotEqualTo(before);
    rig.faults.heal();

    rig.resync();

    assertThat(rig.carried()).isEqualTo(before);
    assertThat(rig.lastTurn().drift()).isEmpty();
    assertThat(rig.snapshot().isSettled()).isTrue();
  }

  @Test
  void aRefusedServerLeavesTheServerOfAnotherAtItsAddress() {
    rig.ask(create("web", WEB));
    rig.carry(WEB, ONE, weighing(300));
    rig.resync();
    rig.faults.refuse(Kind.REJECTED, step -> step instanceof Step.EditDestination);

    assertThat(rig.ask(create("web", "one", ONE, 100))).isInstanceOf(Outcome.Refused.class);

    assertThat(rig.carried(WEB, ONE)).isEqualTo(300);
    rig.resync();
    assertThat(rig.carried(WEB, ONE)).isEqualTo(300);
  }

  @Test
  void whatWasRefusedToUsBelongsToWhoeverAddsItLater() {
    rig.faults.refuse(Kind.REJECTED, 1, step -> step instanceof Step.AddService);
    assertThat(rig.ask(create("web", WEB))).isInstanceOf(Outcome.Refused.class);
    rig.carry(WEB, ONE, weighing(1));

    rig.resync();

    assertThat(rig.carried().pools()).containsOnlyKeys(WEB);
  }

  @Test
  void whatBrokeInTheMiddleIsRemovedAfterTheTroubleEvenWhenAListLacksIt() {
    rig.faults.breakNextBatchAfter(2);
    var answers = rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    assertThat(answers).hasOnlyElementsOfType(Outcome.Unavailable.class);
    assertThat(rig.carried().pools()).containsOnlyKeys(WEB);
    rig.faults.heal();
    rig.faults.tear(1, table -> table.without(WEB));

    rig.resync();

    assertThat(rig.carried().pools()).isEmpty();
    assertThat(rig.lastTurn().drift()).isEmpty();
  }

  @Test
  void aNewServerOfATurnWithARefusedChangeIsNoAdoptedOne() {
    rig.faults.refuse(Kind.REJECTED, 1, step -> step.service().equals(endpoint("10.0.0.2", 25)));
    rig.ask(create("web", WEB), create("web", "one", ONE, 100), create("mail", endpoint("10.0.0.2", 25)));

    rig.ask(weigh("web", "one", 200));

    assertThat(rig.carried(WEB, ONE)).isEqualTo(200);
  }

  @Test
  void anAdoptedServerOfATurnWithARefusedChangeKeepsItsCeiling() {
    rig.carry(WEB, ONE, weighing(300));
    rig.faults.refuse(Kind.REJECTED, 1, step -> step.service().equals(endpoint("10.0.0.2", 25)));
    rig.ask(create("web", WEB), create("web", "one", ONE, 100), create("mail", endpoint("10.0.0.2", 25)));

    rig.ask(weigh("web", "one", 1_000));

    assertThat(rig.carried(WEB, ONE)).isEqualTo(300);
  }
}
