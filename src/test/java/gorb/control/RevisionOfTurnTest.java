package gorb.control;

import static gorb.control.Samples.ONE;
import static gorb.control.Samples.WEB;
import static gorb.control.Samples.create;
import static gorb.control.Samples.down;
import static gorb.control.Samples.up;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Refusal.Kind;
import gorb.dataplane.Step;
import org.junit.jupiter.api.Test;

/** What a turn tells of the revisions of what is wanted. */
class RevisionOfTurnTest {
  private final ControllerRig rig = new ControllerRig();

  @Test
  void aTurnTellsTheRevisionThatItKept() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));

    assertThat(rig.lastTurn().revisions()).singleElement().satisfies(it -> {
      assertThat(it.number()).isEqualTo(1).isEqualTo(rig.snapshot().revision());
      assertThat(it.cause()).startsWith("api: ").endsWith(" and 1 more");
      assertThat(it.at()).isEqualTo(rig.snapshot().at());
    });
  }

  @Test
  void healthIsNoRevision() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.report("web", "one", down());
    assertThat(rig.lastTurn().revisions()).isEmpty();
    rig.report("web", "one", up());
    assertThat(rig.lastTurn().revisions()).isEmpty();
  }

  @Test
  void aChangeThatIsRefusedIsToldWithWhatTookItBack() {
    rig.faults.refuse(Kind.REJECTED, step -> step instanceof Step.AddService);
    rig.ask(create("web", WEB));

    assertThat(rig.lastTurn().revisions()).extracting(Revision.Summary::number).containsExactly(1L, 2L);
    assertThat(rig.lastTurn().revisions().getLast().cause()).startsWith("taken back");
    assertThat(rig.snapshot().revision()).isEqualTo(2);
  }
}
