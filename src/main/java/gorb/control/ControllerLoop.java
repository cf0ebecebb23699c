package gorb.control;

import gorb.model.Origin;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs a {@link Controller} on a platform thread of its own, named {@code controller}: waits for events, takes all that
 * wait into one turn, and looks at the whole data plane every now and then. Where only routine waits, reports of checks
 * that say what is known, more is waited for: thousands of checks a second are a few turns, and a failure seldom has to
 * wait for the end of one. The queue is bounded: who submits more than the controller can take waits.
 */
public final class ControllerLoop implements AutoCloseable {
  /** How often the whole data plane is compared with what is wanted. */
  public static final Duration RESYNC_INTERVAL = Duration.ofSeconds(30);

  private static final System.Logger LOG = System.getLogger(ControllerLoop.class.getName());
  private static final Duration ROUTINE_PATIENCE = Duration.ofMillis(200);
  private static final int MOST_WAITING = 65_536;
  private static final Duration AFTER_A_DEFECT = Duration.ofSeconds(1);
  static final String STOPPING = "the daemon is stopping";
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

  private final Controller controller;
  private final InstantSource clock;
  private final Duration patience;
  private final LinkedBlockingQueue<Event> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  /** Given by whatever must not wait with routine; one too many costs a turn. */
  private final Semaphore hurry = new Semaphore(0);
  private final Thread thread;
  private Instant resyncAt;
  private volatile boolean stopping;

  /** A loop that has not begun. */
  public ControllerLoop(Controller controller, InstantSource clock) {
    this(controller, clock, ROUTINE_PATIENCE);
  }

  /** @param patience how long routine waits at most for something to share a turn with */
  ControllerLoop(Controller controller, InstantSource clock, Duration patience) {
    this.controller = controller;
    this.patience = patience;
    this.clock = clock;
    this.resyncAt = clock.instant().plus(RESYNC_INTERVAL);
    this.thread = Thread.ofPlatform().name("controller").unstarted(this::run);
  }

  /** Begins, with a turn that looks at the data plane. */
  public void start() {
    thread.start();
  }

  /** The state at the end of the last turn; any thread. */
  public Snapshot snapshot() {
    return controller.snapshot();
  }

  /** Asks for a change by a client of the API; any thread. The answer comes at the end of the turn that decided it. */
  public CompletableFuture<Outcome> request(Change change) {
    return request(change, Origin.API);
  }

  /** Asks for a change by somebody; any thread. */
  public CompletableFuture<Outcome> request(Change change, Origin by) {
    var outcome = new CompletableFuture<Outcome>();
    submit(new Event.Requested(change, by, outcome));
    return outcome;
  }

  /** Asks for a sign of life; any thread. It is completed at the end of a turn, and fails where the turn does. */
  public CompletableFuture<Void> signOfLife() {
    var sign = new CompletableFuture<Void>();
    submit(new Event.AskedForLife(sign));
    return sign;
  }

  /**
   * Has the data plane carry nothing of ours in the end, while nothing that is wanted changes; any thread. The loop is to
   * be closed then.
   *
   * @param policy whether connections are waited for; with {@link StopPolicy#LEAVE} there is nothing to do
   * @param within how long, at the most
   * @return completed when it is over; it never fails
   */
  public CompletableFuture<Void> end(StopPolicy policy, Duration within) {
    var over = new CompletableFuture<Void>();
    switch (policy) {
      case LEAVE -> over.complete(null);
      case DRAIN -> submit(new Event.Ended(true, within, over));
      case REMOVE -> submit(new Event.Ended(false, within, over));
    }
    return over;
  }

  /** Hands an event over; any thread; waits while the queue is full. After the close it is refused. */
  public void submit(Event event) {
    try {
      waiting.put(event);
      if (!event.isRoutine()) {
        hurry.release();
      }
      if (stopping && waiting.remove(event)) {
        refuse(List.of(event), STOPPING);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      refuse(List.of(event), "the request was interrupted");
    }
  }

  /** Stops after the turn that is under way, and leaves what the data plane carries. Waiting requests are refused. */
  @Override
  public void close() {
    stopping = true;
    waiting.offer(new Event.ResyncDue());
    hurry.release();
    try {
      if (thread.getState() != Thread.State.NEW && !thread.join(STOP_DEADLINE)) {
        LOG.log(Level.ERROR, "event=controller-stuck deadline={0}", STOP_DEADLINE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    refuseWaiting();
  }

  private void run() {
    try {
      turn(List.of());
      while (!stopping) {
        var events = next();
        if (stopping) {
          refuse(events, STOPPING);
        } else {
          turn(events);
        }
      }
    } finally {
      stopping = true;
      refuseWaiting();
    }
  }

  /** Waits for an event, or for the next time something is due, and takes everything that waits. */
  private List<Event> next() {
    var events = new ArrayList<Event>();
    var wakeAt = controller.wakeAt();
    var until = wakeAt != null && wakeAt.isBefore(resyncAt) ? wakeAt : resyncAt;
    var now = clock.instant();
    long millis = until.isAfter(now)
        ? Math.min(Duration.between(now, until).toMillis() + 1, RESYNC_INTERVAL.toMillis())
        : 0;
    try {
      var first = waiting.poll(millis, TimeUnit.MILLISECONDS);
      if (first != null) {
        events.add(first);
        waiting.drainTo(events);
        if (events.stream().allMatch(Event::isRoutine)) {
          boolean _ = hurry.tryAcquire(Math.min(patience.toMillis(), millis), TimeUnit.MILLISECONDS);
        }
        hurry.drainPermits();
        waiting.drainTo(events);
      }
    } catch (InterruptedException _) {
      stopping = true;
    }
    now = clock.instant();
    if (!now.isBefore(resyncAt) || Duration.between(now, resyncAt).compareTo(RESYNC_INTERVAL) > 0) {
      resyncAt = now.plus(RESYNC_INTERVAL);
      events.add(new Event.ResyncDue());
    }
    return events;
  }

  /** A turn; a defect of ours costs the turn and a look, never the daemon. */
  private void turn(List<Event> events) {
    try {
      controller.turn(events);
      for (var event : events) {
        if (event instanceof Event.AskedForLife(var sign)) {
          sign.complete(null);
        }
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "event=turn-failed", e);
      refuse(events, "a defect of this program: see its log");
      resyncAt = clock.instant().plus(AFTER_A_DEFECT);
    }
  }

  private void refuseWaiting() {
    var rest = new ArrayList<Event>();
    waiting.drainTo(rest);
    refuse(rest, STOPPING);
  }

  private static void refuse(List<Event> events, String reason) {
    for (var event : events) {
      switch (event) {
        case Event.Requested(_, _, var outcome) -> outcome.complete(new Outcome.Unavailable(reason));
        case Event.AskedForLife(var sign) -> sign.completeExceptionally(new IllegalStateException(reason));
        case Event.Ended(_, _, var over) -> over.complete(null);
        case Event.HealthReported _, Event.ResyncDue _ -> {}
      }
    }
  }
}
