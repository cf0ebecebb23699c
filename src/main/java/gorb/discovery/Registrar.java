package gorb.discovery;

import gorb.control.Snapshot;
import gorb.control.TurnListener;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps Consul's registrations equal to the newest snapshot.
 *
 * <p>Told of snapshots on the controller's thread, where it only remembers the newest; works on a thread of its own,
 * named {@code consul}, round by round. A round compares what the agent has with what is wanted: what is missing or
 * different is registered, what carries our mark and is not wanted is removed (also what a crash left), and every check
 * is reported before its {@link ConsulAgent#TTL} ends. So a Consul that comes back empty is filled again. A round that
 * fails is tried again with a growing pause.
 */
public final class Registrar implements TurnListener, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Registrar.class.getName());

  /** Three reports in the life of a check, so that one may be lost. */
  private static final Duration REFRESH = ConsulAgent.TTL.dividedBy(3);
  /** Between two rounds: many turns in a row cost one. */
  private static final Duration GAP = Duration.ofMillis(100);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  /** For the deregistration at the stop. */
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final ConsulAgent agent;
  private final LongSupplier nanoTime;
  private final RandomGenerator random;
  private final AtomicReference<@Nullable Snapshot> newest = new AtomicReference<>();
  private final Semaphore news = new Semaphore(0);
  private final Set<String> registered = new HashSet<>();
  private Map<String, Registration> known = Map.of();
  private String trouble = "";
  private @Nullable Thread thread;

  /**
   * A registrar that does nothing yet.
   *
   * @param agent closed together with it
   * @param nanoTime a clock without an epoch
   */
  public Registrar(ConsulAgent agent, LongSupplier nanoTime, RandomGenerator random) {
    this.agent = agent;
    this.nanoTime = nanoTime;
    this.random = random;
  }

  /** Begins to register, this daemon first. */
  public void start(Director director) {
    thread = Thread.ofPlatform().daemon().name("consul").start(() -> run(director));
  }

  @Override
  public void turned(Turn turn) {}

  @Override
  public void published(Snapshot snapshot) {
    newest.set(snapshot);
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  /** Removes every registration of ours, as far as Consul answers soon, and ends. */
  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
      try {
        if (!thread.join(FAREWELL)) {
          thread.interrupt();
          thread.join();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    agent.close();
  }

  private void run(Director director) {
    try {
      news.acquire();
      keep(director);
    } catch (InterruptedException _) {
      farewell();
    }
  }

  private void keep(Director director) throws InterruptedException {
    var pause = FIRST_PAUSE;
    long refreshed = nanoTime.getAsLong();
    boolean isDue = true;
    while (true) {
      var wanted = Registrations.of(Objects.requireNonNull(newest.get()), director);
      if (isDue || !wanted.equals(known)) {
        if (succeeds(wanted, director.mark())) {
          pause = FIRST_PAUSE;
          refreshed = nanoTime.getAsLong();
        } else {
          Thread.sleep(jittered(pause));
          pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
          isDue = true;
          continue;
        }
      }
      Thread.sleep(GAP);
      var left = jittered(REFRESH).minusNanos(nanoTime.getAsLong() - refreshed);
      isDue = left.isNegative() || !news.tryAcquire(left.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** A round, and what the log says of it: a line when it begins to fail, fails otherwise, or works again. */
  private boolean succeeds(SortedMap<String, Registration> wanted, String mark) throws InterruptedException {
    String problem;
    try {
      problem = round(wanted, mark);
    } catch (IOException e) {
      problem = String.valueOf(e.getMessage());
    }
    if (!problem.equals(trouble)) {
      if (problem.isEmpty()) {
        LOG.log(Level.INFO, "event=consul-works");
      } else {
        LOG.log(Level.WARNING, "event=consul-failed reason=\"{0}\" (tried again)", problem);
      }
      trouble = problem;
    }
    known = problem.isEmpty() ? wanted : Map.of();
    return problem.isEmpty();
  }

  /**
   * Makes Consul say what is wanted. A service that it refuses does not keep the others from it.
   *
   * @return the first refusal; empty where there was none
   * @throws IOException where Consul does not answer
   */
  private String round(SortedMap<String, Registration> wanted, String mark) throws IOException, InterruptedException {
    var present = agent.services();
    var problems = new TreeSet<String>();
    for (var entry : present.entrySet()) {
      var id = entry.getKey();
      if (!wanted.containsKey(id) && mark.equals(entry.getValue().meta().get(Registrations.MARK))) {
        tried(() -> agent.deregister(id), problems);
      }
    }
    registered.retainAll(wanted.keySet());
    for (var entry : wanted.entrySet()) {
      var id = entry.getKey();
      var registration = entry.getValue();
      if (!registration.entry().equals(present.get(id)) || !reported(id, registration)) {
        tried(() -> agent.register(id, registration), problems);
      }
      registered.add(id);
    }
    return problems.isEmpty() ? "" : problems.first();
  }

  /** Whether Consul knows the check of a service; somebody may have removed it alone. */
  private boolean reported(String id, Registration registration) throws IOException, InterruptedException {
    try {
      agent.report(id, registration);
      return true;
    } catch (ConsulException _) {
      return false;
    }
  }

  private static void tried(Request request, Set<String> problems) throws IOException, InterruptedException {
    try {
      request.make();
    } catch (ConsulException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  private void farewell() {
    try {
      for (var id : registered) {
        tried(() -> agent.deregister(id), new HashSet<>());
      }
      LOG.log(Level.INFO, "event=consul-deregistered services={0}", registered.size());
    } catch (IOException | InterruptedException e) {
      LOG.log(Level.WARNING, "event=consul-not-deregistered reason=\"{0}\" (the next start does it)", e.getMessage());
    }
  }

  /** Between four fifths of a time and all of it. */
  private Duration jittered(Duration time) {
    return time.multipliedBy(800 + random.nextInt(200)).dividedBy(1_000);
  }

  /** One request of a round. */
  @FunctionalInterface
  private interface Request {
    void make() throws IOException, InterruptedException;
  }
}
