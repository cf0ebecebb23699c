package gorb.health;

import gorb.health.ScheduledCheck.Phase;
import gorb.model.CheckMethod;
import gorb.model.ExecPolicy;
import gorb.model.Resolver;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Runs health checks: told which keys to watch, it reports the end of each check with the health that follows from it.
 * It does not know what a key stands for, and cannot act.
 *
 * <p>One platform thread, {@code health-timer}, makes the plain checks of the commonest kinds by itself, where there is
 * epoll ({@link EpollLoop}). It starts each other one that is due on a virtual thread of its own and interrupts it at its
 * deadline, whatever it waits for. At most {@link #MOST_AT_ONCE} checks are under way, so that a storm cannot use up the
 * descriptors of the process.
 *
 * <p>Reports come on the thread of the check, one after the other for one key, and in no order among keys. A listener
 * that blocks delays the next check of the same key, and those that the timer makes. It is called without any lock held,
 * so it may call {@link #set}; for the same reason a report that had begun before a key was removed can end after.
 *
 * <p>Any thread may call any method.
 *
 * @param <K> what tells watched things apart; a key that comes again begins with a new health
 */
public final class HealthMonitor<K> implements AutoCloseable {
  /** The greatest number of checks under way. */
  public static final int MOST_AT_ONCE = 4096;

  private static final System.Logger LOG = System.getLogger(HealthMonitor.class.getName());
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(5);

  private final BiFunction<CheckMethod, Runnable, Probe> probes;
  private final AutoCloseable equipment;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Consumer<CheckReport<K>> listener;
  private final long origin;
  private final Thread timer = Thread.ofPlatform().name("health-timer").unstarted(this::runTimer);
  private final CheckLoop loop;

  /** Guards everything below. Never held while a probe or the listener runs. */
  private final ReentrantLock lock = new ReentrantLock();
  private final CheckSchedule<K> schedule;
  /** Until when the timer sleeps. */
  private long wakeAt = Long.MAX_VALUE;
  private boolean closed;

  /**
   * A monitor that watches nothing and has not begun.
   *
   * @param resolver for targets that are names
   * @param commands whether checks may run commands
   * @param clock the wall clock, for what people read
   * @param nanoTime a clock that never goes back, for everything else
   * @param random spreads the first checks
   * @param listener takes the reports
   */
  public HealthMonitor(
      Resolver resolver,
      ExecPolicy commands,
      InstantSource clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      Consumer<CheckReport<K>> listener) {
    this(resolver, commands, thread -> CheckLoop.open(thread, nanoTime), clock, nanoTime, random, listener);
  }

  /** @param loops what a thread waits on */
  HealthMonitor(
      Resolver resolver,
      ExecPolicy commands,
      Function<Thread, CheckLoop> loops,
      InstantSource clock,
      LongSupplier nanoTime,
      RandomGenerator random,
      Consumer<CheckReport<K>> listener) {
    var equipment = Equipment.of(resolver, commands);
    this((method, again) -> Probe.of(method, equipment, again), equipment, loops, clock, nanoTime,
        new CheckSchedule<>(MOST_AT_ONCE, random), listener);
  }

  HealthMonitor(
      Function<CheckMethod, Probe> probes,
      Function<Thread, CheckLoop> loops,
      InstantSource clock,
      LongSupplier nanoTime,
      CheckSchedule<K> schedule,
      Consumer<CheckReport<K>> listener) {
    this((method, _) -> probes.apply(method), () -> {}, loops, clock, nanoTime, schedule, listener);
  }

  private HealthMonitor(
      BiFunction<CheckMethod, Runnable, Probe> probes,
      AutoCloseable equipment,
      Function<Thread, CheckLoop> loops,
      InstantSource clock,
      LongSupplier nanoTime,
      CheckSchedule<K> schedule,
      Consumer<CheckReport<K>> listener) {
    this.probes = probes;
    this.equipment = equipment;
    this.loop = loops.apply(timer);
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.schedule = schedule;
    this.listener = listener;
    this.origin = nanoTime.getAsLong();
  }

  /** Begins to run checks; once. */
  public void start() {
    timer.start();
  }

  /**
   * States everything that shall be watched. Keys that are new begin, after a random part of their interval. Keys that
   * are missing stop at once: the result of a check under way is dropped. A key whose check changed begins anew too, and
   * keeps its health. Costs a comparison for each key, and does nothing on a closed monitor.
   */
  public void set(Map<K, Watch> watches) {
    change(now -> schedule.replace(watches, now));
  }

  /**
   * States what shall be watched otherwise than so far, as {@link #set} would. Costs a comparison for each key that is
   * named.
   *
   * @param gone keys that are not to be watched any more; those that never were do not matter
   * @param there keys that are new, or whose check may be another
   */
  public void change(Collection<K> gone, Map<K, Watch> there) {
    change(now -> schedule.change(gone, there, now));
  }

  private void change(LongConsumer change) {
    lock.lock();
    try {
      if (!closed) {
        change.accept(now());
        wakeTimerIfLate();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Has keys asked about at once, or right after a check of theirs that is under way. */
  void hurry(Collection<K> keys) {
    lock.lock();
    try {
      keys.forEach(key -> schedule.hasten(key, now()));
      wakeTimerIfLate();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops all checks and waits, within a deadline, for their threads to end; what they found is dropped. Not to be called
   * by the listener.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      schedule.replace(Map.of(), now());
      loop.wakeUp();
    } finally {
      lock.unlock();
    }
    if (timer.getState() == Thread.State.NEW) {
      loop.close();
    }
    try {
      timer.join(STOP_DEADLINE.toMillis());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (timer.isAlive()) {
      LOG.log(Level.ERROR, "event=health-checks-stuck deadline={0}", STOP_DEADLINE);
    }
    try {
      equipment.close();
    } catch (Exception e) {
      LOG.log(Level.ERROR, "event=health-equipment-not-closed", e);
    }
  }

  /** Follows the schedule until the monitor is closed and no check holds a slot. */
  private void runTimer() {
    try {
      while (turn()) {
        loop.await(untilNext());
      }
    } finally {
      loop.close();
    }
  }

  /** Ends and begins what is due; false when that was the last of it. */
  private boolean turn() {
    var ends = new ArrayList<Exchange>();
    var begins = new ArrayList<Exchange>();
    lock.lock();
    try {
      if (closed && schedule.heldSlots() == 0) {
        return false;
      }
      long now = now();
      for (var scheduled : schedule.overdue(now)) {
        end(scheduled, ends);
      }
      for (var scheduled : schedule.startDue(now)) {
        begin(scheduled, begins);
      }
    } finally {
      lock.unlock();
    }
    // Without the lock: they report.
    ends.forEach(Exchange::abort);
    loop.begin(begins);
    return true;
  }

  private long untilNext() {
    lock.lock();
    try {
      wakeAt = closed && schedule.heldSlots() == 0 ? now() : schedule.nextAt();
      return wakeAt - now();
    } finally {
      lock.unlock();
    }
  }

  private void wakeTimerIfLate() {
    long next = schedule.nextAt();
    if (next < wakeAt) {
      wakeAt = next;
      wakeTimer();
    }
  }

  private void wakeTimer() {
    if (Thread.currentThread() != timer) {
      loop.wakeUp();
    }
  }

  private void begin(ScheduledCheck<K> scheduled, List<Exchange> exchanges) {
    if (scheduled.exchange == null) {
      scheduled.exchange = loop.exchange(
          scheduled.check.method(), () -> hasten(scheduled), failure -> conclude(scheduled, failure));
    }
    if (scheduled.exchange != null) {
      exchanges.add(scheduled.exchange);
    } else {
      scheduled.thread = Thread.ofVirtual().name("health-check").start(() -> check(scheduled));
    }
  }

  /** The deadline, or a key that is gone: only before the check has its result, so no interrupt reaches the listener. */
  private static void end(ScheduledCheck<?> scheduled, List<Exchange> exchanges) {
    if (scheduled.thread != null) {
      scheduled.thread.interrupt();
    } else if (scheduled.exchange != null) {
      exchanges.add(scheduled.exchange);
    }
  }

  private void check(ScheduledCheck<K> scheduled) {
    conclude(scheduled, finding(scheduled));
  }

  private void conclude(ScheduledCheck<K> scheduled, @Nullable IOException failure) {
    conclude(scheduled, failure == null ? took -> new CheckResult.Success(took) : finding(failure));
  }

  private void conclude(ScheduledCheck<K> scheduled, Function<Duration, CheckResult> finding) {
    try {
      var report = reportOf(scheduled, finding);
      if (report != null) {
        listener.accept(report);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "event=health-report-failed", e);
    } finally {
      release(scheduled);
    }
  }

  /** The probe of a check, which may be kept from the last one. */
  private Probe probe(ScheduledCheck<K> scheduled) {
    var kept = scheduled.probe;
    if (kept != null) {
      return kept;
    }
    var made = probes.apply(scheduled.check.method(), () -> hasten(scheduled));
    if (made.isKept()) {
      scheduled.probe = made;
    }
    return made;
  }

  private void hasten(ScheduledCheck<K> scheduled) {
    lock.lock();
    try {
      schedule.hasten(scheduled, now());
      wakeTimerIfLate();
    } finally {
      lock.unlock();
    }
  }

  /** Runs a probe: what it found, but for how long it took. */
  private Function<Duration, CheckResult> finding(ScheduledCheck<K> scheduled) {
    try {
      var advice = probe(scheduled).ask();
      return took -> new CheckResult.Success(took, advice);
    } catch (IOException e) {
      return finding(e);
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "event=health-check-defect", e);
      return took -> new CheckResult.Failure(took, "defect of the check: " + e);
    }
  }

  private static Function<Duration, CheckResult> finding(IOException failure) {
    var reason = FailureReason.of(failure);
    return failure instanceof CheckNotMadeException || FailureReason.isShortageHere(reason)
        ? took -> new CheckResult.NotAsked(took, reason)
        : took -> new CheckResult.Failure(took, reason);
  }

  /** Folds a result into the health of its key; null when it is of no interest any more. */
  private @Nullable CheckReport<K> reportOf(
      ScheduledCheck<K> scheduled, Function<Duration, CheckResult> finding) {
    lock.lock();
    try {
      boolean expired = scheduled.phase == Phase.EXPIRED;
      boolean wanted = schedule.end(scheduled);
      Thread.interrupted();
      if (!wanted) {
        return null;
      }
      var took = Duration.ofNanos(now() - scheduled.startedAt);
      var result = finding.apply(took);
      if (expired && result instanceof CheckResult.Failure) {
        result = new CheckResult.Failure(took, FailureReason.timedOut(scheduled.check.timeout()));
      }
      scheduled.health = HealthTracker.after(
          scheduled.health, result, scheduled.check.policy(), clock.instant());
      return new CheckReport<>(
          scheduled.key, scheduled.check, result, scheduled.health, Duration.ofNanos(scheduled.late));
    } finally {
      lock.unlock();
    }
  }

  private void release(ScheduledCheck<K> scheduled) {
    lock.lock();
    try {
      schedule.release(scheduled, now());
      wakeTimerIfLate();
      if (closed) {
        wakeTimer();
      }
    } finally {
      lock.unlock();
    }
  }

  private long now() {
    return nanoTime.getAsLong() - origin;
  }
}
