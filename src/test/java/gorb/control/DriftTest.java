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
import static gorb.control.Samples.weigh;
import static gorb.control.Samples.weighing;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Refusal.Kind;
import gorb.dataplane.Step;
import gorb.model.ServiceKey;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the controller does when somebody else changes the data plane, or when a list of it has holes. */
class DriftTest {
  private static final ServiceKey MAIL = endpoint("10.0.0.2", 25);

  private final ControllerRig rig = new ControllerRig();

  @BeforeEach
  void aServiceWithTwoServers() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100), create("web", "two", TWO, 50));
    rig.dataplane.drainTaken();
  }

  @Test
  void whatAStrangerChangedIsRepairedAndReported() {
    rig.stranger(
        new Step.EditService(WEB, RR),
        new Step.EditDestination(WEB, ONE, weighing(1)),
        new Step.RemoveDestination(WEB, TWO));

    rig.resync();

    assertThat(rig.carried()).isEqualTo(rig.snapshot().wanted());
    assertThat(rig.lastTurn().drift()).containsExactly(
        new Step.EditService(WEB, WRR),
        new Step.AddDestination(WEB, TWO, weighing(50)),
        new Step.EditDestination(WEB, ONE, weighing(100)));
    rig.resync();
    assertThat(rig.lastTurn().drift()).isEmpty();
  }

  @Test
  void aServiceThatAStrangerRemovedComesBackWithItsServers() {
    rig.stranger(new Step.RemoveService(WEB));

    rig.resync();

    assertThat(rig.carried()).isEqualTo(rig.snapshot().wanted());
    assertThat(rig.lastTurn().drift()).hasSize(3);
  }

  @Test
  void whatAStrangerAddedStaysAndIsNoDrift() {
    rig.carry(endpoint("10.9.0.1", 53), ONE, weighing(1));
    rig.carry(WEB, Samples.key("10.9.0.9"), weighing(1));
    var before = rig.carried();

    rig.resync();

    assertThat(rig.carried()).isEqualTo(before);
    assertThat(rig.lastTurn().drift()).isEmpty();
  }

  @Test
  void aHoleInOneListIsNoDriftAndNoStep() {
    rig.faults.tear(1, table -> table.without(WEB));

    rig.resync();

    assertThat(rig.dataplane.looks()).isEqualTo(3);
    assertThat(rig.lastTurn().drift()).isEmpty();
    assertThat(rig.dataplane.drainTaken()).isEmpty();
    assertThat(rig.snapshot().observed()).isEqualTo(rig.carried());
  }

  @Test
  void differentHolesInTwoListsAreNoDriftEither() {
    var looks = new int[1];
    rig.faults.tear(2, table -> table.with(WEB, table.pool(WEB).without(looks[0]++ == 0 ? ONE : TWO)));

    rig.resync();

    assertThat(rig.lastTurn().drift()).isEmpty();
    assertThat(rig.dataplane.drainTaken()).isEmpty();
  }

  @Test
  void anEntryThatTwoListsLackIsAddedAgainAndNeverRemoved() {
    rig.faults.tear(2, table -> table.with(WEB, table.pool(WEB).without(ONE)));

    rig.resync();

    assertThat(rig.dataplane.drainTaken()).containsExactly(new Step.AddDestination(WEB, ONE, weighing(100)));
    assertThat(rig.carried()).isEqualTo(rig.snapshot().wanted());
  }

  @Test
  void aDeleteInTheTurnOfAHoleIsCarriedOut() {
    rig.faults.tear(1, table -> table.without(WEB));
    var answer = new CompletableFuture<Outcome>();

    rig.controller.turn(List.of(new Event.ResyncDue(), new Event.Requested(remove("web"), answer)));

    assertThat(answer.getNow(null)).isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.carried().pools()).isEmpty();
    assertThat(rig.lastTurn().drift()).isEmpty();
  }

  @Test
  void whatThisTurnDidItselfIsNoDriftWhenItLooksAgain() {
    rig.faults.refuse(Kind.TRANSIENT, 1, step -> step.service().equals(MAIL));

    rig.ask(weigh("web", "one", 7), create("mail", MAIL));

    assertThat(rig.snapshot().isSettled()).isTrue();
    assertThat(rig.lastTurn().drift()).isEmpty();
    assertThat(rig.dataplane.looks()).isEqualTo(2);
  }

  @Test
  void whatHealthSaidWhileTheDataPlaneWasAwayIsNoDrift() {
    rig.faults.makeUnreachable();
    rig.resync();
    rig.report("web", "one", down());
    rig.faults.heal();

    rig.resync();

    assertThat(rig.carried(WEB, ONE)).isZero();
    assertThat(rig.lastTurn().drift()).isEmpty();
  }

  @Test
  void aStepThatIsRefusedStillIsNoDrift() {
    rig.faults.refuse(Kind.REJECTED, step -> step instanceof Step.EditDestination);
    rig.report("web", "one", down());

    rig.resync();

    assertThat(rig.lastTurn().drift()).isEmpty();
  }

  @Test
  void aHoleInTheFirstListAfterALostBatchIsNoStepEither() {
    rig.faults.breakNextBatchAfter(1);
    rig.ask(weigh("web", "one", 7));
    rig.faults.heal();
    rig.dataplane.drainTaken();
    rig.faults.tear(1, table -> table.without(WEB));

    rig.resync();

    assertThat(rig.dataplane.drainTaken()).containsExactly(new Step.EditDestination(WEB, ONE, weighing(100)));
    assertThat(rig.lastTurn().drift()).isEmpty();
  }
}
