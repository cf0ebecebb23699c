package gorb.control;

import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.dataplane.Table;
import gorb.model.ServiceKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * The last turns of a controller: what the data plane shall carry from now on, until it shall carry nothing of ours.
 * Intent has no part in it, so that the next process serves everything again. Confined to the controller's thread.
 *
 * <p>A drain looks at the connections of our services once a second, and not again at one in which none is left: with
 * weight 0 there come no more. Services of datagrams are not waited for.
 */
final class Ending {
  /** At so many services in one look; the others have their turn in the next. */
  private static final int MOST_SERVICES = 512;

  /** While the data plane cannot be reached it is tried again as often. */
  private static final long LONGEST_PAUSE = Drains.LOOK_INTERVAL.toNanos();
  private static final long SHORTEST_PAUSE = LONGEST_PAUSE / 10;

  private final Dataplane dataplane;
  private final LongSupplier nanoTime;
  private final CompletableFuture<Void> over;
  private final long deadline;
  private final Set<ServiceKey> busy = new LinkedHashSet<>();
  private final Map<ServiceKey, Long> left = new HashMap<>();
  private boolean quiesced;
  private long lookAt;

  /**
   * @param drains whether connections are waited for
   * @param within how long, at the most
   * @param over completed when it is over
   */
  Ending(Dataplane dataplane, LongSupplier nanoTime, boolean drains, Duration within, CompletableFuture<Void> over) {
    this.dataplane = dataplane;
    this.nanoTime = nanoTime;
    this.over = over;
    this.deadline = nanoTime.getAsLong() + within.toNanos();
    this.quiesced = !drains;
    this.lookAt = nanoTime.getAsLong();
  }

  /**
   * What the data plane shall carry now; nothing in the end.
   *
   * @param wanted what it was to carry until now
   * @param observed what it carries
   */
  Table next(Table wanted, Table observed) throws DataplaneException {
    if (!quiesced) {
      quiesced = true;
      lookAt = nanoTime.getAsLong() + Drains.LOOK_INTERVAL.toNanos();
      wanted.pools().forEach((service, pool) -> {
        if (!Drains.isOfDatagrams(service) && !pool.destinations().isEmpty() && observed.pool(service) != null) {
          busy.add(service);
        }
      });
      return busy.isEmpty() ? Table.EMPTY : withoutWeights(wanted);
    }
    // At the end of the time once more: who is cut off then is told.
    if (!busy.isEmpty() && (isLate() || nanoTime.getAsLong() - lookAt >= 0)) {
      lookAt = nanoTime.getAsLong() + Drains.LOOK_INTERVAL.toNanos();
      look(observed);
    }
    return busy.isEmpty() || isLate() ? Table.EMPTY : wanted;
  }

  /** Whether the time is over, whatever is left. */
  boolean isLate() {
    return nanoTime.getAsLong() - deadline >= 0;
  }

  /** How long until the next turn is needed. */
  Duration untilNext() {
    long now = nanoTime.getAsLong();
    long pause = busy.isEmpty() ? LONGEST_PAUSE : Math.clamp(lookAt - now, SHORTEST_PAUSE, LONGEST_PAUSE);
    return Duration.ofNanos(Math.clamp(deadline - now, 0, pause));
  }

  /** How many connections are left, as far as they were counted. */
  long left() {
    return left.values().stream().mapToLong(Long::longValue).sum();
  }

  /** It is over. */
  void complete() {
    over.complete(null);
  }

  boolean isOver() {
    return over.isDone();
  }

  private void look(Table observed) throws DataplaneException {
    for (var service : List.copyOf(busy).subList(0, Math.min(busy.size(), MOST_SERVICES))) {
      busy.remove(service);
      var pool = observed.pool(service);
      var connections = dataplane.connections(service);
      if (pool != null && !connections.keySet().containsAll(pool.destinations().keySet())) {
        // A list may have holes: what it lacks is not known to be idle.
        busy.add(service);
        continue;
      }
      long counted = connections.values().stream().mapToLong(it -> it.left()).sum();
      left.put(service, counted);
      if (counted > 0) {
        busy.add(service);
      }
    }
  }

  private static Table withoutWeights(Table wanted) {
    var table = wanted;
    for (var entry : wanted.pools().entrySet()) {
      table = table.with(entry.getKey(), withoutWeights(entry.getValue()));
    }
    return table;
  }

  private static Pool withoutWeights(Pool pool) {
    var quiesced = pool;
    for (var entry : pool.destinations().entrySet()) {
      var it = entry.getValue();
      quiesced = quiesced.with(entry.getKey(), new Destination(0, it.forwarding(), it.thresholds()));
    }
    return quiesced;
  }
}
