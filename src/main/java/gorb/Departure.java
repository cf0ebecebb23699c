package gorb;

import gorb.config.BgpChoice.Leaving;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The orderly leave of this node, step by step on a thread of its own, {@code leave}: routers are asked to prefer
 * others (RFC 8326), have a pause for that, are told that the routes go, and that the sessions end. Any thread may
 * call.
 *
 * <pre>
 * PRESENT ──leave──▶ PREPARING ──pause──▶ WITHDRAWN ──settled──▶ LEFT      any ──join──▶ PRESENT
 * </pre>
 */
final class Departure implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Departure.class.getName());
  /** Until no packet is on its way here any more. */
  private static final Duration SETTLING = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final RouteWatch watch;
  private final ScheduledExecutorService thread = new ScheduledThreadPoolExecutor(
      1, Thread.ofPlatform().name("leave").daemon().factory(), new ThreadPoolExecutor.DiscardPolicy());
  private volatile State state = State.PRESENT;
  private volatile Leaving leaving;
  /** Of the thread: tells a leave from one that was taken back. */
  private long attempt;
  private CompletableFuture<Void> gone = new CompletableFuture<>();

  /** How far it is. */
  enum State {
    PRESENT(""),
    PREPARING("preparing"),
    WITHDRAWN("withdrawn"),
    LEFT("left");

    private final String label;

    State(String label) {
      this.label = label;
    }

    /** The word that users read; empty for {@link #PRESENT}. */
    String label() {
      return label;
    }
  }

  Departure(RouteWatch watch, Leaving leaving) {
    this.watch = watch;
    this.leaving = leaving;
  }

  State state() {
    return state;
  }

  /** Leaves in another way from the next time on. */
  void become(Leaving next) {
    leaving = next;
  }

  /**
   * Begins to leave, unless it does already.
   *
   * @param reason what routers are told at the end (RFC 9003)
   * @return ends when this node has left
   */
  CompletableFuture<Void> leave(String reason) {
    var end = new CompletableFuture<Void>();
    thread.execute(() -> {
      if (state == State.PRESENT) {
        gone = new CompletableFuture<>();
        attempt++;
        enter(State.PREPARING);
        watch.prepareToLeave();
        after(leaving.pause(), () -> withdraw(reason));
      }
      var _ = gone.whenComplete((_, _) -> end.complete(null));
    });
    return end;
  }

  /** Announces again. */
  void join() {
    thread.execute(() -> {
      if (state != State.PRESENT) {
        attempt++;
        enter(State.PRESENT);
        watch.comeBack();
        gone.complete(null);
      }
    });
  }

  /** Leaves before the end, where every stop is a leave. */
  @Override
  public void close() {
    var how = leaving;
    if (how.onStop()) {
      try {
        leave("the node stops").get(
            how.pause().plus(SETTLING).plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        LOG.log(Level.WARNING, "event=leave-unfinished reason=\"{0}\"", e);
      }
    }
    thread.shutdownNow();
  }

  private void withdraw(String reason) {
    enter(State.WITHDRAWN);
    watch.withdrawAll();
    after(SETTLING, () -> {
      watch.leave(reason);
      enter(State.LEFT);
      gone.complete(null);
    });
  }

  private void after(Duration pause, Runnable step) {
    long mine = attempt;
    var _ = thread.schedule(() -> {
      if (attempt == mine) {
        step.run();
      }
    }, pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void enter(State next) {
    state = next;
    LOG.log(Level.INFO, "event=node state={0}", next == State.PRESENT ? "present" : next.label());
  }
}
