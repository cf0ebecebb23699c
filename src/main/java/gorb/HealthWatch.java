package gorb;

import gorb.control.Intent;
import gorb.control.ServerRef;
import gorb.control.Snapshot;
import gorb.control.TurnListener;
import gorb.health.Watch;
import gorb.model.IntroducedCheck;
import gorb.model.VirtualService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the health monitor's set equal to the servers of the intent. Told of every snapshot on the controller's thread;
 * works on a thread of its own, named {@code health-watch}, and on the newest snapshot only, so that thousands of changes
 * in a row cost a few comparisons. Of those it tells only the servers of services that are not the same objects.
 */
final class HealthWatch implements TurnListener, AutoCloseable {
  private final BiConsumer<Set<ServerRef>, Map<ServerRef, Watch>> monitor;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("health-watch").daemon().factory());
  private final AtomicReference<@Nullable Snapshot> next = new AtomicReference<>();
  private @Nullable Intent seen;
  /** What the monitor was told at last; of the thread of its own. */
  private Intent watched = Intent.EMPTY;

  /**
   * Has told nothing yet.
   *
   * @param monitor takes servers that are gone, and those that are there or have another check
   */
  HealthWatch(BiConsumer<Set<ServerRef>, Map<ServerRef, Watch>> monitor) {
    this.monitor = monitor;
  }

  @Override
  public void turned(Turn turn) {}

  @Override
  public void published(Snapshot snapshot) {
    if (snapshot.intent() != seen && !thread.isShutdown()) {
      seen = snapshot.intent();
      if (next.getAndSet(snapshot) == null) {
        thread.execute(this::update);
      }
    }
  }

  /** Ends after the update that is under way. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void update() {
    var snapshot = next.getAndSet(null);
    if (snapshot == null) {
      return;
    }
    var gone = new HashSet<ServerRef>();
    var there = new HashMap<ServerRef, Watch>();
    var before = watched.services().entrySet().iterator();
    var after = snapshot.intent().services().entrySet().iterator();
    var was = next(before);
    var is = next(after);
    // Both in the order of names: to search in one for each of the other takes most of the time.
    while (was != null || is != null) {
      int order = was == null ? 1 : is == null ? -1 : was.getKey().compareTo(is.getKey());
      boolean isOther = order != 0 || isOther(was, is);
      if (was != null && order <= 0 && isOther) {
        gone.addAll(servers(was.getKey(), was.getValue()));
      }
      if (is != null && order >= 0 && isOther) {
        there.putAll(watches(snapshot, is.getKey(), is.getValue()));
      }
      was = order <= 0 ? next(before) : was;
      is = order >= 0 ? next(after) : is;
    }
    gone.removeAll(there.keySet());
    monitor.accept(gone, there);
    watched = snapshot.intent();
  }

  private static @Nullable Entry<String, VirtualService> next(Iterator<Entry<String, VirtualService>> rest) {
    return rest.hasNext() ? rest.next() : null;
  }

  /** Whether something may have changed; a comparison in depth is the monitor's. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isOther(
      @Nullable Entry<String, VirtualService> one, @Nullable Entry<String, VirtualService> other) {
    return one == null || other == null || one.getValue() != other.getValue();
  }

  private static List<ServerRef> servers(String service, VirtualService owner) {
    return owner.servers().entrySet().stream()
        .map(server -> new ServerRef(service, server.getKey(), server.getValue().incarnation()))
        .toList();
  }

  private static Map<ServerRef, Watch> watches(Snapshot snapshot, String service, VirtualService owner) {
    var watches = new HashMap<ServerRef, Watch>();
    owner.servers().forEach((name, server) -> watches.put(
        new ServerRef(service, name, server.incarnation()),
        new Watch(IntroducedCheck.of(server), snapshot.healthOf(service, name, server))));
    return watches;
  }
}
