package gorb.bench;

import gorb.control.Snapshot;
import gorb.control.TurnListener;
import org.jspecify.annotations.Nullable;

/** The last turn of a controller, for a thread that waits for it. */
final class TurnWatch implements TurnListener {
  private long count;
  private @Nullable Turn last;

  /** How many turns there were. */
  synchronized long count() {
    return count;
  }

  /** Waits until there were more turns than a number; gives the last one. */
  synchronized Turn awaitAfter(long number) throws InterruptedException {
    while (count <= number || last == null) {
      wait();
    }
    return last;
  }

  @Override
  public synchronized void turned(Turn turn) {
    count++;
    last = turn;
    notifyAll();
  }

  @Override
  public void published(Snapshot snapshot) {}
}
