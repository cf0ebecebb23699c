package gorb;

import gorb.control.Intent;
import gorb.control.ServerRef;
import gorb.control.Snapshot;
import gorb.control.TurnListener;
import gorb.health.SharedChecks;
import gorb.health.Watch;
import java.util.HashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the health monitor's set equal to the servers of the intent. Told of every snapshot on the controller's thread;
 * works on a thread of its own, named {@code health-watch}, and on the newest snapshot only, so that thousands of changes
 * in a row cost a few comparisons of the whole set.
 */
final class HealthWatch implements TurnListener, AutoCloseable {
  private final SharedChecks<ServerRef> monitor;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("health-watch").daemon().factory());
  private final AtomicReference<@Nullable Snapshot> next = new AtomicReference<>();
  private @Nullable Intent seen;

  HealthWatch(SharedChecks<ServerRef> monitor) {
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
    var watches = new HashMap<ServerRef, Watch>();
    snapshot.intent().services().forEach((service, owner) -> owner.servers().forEach((name, server) -> watches.put(
        new ServerRef(service, name, server.incarnation()),
        new Watch(server.check(), snapshot.healthOf(service, name, server)))));
    monitor.set(watches);
  }
}
