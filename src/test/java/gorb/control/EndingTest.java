package gorb.control;

import static gorb.control.Samples.ONE;
import static gorb.control.Samples.TWO;
import static gorb.control.Samples.WEB;
import static gorb.control.Samples.create;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Connections;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.ServiceKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndingTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final ServiceKey DNS = new ServiceKey.Endpoint(Protocol.UDP, IpAddress.of("10.0.0.2"), 53);
  private static final ServiceKey FOREIGN = Samples.endpoint("10.9.0.1", 80);

  private final IntentStore store = IntentStore.inMemory();
  private final ControllerRig rig = new ControllerRig();
  private final CompletableFuture<Void> over = new CompletableFuture<>();

  @BeforeEach
  void twoServersOfOursAndOneOfAnother() {
    rig.restart(store);
    rig.carry(FOREIGN, ONE, Samples.weighing(5));
    rig.ask(create("web", WEB), create("web", "one", ONE, 100), create("web", "two", TWO, 100));
    rig.dataplane.show(ONE, new Connections(2, 0, 0));
  }

  @Test
  void aDrainTakesEveryWeightAndRemovesWhatIsOursWhenNothingIsLeft() {
    end(true, Duration.ofMinutes(1));

    assertThat(rig.carried(WEB, ONE)).isZero();
    assertThat(rig.carried(WEB, TWO)).isZero();
    assertThat(rig.carried(FOREIGN, ONE)).isEqualTo(5);
    rig.pass(SECOND);
    assertThat(rig.snapshot().troubles()).containsExactly("the daemon is stopping: 2 connections left");
    assertThat(over).isNotDone();

    rig.dataplane.show(ONE, Connections.NONE);
    rig.pass(SECOND);

    assertThat(over).isDone();
    assertThat(rig.carried().pools()).containsOnlyKeys(FOREIGN);
    assertThat(rig.announcer.announced()).isEmpty();
  }

  @Test
  void nothingOfItIsWanted() {
    long revision = rig.snapshot().revision();
    end(true, SECOND);
    rig.pass(SECOND);

    assertThat(over).isDone();
    assertThat(rig.snapshot().revision()).isEqualTo(revision);
    assertThat(rig.server("web", "one").weight()).isEqualTo(100);
    assertThat(rig.snapshot().weightOf("web", "one", rig.server("web", "one"))).isZero();

    rig.restart(store);
    rig.pass(Duration.ZERO);

    assertThat(rig.carried(WEB, ONE)).isEqualTo(100);
    assertThat(rig.carried(WEB, TWO)).isEqualTo(100);
  }

  @Test
  void atTheEndOfItsTimeItRemovesWhatIsLeft() {
    end(true, Duration.ofMillis(2_500));
    rig.pass(SECOND);
    rig.pass(SECOND);
    assertThat(rig.controller.wakeAt()).isEqualTo(rig.clock.instant().plusMillis(500));

    rig.pass(Duration.ofMillis(500));

    assertThat(over).isDone();
    assertThat(rig.carried().pools()).containsOnlyKeys(FOREIGN);
  }

  @Test
  void whoIsLeftAtTheEndOfATimeThatIsShorterThanALookIsCounted() {
    end(true, Duration.ofMillis(500));

    rig.pass(Duration.ofMillis(500));

    assertThat(over).isDone();
    assertThat(rig.snapshot().troubles()).containsExactly("the daemon is stopping: 2 connections left");
  }

  @Test
  void aRemovalWaitsForNothing() {
    end(false, Duration.ofMinutes(1));

    assertThat(over).isDone();
    assertThat(rig.carried().pools()).containsOnlyKeys(FOREIGN);
    assertThat(rig.announcer.announced()).isEmpty();
  }

  @Test
  void servicesOfDatagramsAreNotWaitedFor() {
    rig.ask(Samples.remove("web"), create("dns", DNS), create("dns", "one", ONE, 100));

    end(true, Duration.ofMinutes(1));

    assertThat(over).isDone();
    assertThat(rig.carried().pools()).containsOnlyKeys(FOREIGN);
  }

  @Test
  void changesAreRefusedAndReportsIgnored() {
    end(true, Duration.ofMinutes(1));

    assertThat(rig.ask(Samples.weigh("web", "one", 7)))
        .isEqualTo(new Outcome.Unavailable("the daemon is stopping"));
    rig.report("web", "one", Samples.up());

    assertThat(rig.carried(WEB, ONE)).isZero();
  }

  @Test
  void whatAStrangerPutsBackIsTakenAgain() {
    end(true, Duration.ofMinutes(1));
    rig.stranger(new Step.EditDestination(WEB, ONE, Samples.weighing(50)));

    rig.resync();

    assertThat(rig.carried(WEB, ONE)).isZero();
  }

  @Test
  void aDataPlaneThatCannotBeReachedIsTriedUntilTheTimeIsOver() {
    rig.faults.makeUnreachable();
    end(false, Duration.ofSeconds(3));
    assertThat(over).isNotDone();
    assertThat(rig.controller.wakeAt()).isEqualTo(rig.clock.instant().plus(SECOND));
    rig.pass(SECOND);
    rig.faults.heal();
    rig.pass(SECOND);

    assertThat(over).isDone();
    assertThat(rig.carried().pools()).containsOnlyKeys(FOREIGN);
  }

  @Test
  void oneThatIsNeverReachedKeepsWhatItCarries() {
    rig.faults.makeUnreachable();
    end(false, Duration.ofSeconds(3));

    rig.pass(Duration.ofSeconds(3));

    assertThat(over).isDone();
    assertThat(rig.carried()).isNotEqualTo(Table.EMPTY);
  }

  @Test
  void anEmptyTableIsAtItsEndAtOnce() {
    rig.ask(Samples.remove("web"));

    end(true, Duration.ofMinutes(1));

    assertThat(over).isDone();
  }

  private void end(boolean drains, Duration within) {
    rig.controller.turn(List.of(new Event.Ended(drains, within, over)));
  }
}
