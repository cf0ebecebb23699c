package gorb.dataplane.userspace.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.userspace.scheduling.Scheduling.Pick;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.SchedulerFlag;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the hashing schedulers {@code sh}, {@code mh} and {@code dh} have in common, and what each is chosen for. */
class HashingTest {
  private static final Set<SchedulerFlag> FALLBACK = Set.of(SchedulerFlag.FLAG_1);
  private static final Set<SchedulerFlag> PORT = Set.of(SchedulerFlag.FLAG_2);

  @ParameterizedTest
  @ValueSource(strings = {"sh", "mh"})
  void aClientKeepsItsServerWhateverItsPort(String scheduler) {
    var servers = SampleServer.ofWeights(1, 2, 3);
    var state = start(scheduler, servers, Set.of());

    for (var client : clients(200)) {
      assertThat(position(state, servers, client, 1)).isEqualTo(position(state, servers, client, 60_000));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "mh"})
  void aClientHasManyServersWherePortsAreHashed(String scheduler) {
    var servers = SampleServer.ofWeights(1, 1, 1, 1);
    var state = start(scheduler, servers, Set.of()).flagged(PORT);

    var positions = new ArrayList<Integer>();
    for (int port = 1024; port < 2024; port++) {
      positions.add(position(state, servers, IpAddress.of("192.0.2.1"), port));
    }

    for (int server = 0; server < servers.size(); server++) {
      assertThat(Collections.frequency(positions, server)).isBetween(150, 350);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "mh"})
  void clientsOfAServerThatIsNotUsableHaveNobodyUnlessThereIsFallback(String scheduler) {
    var servers = SampleServer.ofWeights(1, 1, 1);
    var state = start(scheduler, servers, Set.of());
    var homes = clients(300).stream().map(client -> position(state, servers, client, 1)).toList();
    servers.set(0, servers.get(0).withOverload());

    var without = clients(300).stream().map(client -> position(state, servers, client, 1)).toList();
    var with = clients(300).stream().map(client -> position(state.flagged(FALLBACK), servers, client, 1)).toList();

    assertThat(homes).contains(0, 1, 2);
    for (int client = 0; client < homes.size(); client++) {
      assertThat(without.get(client)).isEqualTo(homes.get(client) == 0 ? Pick.NONE : homes.get(client));
      assertThat(with.get(client)).isIn(homes.get(client) == 0 ? List.of(1, 2) : List.of(homes.get(client)));
    }
    assertThat(with).contains(1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "mh", "dh"})
  void nobodyIsChosenWhereNobodyIsUsable(String scheduler) {
    var servers = SampleServer.ofWeights(0, 0);

    assertThat(position(start(scheduler, servers, FALLBACK), servers, IpAddress.of("::1"), 1)).isEqualTo(Pick.NONE);
    assertThat(position(start(scheduler, List.of(), FALLBACK), List.of(), IpAddress.of("::1"), 1)).isEqualTo(Pick.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sh", "mh"})
  void serversHaveClientsByTheirWeights(String scheduler) {
    var servers = SampleServer.ofWeights(1, 2, 5);
    var state = start(scheduler, servers, Set.of());

    var positions = clients(8000).stream().map(client -> position(state, servers, client, 1)).toList();

    for (int server = 0; server < servers.size(); server++) {
      int expected = 1000 * servers.get(server).weight();
      assertThat(Collections.frequency(positions, server)).isBetween(expected * 8 / 10, expected * 12 / 10);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void maglevMovesFewClientsOfOthersWhenAServerIsRemovedWhileSourceHashingMovesMost(long seed) {
    var clients = clients(3000);
    var random = new Random(seed);

    assertThat(moved("mh", clients, random)).as("seed %d", seed).isLessThan(300);
    assertThat(moved("sh", clients, random)).as("seed %d", seed).isGreaterThan(1500);
  }

  @Test
  void maglevMovesNobodyElseWhenAServerIsQuiesced() {
    var servers = SampleServer.ofWeights(3, 2, 1);
    var before = MaglevHashing.start(servers, Set.of());
    servers.set(1, servers.get(1).quiesced());

    assertThat(before.edited(servers)).isEqualTo(before);
  }

  @Test
  void maglevGivesAServerThatNeverHadAWeightNoSlot() {
    var servers = SampleServer.ofWeights(0, 1);

    assertThat(MaglevTable.of(servers).toList()).hasSize(MaglevTable.SIZE).containsOnly(1);
    assertThat(MaglevTable.of(SampleServer.ofWeights(0, 0))).isEqualTo(Slots.EMPTY);
  }

  @Test
  void maglevKeepsSharesOfHugeWeightsWithinSixBits() {
    var positions = MaglevTable.of(SampleServer.ofWeights(Integer.MAX_VALUE, 1)).toList();

    assertThat(Collections.frequency(positions, 1)).isEqualTo(MaglevTable.SIZE / 64);
  }

  @Test
  void sourceHashingGivesAServerWithoutWeightOneSlotOfARound() {
    assertThat(Slots.inTurn(8, SampleServer.ofWeights(2, 0, 3), Candidate::weight).toList())
        .containsExactly(0, 0, 1, 2, 2, 2, 0, 0);
  }

  @Test
  void destinationHashingGivesEachVirtualAddressAServerWhateverTheWeights() {
    var servers = SampleServer.ofWeights(1, 100);
    var state = DestinationHashing.start(servers);

    var positions = clients(1000).stream()
        .map(vip -> state.pick(servers, new Flow(Protocol.TCP, IpAddress.of("::1"), 1, vip, 80)).position())
        .toList();

    assertThat(Collections.frequency(positions, 0)).isBetween(400, 600);
  }

  @Test
  void anAddressOfVersion6IsFoldedToTheExclusiveOrOfItsWords() {
    assertThat(AddressHash.fold(IpAddress.of("1:2:3:4:5:6:7:8"))).isEqualTo(0x1_0002 ^ 0x3_0004 ^ 0x5_0006 ^ 0x7_0008);
    assertThat(AddressHash.fold(IpAddress.of("1.2.3.4"))).isEqualTo(0x0102_0304);
  }

  /** The vector of four bytes in lib/tests/siphash_kunit.c, for 64-bit kernels. */
  @Test
  void sipHashIsThatOfTheKernel() {
    assertThat(new SipHash(0x0706_0504_0302_0100L, 0x0f0e_0d0c_0b0a_0908L).hash(0x0302_0100)).isEqualTo(0x88d3_8328);
  }

  /** How many clients of other servers have another one when one of twenty is removed. */
  private static long moved(String scheduler, List<IpAddress> clients, Random random) {
    var servers = SampleServer.ofWeights(random.ints(20, 3, 4).toArray());
    var before = start(scheduler, servers, Set.of());
    var homes = clients.stream().map(client -> servers.get(position(before, servers, client, 1)).port()).toList();
    int removed = random.nextInt(servers.size());
    int name = servers.remove(removed).port();
    var after = before.removed(removed, servers);
    long moved = 0;
    for (int client = 0; client < clients.size(); client++) {
      int now = servers.get(position(after, servers, clients.get(client), 1)).port();
      moved += homes.get(client) != name && homes.get(client) != now ? 1 : 0;
    }
    return moved;
  }

  private static Scheduling start(String scheduler, List<SampleServer> servers, Set<SchedulerFlag> flags) {
    return switch (scheduler) {
      case "sh" -> SourceHashing.start(servers, flags);
      case "mh" -> MaglevHashing.start(servers, flags);
      case "dh" -> DestinationHashing.start(servers);
      default -> throw new IllegalArgumentException(scheduler);
    };
  }

  private static int position(Scheduling state, List<SampleServer> servers, IpAddress client, int port) {
    return state.pick(servers, new Flow(Protocol.TCP, client, port, IpAddress.of("10.0.0.1"), 80)).position();
  }

  private static List<IpAddress> clients(int count) {
    var random = new Random(7);
    var clients = new ArrayList<IpAddress>();
    for (int client = 0; client < count; client++) {
      clients.add(new IpAddress(AddressFamily.IPV4, 0, Integer.toUnsignedLong(random.nextInt())));
    }
    return clients;
  }
}
