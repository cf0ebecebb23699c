package gorb.control;

import static gorb.control.Samples.ONE;
import static gorb.control.Samples.WEB;
import static gorb.control.Samples.create;
import static gorb.control.Samples.down;
import static gorb.control.Samples.remove;
import static gorb.control.Samples.weigh;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the controller does while the data plane cannot be reached, and afterwards. */
class TroubleTest {
  private final ControllerRig rig = new ControllerRig();

  @Test
  void aChangeIsUnavailableAndIntentStays() {
    rig.ask(create("web", WEB));
    rig.faults.makeUnreachable();

    var answer = rig.ask(create("web", "one", ONE, 100));

    assertThat(answer).isEqualTo(
        new Outcome.Unavailable("observe: ENOBUFS (No buffer space available)"));
    assertThat(rig.snapshot().intent().service("web").servers()).isEmpty();
    assertThat(rig.snapshot().troubles()).containsExactly("observe: ENOBUFS (No buffer space available)");
    assertThat(rig.snapshot().isSettled()).isFalse();
  }

  @Test
  void aLostAnswerIsFoundOutInTheSameTurn() {
    rig.ask(create("web", WEB));
    rig.faults.loseNextBatchAfter(1);

    var answer = rig.ask(create("web", "one", ONE, 100));

    assertThat(answer).isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.snapshot().isSettled()).isTrue();
    assertThat(rig.lastTurn().drift()).isEmpty();
  }

  @Test
  void lessAndLessOftenItLooksAgain() {
    rig.faults.makeUnreachable();
    rig.controller.turn(List.of());
    var delays = new ArrayList<Long>();
    for (int i = 0; i < 8; i++) {
      var delay = Duration.between(rig.clock.instant(), rig.controller.wakeAt());
      delays.add(delay.toSeconds());
      rig.pass(delay);
    }

    assertThat(delays).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
  }

  @Test
  void reportsDoNotHurryTheNextLook() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.faults.makeUnreachable();
    rig.resync();
    var wakeAt = rig.controller.wakeAt();

    rig.report("web", "one", down());
    rig.report("web", "one", down());

    assertThat(rig.faults.failedLooks()).isEqualTo(1);
    assertThat(rig.controller.wakeAt()).isEqualTo(wakeAt);
  }

  @Test
  void aChangeLooksAtOnceButOnlyOnce() {
    rig.ask(create("web", WEB));
    rig.faults.makeUnreachable();
    rig.resync();

    rig.ask(create("web", "one", ONE, 100), create("web", "one", ONE, 100));

    assertThat(rig.faults.failedLooks()).isEqualTo(2);
    rig.faults.heal();
    assertThat(rig.ask(create("web", "one", ONE, 100))).isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void afterARecoveryTheNextTroubleBeginsWithShortDelaysAgain() {
    rig.faults.makeUnreachable();
    for (int i = 0; i < 5; i++) {
      rig.pass(Duration.ofSeconds(60));
    }
    rig.faults.heal();
    rig.pass(Duration.ofSeconds(60));
    assertThat(rig.controller.wakeAt()).isNull();

    rig.faults.makeUnreachable();
    rig.resync();

    assertThat(rig.controller.wakeAt()).isEqualTo(rig.clock.instant().plusSeconds(1));
  }

  @Test
  void whatHealthSaidMeanwhileIsCarriedAfterwards() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.faults.makeUnreachable();
    rig.resync();
    rig.report("web", "one", down());
    assertThat(rig.carried(WEB, ONE)).isEqualTo(100);
    rig.faults.heal();

    rig.pass(Duration.ofSeconds(60));

    assertThat(rig.carried(WEB, ONE)).isZero();
    assertThat(rig.snapshot().isSettled()).isTrue();
  }

  @Test
  void aDeleteOfWhichTheAnswerWasLostCanBeTriedAgain() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.faults.makeUnreachable();
    assertThat(rig.ask(remove("web"))).isInstanceOf(Outcome.Unavailable.class);
    rig.faults.heal();

    assertThat(rig.ask(remove("web"))).isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.carried()).isEqualTo(Table.EMPTY);
  }

  @Test
  void aClockThatJumpsBackOnlyDelaysTheNextLookUntilAResync() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.faults.makeUnreachable();
    rig.resync();
    rig.faults.heal();
    rig.clock.advance(Duration.ofDays(-400));

    rig.resync();

    assertThat(rig.snapshot().isSettled()).isTrue();
    assertThat(rig.ask(weigh("web", "one", 5))).isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.controller.wakeAt()).isNull();
  }
}
