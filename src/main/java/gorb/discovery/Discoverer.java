package gorb.discovery;

import gorb.control.Change;
import gorb.control.DiscoveryStatus;
import gorb.control.Outcome;
import gorb.control.Snapshot;
import gorb.control.TurnListener;
import gorb.model.Discovery;
import gorb.model.VirtualService;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the backends of services equal to what their sources name.
 *
 * <p>Told of snapshots on the controller's thread, where it only remembers the newest; works on a thread of its own,
 * named {@code discovery}. It is level-triggered: whenever a service or what is known of its source is not what it was,
 * it asks for what the service should have by what is known now, whatever happened in between. So one that is removed
 * and made again, or rolled back, has its backends at once.
 */
public final class Discoverer implements TurnListener, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Discoverer.class.getName());
  private static final int PATIENCE_SECONDS = 30;
  private static final int RETRY_SECONDS = 1;

  private final Function<VirtualService, Source> sources;
  private final BackendTemplate template;
  private final Function<Change, CompletableFuture<Outcome>> changes;
  private final InstantSource clock;
  private final Follower.Pace pace;
  private final AtomicReference<@Nullable Snapshot> newest = new AtomicReference<>();
  private final Semaphore news = new Semaphore(0);
  private final Map<String, Followed> followed = new ConcurrentHashMap<>();
  private final Thread thread = Thread.ofPlatform().daemon().name("discovery").unstarted(this::run);

  /** A follower, and what was asked for at last; of the thread of its own but for the follower. */
  private static final class Followed {
    private final Follower follower;
    private @Nullable VirtualService seen;
    private @Nullable Answer asked;

    private Followed(Follower follower) {
      this.follower = follower;
    }
  }

  /**
   * A discoverer that does nothing yet.
   *
   * @param sources asked for the source of a service
   * @param template makes backends
   * @param changes asks for a change of the origin {@code DISCOVERY}
   */
  public Discoverer(Sources sources, BackendTemplate template, Function<Change, CompletableFuture<Outcome>> changes,
      InstantSource clock, RandomGenerator random) {
    this(sources::of, template, changes, clock, Follower.Pace.usual(random));
  }

  Discoverer(Function<VirtualService, Source> sources, BackendTemplate template,
      Function<Change, CompletableFuture<Outcome>> changes, InstantSource clock, Follower.Pace pace) {
    this.sources = sources;
    this.template = template;
    this.changes = changes;
    this.clock = clock;
    this.pace = pace;
  }

  /** Begins to follow. */
  public void start() {
    thread.start();
  }

  /** How each discovery is doing, by service; any thread. */
  public Map<String, DiscoveryStatus> statuses() {
    var statuses = new TreeMap<String, DiscoveryStatus>();
    followed.forEach((service, it) -> statuses.put(service, it.follower.findings().status()));
    return statuses;
  }

  @Override
  public void turned(Turn turn) {}

  @Override
  public void published(Snapshot snapshot) {
    newest.set(snapshot);
    wake();
  }

  /** Ends; the backends stay as they are. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    followed.values().forEach(it -> it.follower.close());
  }

  private void wake() {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  private void run() {
    try {
      while (true) {
        news.drainPermits();
        var snapshot = newest.get();
        boolean isDone = snapshot == null || settle(snapshot);
        if (isDone) {
          news.acquire();
        } else {
          news.tryAcquire(RETRY_SECONDS, TimeUnit.SECONDS);
        }
      }
    } catch (InterruptedException _) {
      // The daemon stops.
    }
  }

  /** Whether everything that is known is wanted. */
  private boolean settle(Snapshot snapshot) throws InterruptedException {
    var services = snapshot.intent().services();
    for (var name : Set.copyOf(followed.keySet())) {
      var service = services.get(name);
      var it = followed.get(name);
      if (it != null && (service == null || !service.discovery().equals(it.follower.discovery()))) {
        followed.remove(name);
        it.follower.close();
      }
    }
    boolean isDone = true;
    for (var service : services.entrySet()) {
      if (!service.getValue().discovery().isNone()) {
        isDone &= settle(service.getKey(), service.getValue());
      }
    }
    return isDone;
  }

  @SuppressWarnings("ReferenceEquality") // what is not the same object is asked for again, which costs little
  private boolean settle(String name, VirtualService service) throws InterruptedException {
    var it = followed.computeIfAbsent(name, _ -> follow(name, service));
    var answer = it.follower.findings().answer();
    if (answer == null || (it.seen == service && it.asked == answer)) {
      return true;
    }
    boolean isTaken = isTaken(name, service.discovery(), Merge.of(service, answer, template));
    if (isTaken) {
      it.seen = service;
      it.asked = answer;
    }
    return isTaken;
  }

  private Followed follow(String name, VirtualService service) {
    var follower = new Follower(
        name, service, sources.apply(service), () -> wanted(name), template, pace, clock, this::wake);
    follower.start();
    return new Followed(follower);
  }

  private @Nullable VirtualService wanted(String name) {
    var snapshot = newest.get();
    return snapshot == null ? null : snapshot.intent().service(name);
  }

  /** Whether what was found is wanted, or is not of interest any more. */
  private boolean isTaken(String service, Discovery discovery, Merge merge) throws InterruptedException {
    try {
      var change = new Change.Discover(service, discovery, merge.servers());
      return switch (changes.apply(change).get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        case Outcome.Accepted _, Outcome.NotFound _, Outcome.Conflict _ -> true;
        case Outcome.AlreadyExists _, Outcome.Stale _, Outcome.Invalid _, Outcome.Refused _, Outcome.Unavailable _ ->
            false;
      };
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      LOG.log(Level.ERROR, "event=discovery-refused service={0} reason=\"{1}\"", service, e.getCause());
      return false;
    }
  }
}
