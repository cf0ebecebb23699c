package gorb;

import gorb.control.Intent;
import gorb.control.ServerRef;
import gorb.control.SideBySide;
import gorb.control.Snapshot;
import gorb.control.TurnListener;
import gorb.health.Watch;
import gorb.model.IntroducedCheck;
import gorb.model.VirtualService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    SideBySide.visit(watched.services(), snapshot.intent().services(), (name, was, is) -> {
      if (was != null && isOther(was, is)) {
        gone.addAll(servers(name, was));
      }
      if (is != null && isOther(is, was)) {
        there.putAll(watches(snapshot, name, is));
      }
    });
    gone.removeAll(there.keySet());
    monitor.accept(gone, there);
    watched = snapshot.intent();
  }

  /** Whether something may have changed; a comparison in depth is the monitor's. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isOther(VirtualService one, @Nullable VirtualService other) {
    return one != other;
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
