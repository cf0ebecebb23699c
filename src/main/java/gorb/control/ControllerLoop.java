package gorb.control;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Runs a {@link Controller} on a platform thread of its own, named {@code controller}: waits for events, takes all that
 * wait into one turn, and looks at the whole data plane every now and then. The queue is bounded: who submits more than
 * the controller can take waits.
 */
public final class ControllerLoop implements AutoCloseable {
  /** How often the whole data plane is compared with what is wanted. */
  public static final Duration RESYNC_INTERVAL = Duration.ofSeconds(30);

  private static final System.Logger LOG = System.getLogger(ControllerLoop.class.getName());
  private static final int MOST_WAITING = 65_536;
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

  private final Controller controller;
  private final InstantSource clock;
  private final LinkedBlockingQueue<Event> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Thread thread;
  private Instant resyncAt;
  private volatile boolean stopping;

  /** A loop that has not begun. */
  public ControllerLoop(Controller controller, InstantSource clock) {
    this.controller = controller;
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

  /** Asks for a change; any thread. The answer comes at the end of the turn that decided it. */
  public CompletableFuture<Outcome> request(Change change) {
    var outcome = new CompletableFuture<Outcome>();
    if (stopping) {
      outcome.complete(new Outcome.Unavailable("the daemon is stopping"));
    } else {
      submit(new Event.Requested(change, outcome));
    }
    return outcome;
  }

  /** Hands an event over; any thread; waits while the queue is full. */
  public void submit(Event event) {
    try {
      waiting.put(event);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      refuse(List.of(event));
    }
  }

  /** Stops after the turn that is under way, and leaves what the data plane carries. Waiting requests are refused. */
  @Override
  public void close() {
    stopping = true;
    waiting.offer(new Event.ResyncDue());
    try {
      if (!thread.join(STOP_DEADLINE)) {
        LOG.log(Level.ERROR, "event=controller-stuck deadline={0}", STOP_DEADLINE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    var rest = new ArrayList<Event>();
    waiting.drainTo(rest);
    refuse(rest);
  }

  private void run() {
    turn(List.of());
    while (!stopping) {
      var events = next();
      if (stopping) {
        refuse(events);
      } else {
        turn(events);
      }
    }
  }

  /** Waits for an event, or for the next time something is due, and takes everything that waits. */
  private List<Event> next() {
    var events = new ArrayList<Event>();
    var wakeAt = controller.wakeAt();
    var until = wakeAt != null && wakeAt.isBefore(resyncAt) ? wakeAt : resyncAt;
    long millis = Math.clamp(Duration.between(clock.instant(), until).toMillis() + 1, 0, RESYNC_INTERVAL.toMillis());
    try {
      var first = waiting.poll(millis, TimeUnit.MILLISECONDS);
      if (first != null) {
        events.add(first);
        waiting.drainTo(events);
      }
    } catch (InterruptedException _) {
      stopping = true;
    }
    var now = clock.instant();
    if (!now.isBefore(resyncAt) || Duration.between(now, resyncAt).compareTo(RESYNC_INTERVAL) > 0) {
      resyncAt = now.plus(RESYNC_INTERVAL);
      events.add(new Event.ResyncDue());
    }
    return events;
  }

  /** A turn; a defect of ours costs the turn, never the daemon. */
  private void turn(List<Event> events) {
    try {
      controller.turn(events);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "event=turn-failed", e);
      refuse(events);
    }
  }

  private static void refuse(List<Event> events) {
    for (var event : events) {
      if (event instanceof Event.Requested(_, var outcome)) {
        outcome.complete(new Outcome.Unavailable("the daemon did not take the change: see its log"));
      }
    }
  }
}
