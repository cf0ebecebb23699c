package gorb;

import gorb.api.StoreRoutes;
import gorb.config.StoreChoice;
import gorb.control.Change;
import gorb.control.ControllerLoop;
import gorb.control.Outcome;
import gorb.control.Snapshot;
import gorb.document.Hosts;
import gorb.document.SharedDocuments;
import gorb.model.Origin;
import gorb.shared.Layout;
import gorb.shared.Local;
import gorb.shared.Nodes;
import gorb.shared.SharedIntent;
import gorb.shared.kv.ConsulStore;
import gorb.shared.kv.EtcdStore;
import gorb.shared.kv.KeyValueStore;
import gorb.shared.kv.StoreSettings;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The store that this director shares with others, as the settings say. */
final class SharedStore implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SharedStore.class.getName());
  /** For one answer of the store. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final StoreChoice choice;
  private final KeyValueStore store;
  private final Layout layout;
  private @Nullable SharedIntent intent;
  private @Nullable Nodes nodes;

  private SharedStore(StoreChoice choice, KeyValueStore store, Layout layout) {
    this.choice = choice;
    this.store = store;
    this.layout = layout;
  }

  /**
   * A store that is not asked yet.
   *
   * @throws StartException where a file that is named cannot be used
   */
  static SharedStore open(StoreChoice choice) throws StartException {
    var file = choice.tokenFile();
    if (file != null && token(file).isEmpty()) {
      throw new StartException("--store-token-file " + file + ": cannot be read, or holds no token (expected: one line)");
    }
    var settings = new StoreSettings(choice.endpoints(), choice.query(),
        () -> file == null ? Optional.empty() : token(file), TrustFile.of("--store-ca-file", choice.caFile()), PATIENCE);
    var layout = Layout.of(choice.root(), choice.services(), choice.backends());
    return new SharedStore(choice, switch (choice.kind()) {
      case CONSUL -> new ConsulStore(settings);
      case ETCD -> new EtcdStore(settings);
    }, layout);
  }

  /**
   * Makes what keeps in step with the store, and does not begin.
   *
   * @param name of this director among the others
   */
  SharedIntent join(ControllerLoop loop, Hosts hosts, String name, String version) {
    var clock = InstantSource.system();
    var made = new SharedIntent(store, layout, new SharedDocuments(hosts), new Local() {
      @Override
      public Snapshot snapshot() {
        return loop.snapshot();
      }

      @Override
      public CompletableFuture<Outcome> request(Change change, Origin by) {
        return loop.request(change, by);
      }
    }, choice.longestStep(), clock, System::nanoTime, RandomGenerator.getDefault());
    nodes = new Nodes(store, layout, name, version, loop::snapshot, made::status, clock);
    intent = made;
    return made;
  }

  /** Begins to keep in step. */
  void begin() {
    LOG.log(Level.INFO, "event=store-shared store={0} endpoints={1} services={2} backends={3}", choice.kind().label(),
        choice.endpoints(), layout.services(), layout.backends());
    Objects.requireNonNull(intent).start();
    Objects.requireNonNull(nodes).start();
  }

  /** What the API shows of it. */
  StoreRoutes.Shared shared() {
    return new StoreRoutes.Shared(choice.kind().label(), () -> intent, () -> nodes);
  }

  @Override
  public void close() {
    if (nodes != null) {
      nodes.close();
    }
    if (intent == null) {
      store.close();
    } else {
      intent.close();
    }
  }

  private static Optional<String> token(Path file) {
    return SmallFile.line(file).filter(token -> token.chars().allMatch(c -> c > ' ' && c < 0x7f));
  }
}
