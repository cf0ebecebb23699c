package gorb.health;

import gorb.model.ExecPolicy;
import gorb.model.HealthCheck;
import gorb.model.Resolver;
import gorb.model.ServerHealth;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Health checks, of which keys that check the same target in the same way share one: a server in ten services is asked
 * once. Each key has a health of its own, which begins with what it is given and follows from the shared results. The
 * pace of a shared check is that of the health of the key that it began with.
 *
 * <p>Of reports, threads and changes holds what {@link HealthMonitor} says. A key that joins a check that runs already
 * has it asked again at once.
 *
 * @param <K> what tells watched things apart
 */
public final class SharedChecks<K> implements AutoCloseable {
  private final InstantSource clock;
  private final Consumer<CheckReport<K>> listener;
  private final HealthMonitor<HealthCheck> monitor;

  /** Guards the members. Never held while a probe or the listener runs. */
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<K, HealthCheck> checks = new HashMap<>();
  private final Map<HealthCheck, Map<K, ServerHealth>> members = new HashMap<>();

  /**
   * Checks nothing and has not begun.
   *
   * @param resolver for targets that are names
   * @param commands whether checks may run commands
   * @param clock the wall clock, for what people read
   * @param nanoTime a clock that never goes back, for everything else
   * @param random spreads the first checks
   * @param listener takes the reports
   */
  public SharedChecks(
      Resolver resolver,
      ExecPolicy commands,
      InstantSource clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      Consumer<CheckReport<K>> listener) {
    this.clock = clock;
    this.listener = listener;
    this.monitor = new HealthMonitor<>(resolver, commands, clock, nanoTime, random, this::report);
  }

  SharedChecks(
      Function<Consumer<CheckReport<HealthCheck>>, HealthMonitor<HealthCheck>> monitor,
      InstantSource clock,
      Consumer<CheckReport<K>> listener) {
    this.clock = clock;
    this.listener = listener;
    this.monitor = monitor.apply(this::report);
  }

  /** Begins to run checks; once. */
  public void start() {
    monitor.start();
  }

  /** States everything that shall be watched, as {@link HealthMonitor#set} does. */
  public void set(Map<K, Watch> watches) {
    lock.lock();
    try {
      change(checks.keySet().stream().filter(key -> !watches.containsKey(key)).toList(), watches);
    } finally {
      lock.unlock();
    }
  }

  /** States what shall be watched otherwise than so far, as {@link HealthMonitor#change} does. */
  public void change(Collection<K> gone, Map<K, Watch> there) {
    var left = new HashSet<HealthCheck>();
    var begun = new HashMap<HealthCheck, Watch>();
    var joined = new HashSet<HealthCheck>();
    lock.lock();
    try {
      gone.forEach(key -> leave(key, left));
      there.forEach((key, watch) -> {
        var before = checks.get(key);
        if (watch.check().equals(before)) {
          return;
        }
        var known = leave(key, left);
        var health = known == null ? watch.initial() : known;
        if (!members.containsKey(watch.check()) && !left.contains(watch.check())) {
          begun.put(watch.check(), new Watch(watch.check(), health));
        } else if (!begun.containsKey(watch.check())) {
          joined.add(watch.check());
        }
        checks.put(key, watch.check());
        members.computeIfAbsent(watch.check(), _ -> new LinkedHashMap<>()).put(key, health);
      });
      left.removeAll(members.keySet());
      // Our lock before the monitor's: it calls us without its own.
      monitor.change(left, begun);
      monitor.hurry(joined);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a key out of its check.
   *
   * @param left takes the check where it was the last of it
   * @return its health; null where it had none
   */
  private @Nullable ServerHealth leave(K key, Set<HealthCheck> left) {
    var check = checks.remove(key);
    if (check == null) {
      return null;
    }
    var others = members.getOrDefault(check, new HashMap<>());
    var health = others.remove(key);
    if (others.isEmpty()) {
      members.remove(check);
      left.add(check);
    }
    return health;
  }

  @Override
  public void close() {
    monitor.close();
  }

  private void report(CheckReport<HealthCheck> report) {
    var reports = new ArrayList<CheckReport<K>>();
    lock.lock();
    try {
      var of = members.getOrDefault(report.key(), Map.of());
      for (var key : List.copyOf(of.keySet())) {
        var health = HealthTracker.after(
            of.getOrDefault(key, report.health()), report.result(), report.check().policy(), clock.instant());
        of.put(key, health);
        reports.add(new CheckReport<>(key, report.check(), report.result(), health, report.late()));
      }
    } finally {
      lock.unlock();
    }
    reports.forEach(listener);
  }
}
