package gorb.http;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The feeds that are being sent, within a bound on their number. Thread-safe. */
final class Feeds implements AutoCloseable {
  private final int most;
  private final Set<FeedWriter> writers = new HashSet<>();
  private boolean isClosed;

  Feeds(int most) {
    this.most = most;
  }

  /** Takes one more; false where there is no room. */
  synchronized boolean add(FeedWriter writer) {
    return !isClosed && writers.size() < most && writers.add(writer);
  }

  synchronized void remove(FeedWriter writer) {
    writers.remove(writer);
  }

  /** Ends them all; none begins any more. */
  @Override
  public void close() {
    List<FeedWriter> ended;
    synchronized (this) {
      isClosed = true;
      ended = List.copyOf(writers);
    }
    ended.forEach(FeedWriter::end);
  }
}
