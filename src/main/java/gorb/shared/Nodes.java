package gorb.shared;

import gorb.control.Snapshot;
import gorb.shared.kv.KeyValueStore;
import gorb.shared.kv.Stored;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Tells the other directors of this one, and knows what they tell: by values of the store that go away when a director
 * does. On a virtual thread of its own; {@link #all} and {@link #self} may be called by any.
 */
public final class Nodes implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Nodes.class.getName());
  private static final Duration PACE = Duration.ofSeconds(2);
  /** More directors than anybody has. */
  private static final int MOST = 256;

  private final KeyValueStore store;
  private final Layout layout;
  private final String name;
  private final String version;
  private final Supplier<Snapshot> snapshots;
  private final Supplier<StoreStatus> statuses;
  private final InstantSource clock;
  private volatile List<NodeReport> others = List.of();
  private volatile boolean isWarned;
  private final Thread thread = Thread.ofVirtual().name("nodes").unstarted(this::run);

  /**
   * Something that has not begun.
   *
   * @param store not closed with this
   * @param name of this director, which no other has
   */
  public Nodes(
      KeyValueStore store, Layout layout, String name, String version, Supplier<Snapshot> snapshots,
      Supplier<StoreStatus> statuses, InstantSource clock) {
    this.store = store;
    this.layout = layout;
    this.name = name;
    this.version = version;
    this.snapshots = snapshots;
    this.statuses = statuses;
    this.clock = clock;
  }

  /** Begins. */
  public void start() {
    thread.start();
  }

  /** This director as it is now. */
  public NodeReport self() {
    return NodeReport.of(name, version, snapshots.get(), statuses.get(), clock.instant());
  }

  /** Every director: this one as it is, the others as they told, by name. */
  public List<NodeReport> all() {
    var all = new TreeMap<String, NodeReport>();
    others.forEach(other -> all.put(other.name(), other));
    all.put(name, self());
    return List.copyOf(all.values());
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      if (thread.isAlive()) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        exchange();
        Thread.sleep(PACE);
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void exchange() throws InterruptedException {
    try {
      store.keepAlive(layout.nodes() + name, self().document().toString());
      others = store.read(List.of(layout.nodes())).entrySet().stream()
          .limit(MOST)
          .flatMap(entry -> read(entry.getKey(), entry.getValue()).stream())
          .toList();
      isWarned = false;
    } catch (IOException e) {
      if (!isWarned) {
        LOG.log(Level.WARNING, "event=nodes-not-told reason=\"{0}\" (tried again)", e.getMessage());
      }
      isWarned = true;
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "event=nodes-failed", e);
    }
  }

  private Optional<NodeReport> read(String key, Stored text) {
    return NodeReport.read(key.substring(layout.nodes().length()), text.value());
  }
}
