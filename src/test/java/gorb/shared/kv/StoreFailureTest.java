package gorb.shared.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import gorb.http.StandInServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real stores cannot be made to do: they refuse, and their index goes back. The process tests restart real ones. */
class StoreFailureTest {
  private static final List<String> FOLDER = List.of("services/");
  private static final List<Write> WRITE = List.of(new Write.Put("services/web", 3, "x"));
  private static final String QUESTION = "/v1/kv/services/?keys&wait=30s&index=";

  private final StandInServer server = new StandInServer();
  private final AtomicInteger told = new AtomicInteger();

  StoreFailureTest() throws IOException {}

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void afterA500TheWatchOfConsulBeginsAnewAndEverythingIsReadAgain() {
    index("7");
    server.then(500, "No cluster leader", Map.of());
    index("9");

    try (var store = consul()) {
      store.watch(FOLDER, told::incrementAndGet);

      patiently().until(() -> server.targets().size() >= 4);
      assertThat(server.targets().subList(0, 4)).containsExactly(
          QUESTION + "0", QUESTION + "7", QUESTION + "0", QUESTION + "9");
      assertThat(told.get()).as("what there was, what may have been missed, what is new").isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void anIndexOfConsulThatGoesBackIsNews() {
    index("7");
    index("3");
    index("3");

    try (var store = consul()) {
      store.watch(FOLDER, told::incrementAndGet);

      patiently().until(() -> server.targets().size() >= 4);
      assertThat(server.targets().subList(0, 4)).containsExactly(
          QUESTION + "0", QUESTION + "7", QUESTION + "0", QUESTION + "3");
      assertThat(told.get()).isGreaterThanOrEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nine", "-1", "99999999999999999999"})
  void aWatchOutlivesAnIndexThatIsNone(String index) {
    index("7");
    index(index);
    index("8");

    try (var store = consul()) {
      store.watch(FOLDER, told::incrementAndGet);

      patiently().until(() -> server.targets().size() >= 4);
      assertThat(server.targets().get(3)).isEqualTo(QUESTION + "8");
    }
  }

  @Test
  void aConsulThatFailsIsNeverTakenForOneThatIsEmpty() throws Exception {
    server.then(500, "No cluster leader", Map.of());
    server.then(200, "no JSON", Map.of());
    server.then(200, "{}", Map.of());
    server.then(500, "rpc error", Map.of());
    server.then(409, "{\"Errors\":[{\"What\":\"current modify index is stale: index is stale\"}]}", Map.of());

    try (var store = consul()) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> store.read(FOLDER)).isInstanceOf(IOException.class)
            .hasMessageStartingWith("PUT /v1/txn: ");
      }
      assertThatThrownBy(() -> store.commit(WRITE)).as("whether it was written is not known")
          .isInstanceOf(IOException.class).isNotInstanceOf(StoreRefusedException.class);
      assertThat(store.commit(WRITE)).as("somebody was first").isEmpty();
    }
  }

  @Test
  void anEtcdThatFailsIsNeverTakenForOneThatIsEmpty() throws Exception {
    server.then(503, "{\"error\":\"etcdserver: no leader\",\"code\":14}", Map.of());
    server.then(200, "no JSON", Map.of());
    server.then(200, "{}", Map.of());
    server.then(500, "", Map.of());

    try (var store = etcd()) {
      assertThatThrownBy(() -> store.read(FOLDER)).isInstanceOf(IOException.class).hasMessageContaining("no leader");
      assertThatThrownBy(() -> store.read(FOLDER)).isInstanceOf(IOException.class).hasMessageContaining("no JSON");
      assertThatThrownBy(() -> store.read(FOLDER)).isInstanceOf(IOException.class)
          .hasMessageContaining("0 answers to 1 questions");
      assertThatThrownBy(() -> store.commit(WRITE)).as("whether it was written is not known")
          .isInstanceOf(IOException.class).isNotInstanceOf(StoreRefusedException.class);
    }
  }

  @Test
  void aWatchOfEtcdThatEndsIsBegunAgainAndEverythingIsRead() {
    server.then(500, "", Map.of());
    server.then(200, "{\"result\":{\"created\":true}}\n", Map.of());

    try (var store = etcd()) {
      store.watch(FOLDER, told::incrementAndGet);

      patiently().until(() -> server.targets().size() >= 3 && told.get() >= 3);
      assertThat(server.targets()).containsOnly("/v3/watch");
    }
  }

  @Test
  void aWatchThatEtcdRefusesIsAskedForAgainAlthoughItsStreamStays() {
    server.hold("{\"result\":{\"created\":true,\"canceled\":true,\"cancel_reason\":\"permission denied\"}}\n");
    server.hold("{\"result\":{\"created\":true}}\n");

    try (var store = etcd()) {
      store.watch(FOLDER, told::incrementAndGet);

      // A stream that is not refused would be asked for again after a minute.
      await().atMost(Duration.ofSeconds(45)).until(() -> server.targets().size() == 2);
      patiently().until(() -> told.get() >= 3);
    }
  }

  private void index(String index) {
    server.then(200, "[]", Map.of("X-Consul-Index", index));
  }

  private KeyValueStore consul() {
    return new ConsulStore(settings());
  }

  private KeyValueStore etcd() {
    return new EtcdStore(settings());
  }

  private StoreSettings settings() {
    return new StoreSettings(List.of(server.url()), "", Optional::empty, Optional.empty(), Duration.ofSeconds(20));
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(20));
  }
}
