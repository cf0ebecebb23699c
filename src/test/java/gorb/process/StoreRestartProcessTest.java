package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.shared.kv.ConsulStore;
import gorb.shared.kv.EtcdStore;
import gorb.shared.kv.KeyValueStore;
import gorb.shared.kv.StoreSettings;
import gorb.shared.kv.Write;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A real store is killed, and comes back with nothing in it and with revisions that are lower than before. */
@Tag("process")
class StoreRestartProcessTest {
  private static final List<String> FOLDER = List.of("services/");

  @ParameterizedTest
  @EnumSource(StoreProcess.Kind.class)
  void aWatchGoesOnTellingOfAStoreThatCameBackEmpty(StoreProcess.Kind kind) throws Exception {
    try (var process = kind.start(); var store = open(kind, process)) {
      for (int i = 0; i < 50; i++) {
        assertThat(store.commit(List.of(new Write.Put("services/before" + i, Write.ABSENT, "x")))).isPresent();
      }
      var told = new AtomicInteger();
      store.watch(FOLDER, told::incrementAndGet);

      for (int life = 0; life < 2; life++) {
        process.restart();
        patiently().until(() -> store.read(FOLDER).isEmpty());
        for (int i = 0; i < 5; i++) {
          var write = new Write.Put("services/after" + i, Write.ABSENT, "x");
          int before = told.get();
          patiently().until(() -> store.commit(List.of(write)).isPresent());
          patiently().until(() -> told.get() > before);
        }
        assertThat(store.read(FOLDER)).hasSize(5);
      }
    }
  }

  private static KeyValueStore open(StoreProcess.Kind kind, StoreProcess process) {
    var settings = new StoreSettings(List.of(URI.create("http://127.0.0.1:" + process.port())), "", Optional::empty,
        Optional.empty(), Duration.ofSeconds(20));
    return switch (kind) {
      case CONSUL -> new ConsulStore(settings);
      case ETCD -> new EtcdStore(settings);
    };
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(20)).ignoreExceptions();
  }
}
