package gorb.events;

import gorb.control.Snapshot;
import gorb.control.TurnListener;
import gorb.events.Newsroom.Newcomer;
import gorb.http.Feed;
import gorb.http.Outlet;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stream of events: told of every turn on the controller's thread, tells readers on a thread of its own, named
 * {@code events}, at most once in {@link #PACE}, so that many turns become one difference. Costs nothing while nobody
 * listens. Thread-safe.
 */
public final class EventStream implements TurnListener, AutoCloseable {
  /** The media type. */
  public static final String CONTENT_TYPE = "text/event-stream";

  private static final Duration PACE = Duration.ofMillis(100);
  /** How often the surroundings are looked at, while somebody listens. */
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  /** How long what happens is kept for readers that were there and may come back. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  /** Occurrences between two tellings; beyond that the oldest are left out, never state. */
  private static final int MOST_OCCURRENCES = 2_000;

  private static final System.Logger LOG = System.getLogger(EventStream.class.getName());

  private final LongSupplier nanos;
  private final Supplier<Surroundings> lookout;
  private final Newsroom room;
  private final Thread thread = Thread.ofPlatform().name("events").daemon().unstarted(this::run);
  private final List<Newcomer> newcomers = new ArrayList<>();
  private final List<Outlet> leavers = new ArrayList<>();
  private final List<Turn> turns = new ArrayList<>();
  private @Nullable Snapshot newest;
  private boolean isNews;
  private boolean isAwake;
  private boolean isClosed;

  /**
   * A stream that does not run yet.
   *
   * @param nanos a clock that only goes on, as {@link System#nanoTime}
   * @param stream a number that no earlier stream of this daemon had, such as the milliseconds of now
   * @param lookout gives the surroundings of now, at once; asked on the thread of this stream
   */
  public EventStream(LongSupplier nanos, long stream, Supplier<Surroundings> lookout) {
    this.nanos = nanos;
    this.lookout = lookout;
    this.room = new Newsroom(stream);
  }

  /** Begins to tell. */
  public EventStream start() {
    thread.start();
    return this;
  }

  /**
   * The feed for a reader.
   *
   * @param lastSeen the id of the last event that it saw, as the header {@code Last-Event-ID} has it; null for none
   */
  public Feed feed(@Nullable String lastSeen) {
    var seen = Optional.ofNullable(lastSeen).flatMap(EventId::parse);
    return outlet -> {
      join(new Newcomer(outlet, seen));
      return () -> leave(outlet);
    };
  }

  @Override
  public synchronized void turned(Turn turn) {
    if (isAwake && Occurrences.has(turn)) {
      turns.add(turn);
      if (turns.size() > MOST_OCCURRENCES) {
        turns.removeFirst();
      }
      // The snapshot was published before, and may have been told already.
      isNews = true;
      notifyAll();
    }
  }

  @Override
  public synchronized void published(Snapshot snapshot) {
    newest = snapshot;
    isNews = true;
    if (isAwake) {
      notifyAll();
    }
  }

  /** Ends; readers are ended by who serves them. */
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      notifyAll();
    }
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void join(Newcomer newcomer) {
    newcomers.add(newcomer);
    isAwake = true;
    notifyAll();
  }

  private synchronized void leave(Outlet outlet) {
    newcomers.removeIf(newcomer -> newcomer.outlet().equals(outlet));
    leavers.add(outlet);
  }

  private void run() {
    long heartbeatAt = nanos.getAsLong() + HEARTBEAT.toNanos();
    long lastHeard = nanos.getAsLong();
    long lookAt = nanos.getAsLong();
    var around = Surroundings.NONE;
    try {
      for (var work = take(first(heartbeatAt, lookAt)); work != null; work = take(first(heartbeatAt, lookAt))) {
        work.leavers().forEach(room::leave);
        long now = nanos.getAsLong();
        if (lookAt - now <= 0) {
          around = look(around);
          lookAt = now + LOOK.toNanos();
        }
        if (work.snapshot() != null) {
          var at = work.snapshot().at();
          room.tell(
              work.turns().stream().flatMap(turn -> Occurrences.of(turn, at).stream()).toList(), work.snapshot(), around);
          room.welcome(work.newcomers());
        }
        if (heartbeatAt - now <= 0) {
          room.heartbeat();
          heartbeatAt = now + HEARTBEAT.toNanos();
        }
        if (room.readers() > 0) {
          lastHeard = now;
        } else if (now - lastHeard > PATIENCE.toNanos() && doze()) {
          room.sleep();
          lastHeard = now;
        }
        Thread.sleep(PACE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The earlier of two readings of the clock. */
  private static long first(long one, long other) {
    return one - other < 0 ? one : other;
  }

  /** The surroundings of now; those of before where they cannot be had, since nothing else may stop the stream. */
  private Surroundings look(Surroundings before) {
    try {
      return lookout.get();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "event=surroundings-not-seen", e);
      return before;
    }
  }

  /** What there is to do, waited for until a reading of the clock while somebody listens; null at the end. */
  private synchronized @Nullable Work take(long until) throws InterruptedException {
    while (!isClosed && !(newest != null && isAwake && (isNews || !newcomers.isEmpty()))) {
      long left = until - nanos.getAsLong();
      if (isAwake && left <= 0) {
        break;
      }
      wait(isAwake ? left / 1_000_000 + 1 : 0);
    }
    if (isClosed) {
      return null;
    }
    isNews = false;
    var work = new Work(
        newest, List.copyOf(turns), newest == null ? List.of() : List.copyOf(newcomers), List.copyOf(leavers));
    turns.clear();
    leavers.clear();
    if (newest != null) {
      newcomers.clear();
    }
    return work;
  }

  /** Stops looking, unless somebody came just now. */
  private synchronized boolean doze() {
    isAwake = !newcomers.isEmpty();
    if (!isAwake) {
      turns.clear();
    }
    return !isAwake;
  }

  private record Work(@Nullable Snapshot snapshot, List<Turn> turns, List<Newcomer> newcomers, List<Outlet> leavers) {}
}
