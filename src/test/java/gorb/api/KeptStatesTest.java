package gorb.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.control.Chronicle;
import gorb.control.Change;
import gorb.control.Healths;
import gorb.control.Intent;
import gorb.control.IntentStore;
import gorb.control.Outcome;
import gorb.control.Revision;
import gorb.control.Revisions;
import gorb.control.Snapshot;
import gorb.dataplane.Table;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.VirtualService;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.pcollections.HashTreePMap;
import org.pcollections.TreePMap;

class KeptStatesTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final Intent WEB = Intent.EMPTY.with("web", new VirtualService(
      new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), 80), ServiceSettings.of(Scheduler.RR),
      TreePMap.empty(), Map.of()));

  private final IntentStore store = IntentStore.inMemory();
  private final KeptStates states = new KeptStates(new Control() {
    @Override
    public Snapshot snapshot() {
      throw new AssertionError("not asked for");
    }

    @Override
    public CompletableFuture<Outcome> request(Change change) {
      throw new AssertionError("not asked for");
    }

    @Override
    public CompletableFuture<Void> look() {
      throw new AssertionError("not asked for");
    }

    @Override
    public Revisions kept() {
      return store;
    }
  });

  @Test
  void whileTheDataPlaneCannotBeReachedWhatIsKeptIsInForce() throws IOException, ApiException {
    store.save(new Revision(7, NOW, "api: apply", WEB));

    assertThat(states.inForce(snapshot(7, Optional.of("no netlink")))).isEqualTo(WEB);
    assertThat(states.inForce(snapshot(7, Optional.empty()))).isEqualTo(Intent.EMPTY);
    assertThat(states.inForce(snapshot(0, Optional.of("no netlink")))).as("nothing was kept yet").isEqualTo(Intent.EMPTY);
  }

  @Test
  void aRevisionThatIsNotKeptIsA404() throws IOException, ApiException {
    store.save(new Revision(7, NOW, "api: apply", WEB));

    assertThat(states.get("7").intent()).isEqualTo(WEB);
    for (var number : List.of("0", "8", "seven", "-7", "9999999999999999999")) {
      assertThatThrownBy(() -> states.get(number))
          .hasMessage("revision " + number + " is not kept (GET /revisions lists those that are)")
          .extracting(e -> ((ApiException) e).response().status()).isEqualTo(404);
    }
  }

  private static Snapshot snapshot(long revision, Optional<String> unreachable) {
    return new Snapshot(revision, NOW, Intent.EMPTY, Healths.NONE, HashTreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty(),
        Chronicle.EMPTY, Table.EMPTY, Table.EMPTY,
        List.of(), List.of(), Optional.empty(), unreachable, unreachable.stream().toList(), new InMemoryDataplane().capabilities());
  }
}
