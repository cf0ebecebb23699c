package gorb.health;

import gorb.model.HealthCheck;
import gorb.model.ServerHealth;
import org.jspecify.annotations.Nullable;

/**
 * One watched key with the state of its check. Belongs to a {@link CheckSchedule} and is guarded as that is; what is
 * final may be read by any thread.
 */
final class ScheduledCheck<K> {
  /** The place of one that is in no queue. */
  static final int NOWHERE = -1;

  final K key;
  final HealthCheck check;
  /** Tells checks of the same instant apart. */
  final long number;
  ServerHealth health;
  Phase phase = Phase.WAITING;
  /** When to start it while it waits, when to end it while it is under way: nanoseconds. Never changes within a queue. */
  long at;
  /** Where in a {@link DueQueue} it is; of that alone. */
  int place = NOWHERE;
  /** When the last check began, in nanoseconds. */
  long startedAt;
  /** How much later than due the last check began, in nanoseconds. */
  long late;
  /** Whether the next check is due at once. */
  boolean isHastened;
  /** What is kept between checks; touched by the thread of a check, and by others only when it is retired. */
  volatile @Nullable Probe probe;
  /** How it is made where it needs no thread; of the timer, but to be closed. */
  volatile @Nullable Exchange exchange;
  /** The thread of the check that is under way; null where there is none. */
  @Nullable Thread thread;

  ScheduledCheck(K key, HealthCheck check, ServerHealth health, long number) {
    this.key = key;
    this.check = check;
    this.health = health;
    this.number = number;
  }

  /** Whether its time comes before that of another; of one instant the lower number does. */
  boolean isBefore(ScheduledCheck<K> other) {
    return at < other.at || (at == other.at && number < other.number);
  }

  /** Lets go of what is kept between checks. */
  void letGo() {
    var keptProbe = probe;
    if (keptProbe != null) {
      keptProbe.close();
    }
    var keptExchange = exchange;
    if (keptExchange != null) {
      keptExchange.close();
    }
  }

  /** Where a check stands. */
  enum Phase {
    /** It is due at a later time, or as soon as there is a free slot. */
    WAITING,
    /** It runs, and its deadline lies ahead. */
    UNDER_WAY,
    /** It runs, and its deadline has passed. */
    EXPIRED,
    /** It has its result; its report is on its way. */
    REPORTING,
    /** Its key is gone, or has another check now: a result is of no interest any more. */
    RETIRED
  }
}
