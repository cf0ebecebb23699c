package gorb.webhooks;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for one receiver, the oldest first. Where it is full the oldest is dropped, and counted: who puts never
 * waits. Thread-safe; one thread takes.
 */
final class Mailbox {
  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Notice> waiting = new ArrayDeque<>();
  private long dropped;
  private long droppedBefore;
  private boolean isClosed;

  /**
   * An empty one.
   *
   * @param most how many notices wait at most
   */
  Mailbox(int most) {
    this.most = most;
  }

  /** Puts notices in; nothing after the end. */
  void put(Collection<Notice> notices) {
    lock.lock();
    try {
      if (isClosed || notices.isEmpty()) {
        return;
      }
      waiting.addAll(notices);
      while (waiting.size() > most) {
        waiting.removeFirst();
        dropped++;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the oldest notices out, and waits for one where there is none.
   *
   * @param atMost how many
   * @return none at the end, when everything was taken
   */
  Batch take(int atMost) throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !isClosed) {
        changed.await();
      }
      var taken = new ArrayList<Notice>();
      while (taken.size() < atMost && !waiting.isEmpty()) {
        taken.add(waiting.removeFirst());
      }
      var batch = new Batch(taken, dropped - droppedBefore);
      droppedBefore = dropped;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for a time, or for the end where that comes first. */
  void pause(Duration time) throws InterruptedException {
    lock.lock();
    try {
      long left = time.toNanos();
      while (left > 0 && !isClosed) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends: nothing is put in any more, and what waits can still be taken. */
  void close() {
    lock.lock();
    try {
      isClosed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return isClosed;
    } finally {
      lock.unlock();
    }
  }

  /** Takes everything out at once; gives how many there were. */
  int clear() {
    lock.lock();
    try {
      int count = waiting.size();
      waiting.clear();
      return count;
    } finally {
      lock.unlock();
    }
  }

  /** How many wait. */
  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many were ever dropped. */
  long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What was taken out together.
   *
   * @param notices the oldest first; empty at the end
   * @param dropped how many were dropped since the last time: they came between these and those before
   */
  record Batch(List<Notice> notices, long dropped) {
    Batch {
      notices = List.copyOf(notices);
    }
  }
}
