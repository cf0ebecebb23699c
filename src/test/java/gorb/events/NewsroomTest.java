package gorb.events;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.Announcer;
import gorb.control.Change;
import gorb.control.Controller;
import gorb.control.DriftPolicy;
import gorb.control.Event.HealthReported;
import gorb.control.Event.Requested;
import gorb.control.KeptIntent;
import gorb.control.ServerRef;
import gorb.control.Snapshot;
import gorb.control.TurnListener;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.document.DocumentException;
import gorb.document.Hosts;
import gorb.document.StateReader;
import gorb.events.Newsroom.Newcomer;
import gorb.events.Surroundings.Kind;
import gorb.model.CheckHistory;
import gorb.model.Health;
import gorb.model.ServerHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class NewsroomTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final List<Event> occurrences = new ArrayList<>();
  private final Controller controller = new Controller(new InMemoryDataplane(), Announcer.NONE, KeptIntent.inMemory(),
      DriftPolicy.REPAIR, () -> START, () -> 0, new TurnListener() {
        @Override
        public void turned(Turn turn) {
          occurrences.addAll(Occurrences.of(turn, START));
        }

        @Override
        public void published(Snapshot snapshot) {}
      });
  private final Newsroom room = new Newsroom(7);
  private Surroundings around = Surroundings.NONE;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void differencesAppliedToTheSnapshotAlwaysGiveTheState(long seed) throws DocumentException {
    var random = new Random(seed);
    var replicas = new ArrayList<Replica>();
    for (int step = 0; step < 120; step++) {
      act(random);
      tell();
      if (random.nextInt(10) == 0) {
        replicas.add(join(new Replica(), null));
      }
      if (!replicas.isEmpty() && random.nextInt(8) == 0) {
        leaveAndReturn(replicas.get(random.nextInt(replicas.size())), random);
      }
      for (var replica : replicas) {
        assertThat(replica.state).as("seed %d, step %d", seed, step).isEqualTo(everything());
      }
    }
    assertThat(replicas).isNotEmpty();
  }

  @Test
  void aReaderThatMissedSomethingIsToldJustThat() throws DocumentException {
    put(document(1, 1, 100));
    tell();
    var replica = join(new Replica(), null);
    replica.isThere = false;
    put(document(1, 1, 50));
    tell();
    replica.isThere = true;
    replica.kinds.clear();

    join(replica, replica.lastId);

    assertThat(replica.kinds).contains("backend").doesNotContain("snapshot", "service");
    assertThat(replica.state).isEqualTo(everything());
  }

  @Test
  void whatIsAroundIsToldByKindAndNameAndWhatIsGoneAsNull() throws DocumentException {
    put(document(1, 1, 100));
    tell();
    var replica = join(new Replica(), null);
    around = node("left", true);
    tell();
    tell();
    around = node("left", false);
    tell();
    assertThat(replica.state.at("/nodes/left/in_step").asBoolean(true)).isFalse();
    around = Surroundings.NONE;
    tell();

    assertThat(replica.kinds).containsExactly("snapshot", "peer", "node", "peer", "node", "peer", "node");
    assertThat(replica.state.at("/nodes").isEmpty()).isTrue();
  }

  @Test
  void aReaderThatMissedMoreThanIsKeptIsToldEverything() throws DocumentException {
    put(document(1, 1, 100));
    tell();
    var replica = join(new Replica(), null);
    replica.isThere = false;
    var filler = "x".repeat(1 << 20);
    for (int i = 0; i < 5; i++) {
      around = new Surroundings(Map.of(Kind.NODE, Map.of("n", JsonNodeFactory.instance.objectNode().put("filler", filler + i))));
      tell();
    }
    replica.isThere = true;
    replica.kinds.clear();

    join(replica, replica.lastId);

    assertThat(replica.kinds).containsExactly("snapshot");
    assertThat(replica.state).isEqualTo(everything());
  }

  @Test
  void aReaderOfAnotherProcessIsToldEverything() throws DocumentException {
    put(document(1, 1, 100));
    tell();

    assertThat(join(new Replica(), "8-1").kinds).containsExactly("snapshot");
    assertThat(join(new Replica(), "7-99").kinds).containsExactly("snapshot");
    assertThat(join(new Replica(), "nonsense").kinds).containsExactly("snapshot");
  }

  @Test
  void aReaderThatMissedNothingIsToldNothingAgain() throws DocumentException {
    put(document(1, 1, 100));
    tell();
    var replica = join(new Replica(), null);
    put(document(1, 1, 50));
    tell();
    replica.kinds.clear();

    join(replica, replica.lastId);

    assertThat(replica.kinds).isEmpty();
  }

  @Test
  void idsOfBeforeARestOfTheRoomMeanNothingAfterIt() throws DocumentException {
    put(document(1, 1, 100));
    tell();
    var replica = join(new Replica(), null);
    put(document(1, 1, 50));
    tell();
    var seen = replica.lastId;
    room.leave(replica);
    room.sleep();
    // As many events as before, so that the number alone would be known.
    for (int weight = 20; weight < 30; weight++) {
      put(document(1, 1, weight));
      tell();
    }
    replica.kinds.clear();

    join(replica, seen);

    assertThat(replica.kinds).containsExactly("snapshot");
    assertThat(replica.state).isEqualTo(everything());
  }

  @Test
  void verdictsAndStepsAreTold() throws DocumentException {
    put(document(1, 1, 100));
    tell();
    var replica = join(new Replica(), null);
    report("s0", "b0", false);
    tell();

    assertThat(replica.kinds).containsExactly("snapshot", "verdict", "standing", "turn", "backend");
    assertThat(replica.state.at("/services/s0/backends/b0/weight/effective").asInt()).isZero();
    assertThat(replica.state.at("/services/s0/backends/b0/reason").asString()).isEqualTo("refused connection");
  }

  @Test
  void whoDoesNotListenIsForgotten() throws DocumentException {
    put(document(1, 1, 100));
    tell();
    var replica = join(new Replica(), null);
    replica.isThere = false;
    put(document(1, 1, 50));
    tell();

    assertThat(room.readers()).isZero();
  }

  private void leaveAndReturn(Replica replica, Random random) throws DocumentException {
    room.leave(replica);
    if (random.nextBoolean()) {
      act(random);
      tell();
    }
    join(replica, random.nextInt(4) == 0 ? null : replica.lastId);
  }

  private void act(Random random) throws DocumentException {
    if (random.nextInt(4) == 0) {
      around = random.nextInt(3) == 0 ? Surroundings.NONE : node("n" + random.nextInt(3), random.nextBoolean());
      return;
    }
    var intent = controller.snapshot().intent();
    var servers = intent.services().entrySet().stream()
        .flatMap(service -> service.getValue().servers().keySet().stream().map(name -> service.getKey() + "/" + name))
        .toList();
    if (servers.isEmpty() || random.nextInt(3) == 0) {
      put(document(random.nextInt(4), random.nextInt(4), random.nextInt(3) * 50));
    } else {
      var server = servers.get(random.nextInt(servers.size())).split("/");
      report(server[0], server[1], random.nextBoolean());
    }
  }

  /** As it is on the wire: numbers have no type there. */
  private JsonNode everything() {
    var everything = Views.everything(controller.snapshot());
    around.addTo(everything);
    return JsonMapper.shared().readTree(everything.toString());
  }

  private Replica join(Replica replica, String lastSeen) {
    room.welcome(List.of(new Newcomer(replica, Optional.ofNullable(lastSeen).flatMap(EventId::parse))));
    return replica;
  }

  private void tell() {
    room.tell(occurrences, controller.snapshot(), around);
    occurrences.clear();
  }

  private void put(ObjectNode document) throws DocumentException {
    var wanted = new StateReader(Hosts.unresolved()).read(document);
    var answer = new CompletableFuture<gorb.control.Outcome>();
    controller.turn(List.of(new Requested(
        new Change.Replace(wanted, OptionalLong.empty(), Optional.<Duration>empty(), "test"), answer)));
    assertThat(answer.getNow(null)).isInstanceOf(gorb.control.Outcome.Accepted.class);
  }

  private void report(String service, String name, boolean isGood) {
    var server = controller.snapshot().intent().server(service, name);
    var before = controller.snapshot().healthOf(service, name, server).history();
    var health = isGood ? new Health.Up(START) : new Health.Down(START, "refused connection");
    var history = before.equals(CheckHistory.EMPTY) || isGood ? before.afterSuccess() : before.afterFailure();
    controller.turn(List.of(new HealthReported(new ServerRef(service, name, server.incarnation()),
        new ServerHealth(health, history, START, START))));
  }

  /** A router, an announcement and a director. */
  private static Surroundings node(String name, boolean isWell) {
    var nodes = JsonNodeFactory.instance;
    return new Surroundings(Map.of(
        Kind.PEER, Map.of("10.9.0.1", nodes.objectNode().put("state", isWell ? "established" : "idle")),
        Kind.NODE, Map.of(name, nodes.objectNode().put("in_step", isWell))));
  }

  private static ObjectNode document(int services, int backends, int weight) {
    var document = JsonNodeFactory.instance.objectNode();
    var all = document.putObject("services");
    for (int i = 0; i < services; i++) {
      var service = all.putObject("s" + i).put("host", "10.0.0." + i).put("port", 80);
      var servers = service.putObject("backends");
      for (int j = 0; j < backends; j++) {
        servers.putObject("b" + j).put("host", "10.1." + i + "." + j).put("port", 80).put("weight", weight);
      }
    }
    return document;
  }
}
