package gorb.api;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.Announcer;
import gorb.control.Change;
import gorb.control.Controller;
import gorb.control.DriftPolicy;
import gorb.control.Event.Requested;
import gorb.control.KeptIntent;
import gorb.control.ServerRef;
import gorb.control.Snapshot;
import gorb.control.TurnListener;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.document.DocumentException;
import gorb.document.Hosts;
import gorb.document.StateReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CheckLogTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final String ONE = "{\"services\":{\"web\":{\"port\":80,\"host\":\"10.0.0.1\","
      + "\"backends\":{\"one\":{\"host\":\"10.1.0.1\",\"port\":80}}}}}";

  private final Controller controller = new Controller(new InMemoryDataplane(), Announcer.NONE, KeptIntent.inMemory(),
      DriftPolicy.REPAIR, () -> START, () -> 0, new TurnListener() {
        @Override
        public void turned(Turn turn) {}

        @Override
        public void published(Snapshot snapshot) {}
      });
  private final CheckLog log = new CheckLog(controller::snapshot);

  @Test
  void theLastFailureIsKnownWhenAllThatAreKeptAreGood() {
    var server = new ServerRef("web", "one", 1);
    log.add(server, START, Duration.ofMillis(5), "status 503");
    for (int i = 1; i <= CheckLog.KEPT + 10; i++) {
      log.add(server, START.plusSeconds(i), Duration.ofMillis(i), null);
    }

    var known = log.of(server).orElseThrow();

    assertThat(known.recent()).hasSize(CheckLog.KEPT);
    assertThat(known.recent().getFirst().took()).isEqualTo(Duration.ofMillis(11));
    assertThat(known.recent().getLast().took()).isEqualTo(Duration.ofMillis(CheckLog.KEPT + 10));
    assertThat(known.lastFailure().failure()).isEqualTo("status 503");
  }

  @Test
  void anotherServerOfTheSameNameBeginsAnew() {
    log.add(new ServerRef("web", "one", 1), START, Duration.ofMillis(5), null);

    assertThat(log.of(new ServerRef("web", "one", 2))).isEmpty();
  }

  @Test
  void serversThatNobodyWantsAreForgottenAndThoseThatAreWantedAreNot() throws DocumentException {
    var wanted = new StateReader(Hosts.unresolved()).read((ObjectNode) JsonMapper.shared().readTree(ONE));
    controller.turn(List.of(new Requested(
        new Change.Replace(wanted, OptionalLong.empty(), Optional.empty(), "test"), new CompletableFuture<>())));
    var one = new ServerRef("web", "one", controller.snapshot().intent().server("web", "one").incarnation());
    log.add(one, START, Duration.ofMillis(5), null);
    log.add(new ServerRef("web", "gone", 7), START, Duration.ofMillis(5), null);
    for (int i = 0; i < 1_024; i++) {
      log.add(new ServerRef("web", "one", 1_000_000 + i), START, Duration.ofMillis(5), null);
    }

    assertThat(log.of(one)).isPresent();
    assertThat(log.of(new ServerRef("web", "gone", 7))).isEmpty();
  }
}
