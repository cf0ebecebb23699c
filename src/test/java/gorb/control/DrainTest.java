package gorb.control;

import static gorb.control.Samples.ONE;
import static gorb.control.Samples.TWO;
import static gorb.control.Samples.WEB;
import static gorb.control.Samples.create;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Connections;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.model.AdminState;
import gorb.model.IpAddress;
import gorb.model.Origin;
import gorb.model.Protocol;
import gorb.model.RealServer;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DrainTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TWO_MINUTES = Duration.ofMinutes(2);
  private static final ServiceKey DNS = new ServiceKey.Endpoint(Protocol.UDP, IpAddress.of("10.0.0.2"), 53);
  private static final Change DRAIN = new Change.Drain("web", "one", TWO_MINUTES, false);

  private final IntentStore store = IntentStore.inMemory();
  private final ControllerRig rig = new ControllerRig();

  @BeforeEach
  void twoServers() {
    rig.restart(store);
    rig.ask(create("web", WEB), create("web", "one", ONE, 100), create("web", "two", TWO, 100));
    busy(ONE, 2, 1);
  }

  @Test
  void aServerThatDrainsHasWeightZeroAtOnceAndStaysWhileItHasConnections() {
    assertThat(rig.ask(DRAIN)).isInstanceOf(Outcome.Accepted.class);

    assertThat(rig.carried(WEB, ONE)).isZero();
    assertThat(rig.server("web", "one").admin())
        .isEqualTo(new AdminState.Draining(Samples.START.plus(TWO_MINUTES), false));
    assertThat(rig.snapshot().leftOf("web", "one", rig.server("web", "one"))).as("not known yet").isEmpty();

    rig.pass(SECOND);

    assertThat(rig.snapshot().leftOf("web", "one", rig.server("web", "one"))).hasValue(new Connections(2, 1, 7));
    assertThat(rig.carried(WEB, ONE)).isZero();
  }

  @Test
  void itIsRemovedWhenItHasNoConnectionLeftWhateverClientsAreToKeepIt() throws IOException {
    rig.ask(DRAIN);
    rig.pass(SECOND);

    busy(ONE, 0, 1);
    rig.pass(SECOND);
    assertThat(rig.server("web", "one")).as("one is ending still").isNotNull();
    busy(ONE, 0, 0);
    rig.pass(SECOND);

    assertThat(rig.server("web", "one")).isNull();
    assertThat(rig.carried().destination(WEB, ONE)).isNull();
    assertThat(rig.carried(WEB, TWO)).isEqualTo(100);
    assertThat(rig.lastTurn().drained()).singleElement().extracting(DrainEnd::cause).isEqualTo(DrainEnd.Cause.EMPTY);
    assertThat(store.latest().orElseThrow().cause()).isEqualTo("drained web/one: no connection left");
    assertThat(rig.snapshot().draining()).isEmpty();
    assertThat(rig.controller.wakeAt()).as("nothing more to look at").isNull();
  }

  @Test
  void itIsRemovedAtItsDeadlineWithTheConnectionsThatAreLeft() throws IOException {
    rig.ask(DRAIN);
    rig.pass(SECOND);

    rig.pass(TWO_MINUTES.minusSeconds(2));
    assertThat(rig.carried(WEB, ONE)).isZero();
    rig.pass(SECOND);

    assertThat(rig.carried().destination(WEB, ONE)).isNull();
    assertThat(store.latest().orElseThrow().cause()).isEqualTo("drained web/one: its time is over, 3 connections left");
  }

  @Test
  void oneThatIsKeptStaysQuiesced() {
    rig.ask(new Change.Drain("web", "one", TWO_MINUTES, true));

    rig.pass(TWO_MINUTES);

    assertThat(rig.server("web", "one").admin()).isEqualTo(AdminState.QUIESCED);
    assertThat(rig.carried(WEB, ONE)).isZero();
    assertThat(rig.snapshot().draining()).isEmpty();

    rig.ask(new Change.Resume("web", "one"));
    assertThat(rig.carried(WEB, ONE)).isEqualTo(100);
  }

  @Test
  void oneThatIsTakenBackServesAgainAndIsWatchedNoMore() {
    rig.ask(DRAIN);
    rig.pass(SECOND);

    rig.ask(new Change.Resume("web", "one"));
    rig.pass(TWO_MINUTES);

    assertThat(rig.carried(WEB, ONE)).isEqualTo(100);
    assertThat(rig.dataplane.counts()).isEqualTo(1);
  }

  @Test
  void whatIsTakenBackAtTheLastMomentStays() {
    rig.ask(DRAIN);
    rig.clock.advance(TWO_MINUTES);

    rig.ask(new Change.Resume("web", "one"));

    assertThat(rig.carried(WEB, ONE)).isEqualTo(100);
  }

  @Test
  void aServerOfDatagramsIsRemovedAtOnceUnlessItIsToBeKept() {
    rig.ask(create("dns", DNS), create("dns", "one", ONE, 100), create("dns", "two", TWO, 100));

    rig.ask(new Change.Drain("dns", "one", TWO_MINUTES, false));
    rig.ask(new Change.Drain("dns", "two", TWO_MINUTES, true));

    assertThat(rig.carried().destination(DNS, ONE)).isNull();
    assertThat(rig.server("dns", "one")).isNull();
    assertThat(rig.carried(DNS, TWO)).isZero();
  }

  @Test
  void onlyServicesThatDrainAreCountedAndOnceASecond() {
    rig.ask(create("mail", Samples.endpoint("10.0.0.9", 25)));
    assertThat(rig.controller.wakeAt()).isNull();
    rig.ask(DRAIN);
    assertThat(rig.controller.wakeAt()).isEqualTo(rig.clock.instant().plus(SECOND));

    for (int i = 0; i < 20; i++) {
      rig.pass(Duration.ofMillis(500));
    }

    assertThat(rig.dataplane.counts()).isEqualTo(10);
    assertThat(rig.dataplane.looks()).as("the whole table").isEqualTo(1);
  }

  @Test
  void aDeadlineThatIsNearerThanASecondIsNotMissed() {
    rig.ask(new Change.Drain("web", "one", Duration.ofMillis(2_300), false));
    rig.pass(SECOND);
    rig.pass(SECOND);

    assertThat(rig.controller.wakeAt()).isEqualTo(rig.clock.instant().plusMillis(300));
    rig.pass(Duration.ofMillis(300));
    assertThat(rig.carried().destination(WEB, ONE)).isNull();
  }

  @Test
  void aWallClockThatIsPutRightNeitherCutsConnectionsNorLetsADrainLastLonger() {
    rig.ask(DRAIN);
    rig.clock.jump(Duration.ofDays(1));
    rig.pass(TWO_MINUTES.minusSeconds(1));
    assertThat(rig.carried(WEB, ONE)).isZero();

    rig.clock.jump(Duration.ofDays(-9));
    rig.pass(SECOND);

    assertThat(rig.carried().destination(WEB, ONE)).isNull();
  }

  @Test
  void anotherProcessGoesOnWithTheSameDeadline() {
    rig.ask(DRAIN);
    rig.pass(Duration.ofSeconds(30));

    rig.restart(store);
    rig.pass(Duration.ofSeconds(10));
    assertThat(rig.server("web", "one").admin())
        .isEqualTo(new AdminState.Draining(Samples.START.plus(TWO_MINUTES), false));
    assertThat(rig.carried(WEB, ONE)).isZero();
    rig.pass(Duration.ofSeconds(79));
    assertThat(rig.carried(WEB, ONE)).isZero();
    rig.pass(SECOND);

    assertThat(rig.carried().destination(WEB, ONE)).isNull();
  }

  @Test
  void aDrainWhoseTimeWasOverWhileNoProcessRanLeavesNothingBehind() {
    rig.ask(DRAIN);
    rig.clock.advance(Duration.ofHours(1));

    rig.restart(store);
    rig.pass(Duration.ZERO);
    rig.pass(SECOND);

    assertThat(rig.server("web", "one")).isNull();
    assertThat(rig.carried().destination(WEB, ONE)).isNull();
  }

  @Test
  void aServerThatAListLacksIsNotTakenForOneWithoutConnections() {
    rig.ask(DRAIN);
    rig.stranger(new Step.RemoveDestination(WEB, ONE));

    rig.pass(SECOND);

    assertThat(rig.server("web", "one")).isNotNull();
    assertThat(rig.snapshot().leftOf("web", "one", rig.server("web", "one"))).isEmpty();
  }

  @Test
  void whileTheDataPlaneCannotBeReachedADrainWaits() {
    rig.ask(DRAIN);
    rig.faults.makeUnreachable();
    rig.pass(TWO_MINUTES);
    assertThat(rig.server("web", "one")).isNotNull();
    assertThat(rig.snapshot().unreachable()).isPresent();

    rig.faults.heal();
    rig.pass(Duration.ofMinutes(1));
    rig.pass(SECOND);

    assertThat(rig.carried().destination(WEB, ONE)).isNull();
  }

  @Test
  void nobodyDrainsWhatBelongsToAnother() {
    rig.askBy(Origin.FILE, create("file", Samples.endpoint("10.0.0.3", 80)), create("file", "one", ONE, 100));

    assertThat(rig.ask(new Change.Drain("file", "one", TWO_MINUTES, false))).isInstanceOf(Outcome.Conflict.class);
    assertThat(rig.ask(new Change.Resume("file", "one"))).isInstanceOf(Outcome.Conflict.class);
    assertThat(rig.ask(new Change.Drain("web", "nobody", TWO_MINUTES, false))).isInstanceOf(Outcome.NotFound.class);
  }

  @Test
  void aDrainThatTheDataPlaneRefusesIsNone() {
    rig.faults.refuse(Refusal.Kind.REJECTED, step -> step instanceof Step.EditDestination);

    assertThat(rig.ask(DRAIN)).isInstanceOf(Outcome.Refused.class);
    assertThat(rig.server("web", "one").admin()).isEqualTo(AdminState.ENABLED);
    assertThat(rig.controller.wakeAt()).isNull();
  }

  @Test
  void aChangeThatWaitsToBeConfirmedComesFirst() {
    rig.ask(new Change.Replace(
        rig.snapshot().intent().without("web"), OptionalLong.empty(), Optional.of(TWO_MINUTES), "apply"));

    assertThat(rig.ask(DRAIN)).isInstanceOf(Outcome.Conflict.class);
  }

  @Test
  void aDocumentThatWantsADrainWhoseTimeIsOverWantsNoServer() throws ChangeRefusedException {
    var before = rig.snapshot().intent();
    var owner = before.service("web");
    var third = Samples.server(new ServerKey(IpAddress.of("10.1.0.3"), 8080), 100);
    var drained = new RealServer(third.key(), 100, new AdminState.Draining(Samples.START, false),
        third.forwarding(), third.thresholds(), third.check(), 0, Map.of());
    var document = new Change.Replace(
        before.with("web", owner.withServer("three", drained)), OptionalLong.empty(), Optional.empty(), "apply");

    rig.ask(document);

    assertThat(rig.lastTurn().taken()).isEmpty();
    assertThat(rig.server("web", "three")).isNull();
    assertThat(Preview.of(rig.snapshot(), document, Origin.API).steps()).isEmpty();
  }

  private void busy(ServerKey server, long active, long inactive) {
    rig.dataplane.show(server, new Connections(active, inactive, 7));
  }
}
