package gorb.process;

import gorb.shared.kv.EtcdStore;
import gorb.shared.kv.KeyValueStore;
import gorb.shared.kv.KeyValueStoreContract;
import gorb.shared.kv.StoreSettings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** A real one does what a store has to do. */
@Tag("process")
class EtcdStoreProcessTest extends KeyValueStoreContract {
  private static StoreProcess process;

  @BeforeAll
  static void start() throws Exception {
    process = EtcdProcess.start();
  }

  @AfterAll
  static void stop() {
    if (process != null) {
      process.close();
    }
  }

  @Override
  protected KeyValueStore open() {
    return new EtcdStore(new StoreSettings(List.of(URI.create("http://127.0.0.1:" + process.port())), "",
        Optional::empty, Optional.empty(), Duration.ofSeconds(20)));
  }
}
