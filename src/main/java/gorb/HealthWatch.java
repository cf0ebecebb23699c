package gorb;

import gorb.control.Intent;
import gorb.control.ServerRef;
import gorb.control.Snapshot;
import gorb.control.TurnListener;
import gorb.health.HealthMonitor;
import gorb.health.Watch;
import gorb.model.VirtualService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the health monitor's set equal to the servers of the intent. Told of every snapshot on the controller's thread;
 * works on a thread of its own, named {@code health-watch}, and on the newest snapshot only, so that thousands of changes
 * in a row cost a few comparisons. Of those it tells only the servers of services that are not the same objects.
 */
final class HealthWatch implements TurnListener, AutoCloseable {
  private final HealthMonitor<ServerRef> monitor;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("health-watch").daemon().factory());
  private final AtomicReference<@Nullable Snapshot> next = new AtomicReference<>();
  private @Nullable Intent seen;
  /** What the monitor was told at last; of the thread of its own. */
  private Intent watched = Intent.EMPTY;

  HealthWatch(HealthMonitor<ServerRef> monitor) {
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
    watched.services().forEach((name, service) -> {
      if (snapshot.intent().service(name) != service) {
        gone.addAll(servers(name, service));
      }
    });
    var there = new HashMap<ServerRef, Watch>();
    snapshot.intent().services().forEach((name, service) -> {
      if (watched.service(name) != service) {
        service.servers().forEach((server, it) -> there.put(
            new ServerRef(name, server, it.incarnation()), new Watch(it.check(), snapshot.healthOf(name, server, it))));
      }
    });
    gone.removeAll(there.keySet());
    monitor.change(gone, there);
    watched = snapshot.intent();
  }

  private static List<ServerRef> servers(String name, VirtualService service) {
    return service.servers().entrySet().stream()
        .map(server -> new ServerRef(name, server.getKey(), server.getValue().incarnation()))
        .toList();
  }
}
