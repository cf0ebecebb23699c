package gorb.health;

import gorb.health.ScheduledCheck.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Which check is due when: no threads, no clock. The first check of a key is due after a random delay in [0, interval),
 * so that checks spread; each other one when {@link CheckPace} says so, counted from the report of the one before. No more
 * checks than there are slots are under way at once; the others that are due wait for a free one, the longest due first.
 * After long intervals checks are due at multiples of {@link #GRAIN} only, so that the thread wakes once for several.
 *
 * <pre>
 *              startDue             overdue             end
 *   WAITING ──────────▶ UNDER_WAY ───────────▶ EXPIRED ─────▶ REPORTING
 *      ▲                    └──────────── end ───────────────▶   │
 *      └──────────────────────────── release ────────────────────┘      any ── replace ──▶ RETIRED
 * </pre>
 *
 * <p>Times are nanoseconds since an origin of the caller's choice and never go back. Confined to one thread at a time.
 */
final class CheckSchedule<K> {
  /** How many checks are begun at once: some milliseconds' work. */
  static final int MOST_AT_A_TURN = 256;

  /**
   * The step between times at which checks of long intervals are due: to wake the thread costs about as much as a check.
   * Times are rounded down: where a check took less than a step, and its interval is a multiple of it, the next one begins
   * exactly an interval after it began.
   */
  static final Duration GRAIN = Duration.ofMillis(5);
  /** The shortest of the long intervals: a step is 1 % of it. */
  static final Duration SHORTEST_IN_GRAINS = GRAIN.multipliedBy(100);

  private static final long REMINDER_NANOS = Duration.ofSeconds(1).toNanos();
  /** Nobody waits longer: keeps sums of times within a long. */
  private static final long LONGEST_NANOS = Long.MAX_VALUE / 4;

  private final RandomGenerator random;
  private final Map<K, ScheduledCheck<K>> checks = new HashMap<>();
  private final DueQueue<K> waiting = new DueQueue<>();
  private final DueQueue<K> underWay = new DueQueue<>();
  private final int slots;
  private int freeSlots;
  private long lastNumber;

  CheckSchedule(int slots, RandomGenerator random) {
    this.slots = slots;
    this.freeSlots = slots;
    this.random = random;
  }

  /**
   * States the whole set of keys. A key that stays with the same check goes on as it was; one whose check changed begins
   * anew with the health that it has. A check under way that is of no interest any more is overdue from now.
   */
  void replace(Map<K, Watch> wanted, long now) {
    var gone = checks.keySet().stream().filter(key -> !wanted.containsKey(key)).toList();
    change(gone, wanted, now);
  }

  /** As {@link #replace}, by what is not as it was: keys that are gone, and keys that are new or may have another check. */
  void change(Collection<K> gone, Map<K, Watch> there, long now) {
    gone.forEach(key -> {
      var known = checks.remove(key);
      if (known != null) {
        retire(known, now);
      }
    });
    there.forEach((key, watch) -> {
      var known = checks.get(key);
      if (known == null) {
        add(new ScheduledCheck<>(key, watch.check(), watch.initial(), ++lastNumber), now);
      } else if (!known.check.equals(watch.check())) {
        retire(known, now);
        add(new ScheduledCheck<>(key, watch.check(), known.health, ++lastNumber), now);
      }
    });
  }

  /**
   * Takes as many of the checks that are due as there are free slots, and {@link #MOST_AT_A_TURN} at most, so that whoever
   * begins them looks at what has come meanwhile: they are under way from now.
   */
  List<ScheduledCheck<K>> startDue(long now) {
    var due = new ArrayList<ScheduledCheck<K>>();
    while (freeSlots > 0 && due.size() < MOST_AT_A_TURN && !waiting.isEmpty() && waiting.first().at <= now) {
      var check = waiting.removeFirst();
      freeSlots--;
      check.startedAt = now;
      check.isHastened = false;
      check.late = now - check.at;
      check.phase = Phase.UNDER_WAY;
      check.at = now + nanos(check.check.timeout());
      underWay.add(check);
      due.add(check);
    }
    return due;
  }

  /**
   * The checks under way that should have ended: whoever runs them has to end them. One that goes on nevertheless comes
   * again every second.
   */
  List<ScheduledCheck<K>> overdue(long now) {
    var overdue = new ArrayList<ScheduledCheck<K>>();
    while (!underWay.isEmpty() && underWay.first().at <= now) {
      var check = underWay.removeFirst();
      if (check.phase == Phase.UNDER_WAY) {
        check.phase = Phase.EXPIRED;
      }
      check.at = now + REMINDER_NANOS;
      underWay.add(check);
      overdue.add(check);
    }
    return overdue;
  }

  /**
   * A check has its result; it is not under way any more, and holds its slot until it is released.
   *
   * @return whether the result is of interest
   */
  boolean end(ScheduledCheck<K> check) {
    underWay.remove(check);
    if (check.phase == Phase.RETIRED) {
      return false;
    }
    check.phase = Phase.REPORTING;
    return true;
  }

  /**
   * Gives back the slot of a check that ran and, where it had a result, was reported. The next one of its key is due an
   * interval from now, or less than a {@link #GRAIN} before that.
   */
  void release(ScheduledCheck<K> check, long now) {
    underWay.remove(check);
    freeSlots++;
    if (check.phase != Phase.RETIRED) {
      await(check, check.isHastened ? now : after(now, CheckPace.next(check.check, check.health, random)));
    } else {
      check.letGo();
    }
  }

  /** The check of a key is due at once; nothing where there is no such key. */
  void hasten(K key, long now) {
    var check = checks.get(key);
    if (check != null) {
      hasten(check, now);
    }
  }

  /** A check is due at once, or after the one of its key that is under way. */
  void hasten(ScheduledCheck<K> check, long now) {
    switch (check.phase) {
      case WAITING -> {
        waiting.remove(check);
        await(check, now);
      }
      case UNDER_WAY, EXPIRED, REPORTING -> check.isHastened = true;
      case RETIRED -> {}
    }
  }

  /** When there is something to start or to end next; {@link Long#MAX_VALUE} while nothing is foreseen. */
  long nextAt() {
    long next = Long.MAX_VALUE;
    if (freeSlots > 0 && !waiting.isEmpty()) {
      next = waiting.first().at;
    }
    if (!underWay.isEmpty()) {
      next = Math.min(next, underWay.first().at);
    }
    return next;
  }

  /** How many checks run or are being reported, abandoned ones included. */
  int heldSlots() {
    return slots - freeSlots;
  }

  private void add(ScheduledCheck<K> check, long now) {
    checks.put(check.key, check);
    await(check, now + random.nextLong(nanos(CheckPace.first(check.check))));
  }

  private static long after(long now, Duration interval) {
    long due = now + nanos(interval);
    return interval.compareTo(SHORTEST_IN_GRAINS) < 0 ? due : due - due % GRAIN.toNanos();
  }

  private void await(ScheduledCheck<K> check, long due) {
    check.phase = Phase.WAITING;
    check.at = due;
    waiting.add(check);
  }

  private void retire(ScheduledCheck<K> check, long now) {
    switch (check.phase) {
      case WAITING -> {
        waiting.remove(check);
        check.letGo();
      }
      case UNDER_WAY, EXPIRED -> {
        underWay.remove(check);
        check.at = now;
        underWay.add(check);
      }
      case REPORTING, RETIRED -> {}
    }
    check.phase = Phase.RETIRED;
  }

  private static long nanos(Duration duration) {
    return Math.min(TimeUnit.NANOSECONDS.convert(duration), LONGEST_NANOS);
  }
}
