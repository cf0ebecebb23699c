package gorb.dataplane.userspace.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.IpAddress;
import gorb.model.Protocol;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code lblc} and {@code lblcr} remember of virtual addresses, and for how long. */
class LocalityTest {
  private static final Duration DAY = Recollection.EXPIRATION;

  private Instant now = Instant.EPOCH;
  private final InstantSource clock = () -> now;

  @Test
  void aVirtualAddressKeepsItsServerThoughAnotherHasLessLoad() {
    var servers = SampleServer.ofWeights(5, 5);
    Scheduling state = LocalityLeastConnections.start(DAY, clock);
    state = expect(1, state, servers, 1);

    servers.set(0, servers.get(0).withLoad(5, 100));

    state = expect(1, state, servers, 1);
    expect(2, state, servers, 2);
  }

  @Test
  void aBurdenedServerLosesTheAddressOnceAnotherIsAtEase() {
    var servers = SampleServer.ofWeights(5, 5);
    Scheduling state = LocalityLeastConnections.start(DAY, clock);
    state = expect(1, state, servers, 1);

    servers.set(0, servers.get(0).withLoad(6, 0));
    servers.set(1, servers.get(1).withLoad(3, 0));
    state = expect(1, state, servers, 1);

    servers.set(1, servers.get(1).withLoad(2, 0));
    state = expect(2, state, servers, 1);

    servers.set(0, servers.get(0).withLoad(0, 0));
    expect(2, state, servers, 1);
  }

  @Test
  void anAddressWhoseServerWasRemovedOrQuiescedGetsAnother() {
    var servers = SampleServer.ofWeights(5, 5, 5);
    Scheduling state = LocalityLeastConnections.start(DAY, clock);
    state = expect(1, state, servers, 1);
    servers.removeFirst();
    state = expect(2, state.removed(0, servers), servers, 1);
    servers.set(0, servers.get(0).withWeight(0));

    expect(3, state.edited(servers), servers, 1);
  }

  @Test
  void anOverloadedServerKeepsItsAddressesAsInTheKernel() {
    var servers = SampleServer.ofWeights(5, 5);
    Scheduling state = LocalityLeastConnections.start(DAY, clock);
    state = expect(1, state, servers, 1);

    servers.set(0, servers.get(0).withOverload());

    state = expect(1, state, servers, 1);
    expect(2, state, servers, 2);
  }

  @Test
  void aReplicatedAddressHasMoreServersUnderLoadAndTakesTheLeastLoadedOfThem() {
    var servers = SampleServer.ofWeights(5, 5, 5);
    Scheduling state = ReplicatedLocality.start(DAY, clock);
    state = expect(1, state, servers, 1);

    servers.set(0, servers.get(0).withLoad(6, 0));
    state = expect(2, state, servers, 1);

    servers.set(0, servers.get(0).withLoad(1, 0));
    servers.set(1, servers.get(1).withLoad(2, 0));
    expect(1, state, servers, 1);
  }

  @Test
  void theMostLoadedServerLeavesASetThatHasNotChangedForADay() {
    var servers = SampleServer.ofWeights(5, 5);
    Scheduling state = ReplicatedLocality.start(DAY, clock);
    state = expect(1, state, servers, 1);
    servers.set(0, servers.get(0).withLoad(6, 0));
    state = expect(2, state, servers, 1);

    for (int minute = 0; minute <= 24 * 60; minute++) {
      state = expect(2, state, servers, 1);
      now = now.plus(Duration.ofMinutes(1));
    }
    state = expect(2, state, servers, 1);
    servers.set(0, servers.get(0).withLoad(0, 0));
    servers.set(1, servers.get(1).withLoad(5, 0));

    expect(2, state, servers, 1);
  }

  @Test
  void aServerThatComesBackServesTheAddressesOfItsTimeAgain() {
    var servers = SampleServer.ofWeights(5, 5);
    Scheduling state = LocalityLeastConnections.start(DAY, clock);
    state = expect(1, state, servers, 1);
    var removed = servers.removeFirst();
    state = state.removed(0, servers);
    servers.add(removed);

    expect(1, state.added(servers), servers, 1);
  }

  @Test
  void nobodyIsChosenWhereNobodyIsUsableAndNothingIsRemembered() {
    var servers = SampleServer.ofWeights(0);

    for (var state : List.of(LocalityLeastConnections.start(DAY, clock), ReplicatedLocality.start(DAY, clock))) {
      assertThat(state.pick(servers, flow(1))).isEqualTo(new Scheduling.Pick(Scheduling.Pick.NONE, state));
    }
  }

  @Test
  void anAddressIsForgottenAfterADayWithoutUseAndNotBefore() {
    var memory = Recollection.<String>empty(now).with(vip(1), "old", now).with(vip(2), "used", now);
    now = now.plus(Duration.ofHours(23));
    memory = memory.lookedAfter(now, DAY).with(vip(2), "used", now);
    assertThat(memory.entries()).hasSize(2);

    now = now.plus(Duration.ofHours(2));
    memory = memory.lookedAfter(now, DAY);

    assertThat(memory.of(vip(1))).isNull();
    assertThat(memory.of(vip(2))).isEqualTo("used");
  }

  @Test
  void idleAddressesMakeRoomWhereThereAreTooMany() {
    var memory = Recollection.<String>empty(now);
    for (int number = 0; number < Recollection.SPACE + 300; number++) {
      memory = memory.with(vip(number), "idle", now);
    }
    now = now.plus(Duration.ofMinutes(5));
    memory = memory.lookedAfter(now, DAY);
    assertThat(memory.entries()).hasSize(Recollection.SPACE + 300);

    now = now.plus(Duration.ofMinutes(1));
    memory = memory.lookedAfter(now, DAY);

    assertThat(memory.entries()).hasSize(Recollection.SPACE - 100);
  }

  /** One choice, the expected one by name, and the state after it. */
  private static Scheduling expect(int name, Scheduling state, List<SampleServer> servers, int vip) {
    var pick = state.pick(servers, flow(vip));
    assertThat(servers.get(pick.position()).port()).isEqualTo(name);
    return pick.next();
  }

  private static Flow flow(int vip) {
    return new Flow(Protocol.TCP, IpAddress.of("192.0.2.1"), 40_000, vip(vip), 80);
  }

  private static IpAddress vip(int number) {
    return IpAddress.of("10.0." + number / 250 + "." + (1 + number % 250));
  }
}
