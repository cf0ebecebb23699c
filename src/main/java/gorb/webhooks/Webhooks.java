package gorb.webhooks;

import gorb.bgp.PeerListener;
import gorb.bgp.PeerTransition;
import gorb.control.Snapshot;
import gorb.control.TurnListener;
import gorb.webhooks.Courier.Receiver;
import gorb.webhooks.Courier.Surroundings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Tells receivers what happens. Told of turns on the controller's thread, where it only puts what happened into bounded
 * mailboxes; each receiver has a thread of its own, so that one that is slow keeps nobody waiting.
 */
public final class Webhooks implements TurnListener, PeerListener, AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  /** What a stop waits for receivers, all together. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final List<Courier> couriers;
  private final LongSupplier nanoTime;
  /** When the turn was of which is told next; of the controller's thread. */
  private Instant at = Instant.EPOCH;

  private Webhooks(List<Courier> couriers, LongSupplier nanoTime) {
    this.couriers = List.copyOf(couriers);
    this.nanoTime = nanoTime;
  }

  /**
   * Begins to tell.
   *
   * @param sender the name of this director among others
   * @param nanoTime a clock that never goes back
   * @param random makes a source of random numbers for one thread
   */
  public static Webhooks start(
      List<WebhookSettings> receivers, String sender, InstantSource clock, LongSupplier nanoTime,
      Supplier<RandomGenerator> random) {
    var surroundings = new Surroundings(sender, clock, nanoTime, random);
    var couriers = receivers.stream().map(it -> new Courier(receiver(it), surroundings)).toList();
    couriers.forEach(Courier::start);
    return new Webhooks(couriers, nanoTime);
  }

  /** What came of it so far, in the order of the settings; any thread may ask. */
  public List<WebhookView> views() {
    return couriers.stream().map(Courier::view).toList();
  }

  @Override
  public void published(Snapshot snapshot) {
    at = snapshot.at();
  }

  @Override
  public void turned(Turn turn) {
    if (!couriers.isEmpty()) {
      tell(Notices.of(turn, at));
    }
  }

  @Override
  public void changed(PeerTransition transition) {
    tell(List.of(Notices.of(transition)));
  }

  /** Tries what waits once more, for a few seconds in all, and ends. */
  @Override
  public void close() {
    couriers.forEach(Courier::finish);
    long deadline = nanoTime.getAsLong() + FAREWELL.toNanos();
    try {
      for (var courier : couriers) {
        courier.await(Duration.ofNanos(Math.max(0, deadline - nanoTime.getAsLong())));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(List<Notice> notices) {
    if (!notices.isEmpty()) {
      couriers.forEach(courier -> courier.put(notices));
    }
  }

  private static Receiver receiver(WebhookSettings settings) {
    return new Receiver(settings.name(), settings.occasions(),
        new HttpPost(settings.url(), settings.tls(), settings.timeout()), settings.secret(), settings.queue(),
        new Patience(settings.timeout(), FIRST_PAUSE, LONGEST_PAUSE, settings.retryFor()));
  }
}
