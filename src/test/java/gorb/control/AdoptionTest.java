package gorb.control;

import static gorb.control.Samples.ONE;
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

import gorb.dataplane.Step;
import org.junit.jupiter.api.Test;

/** What becomes of entries that the data plane had before anybody asked for them. */
class AdoptionTest {
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
}
