package gorb.dataplane.userspace;

import gorb.dataplane.userspace.scheduling.Candidate;
import gorb.model.ServerKey;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A destination that carries connections. Outlives its entry in the table as long as one of its connections does.
 *
 * <p>A connection counts as active from the moment it is scheduled until its socket is closed; there are no inactive
 * ones. The weight belongs to the lock of the {@link Balancer}; everything else may be used by any thread.
 */
final class Server implements Candidate {
  private final ServerKey key;
  private final AtomicInteger active = new AtomicInteger();
  private final LongAdder connections = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private int weight;

  Server(ServerKey key, int weight) {
    this.key = key;
    this.weight = weight;
  }

  @Override
  public ServerKey key() {
    return key;
  }

  @Override
  public int weight() {
    return weight;
  }

  @Override
  public boolean overloaded() {
    return false;
  }

  @Override
  public int active() {
    return active.get();
  }

  @Override
  public int inactive() {
    return 0;
  }

  void weight(int newWeight) {
    weight = newWeight;
  }

  /** Counts a connection that was scheduled to it. */
  void begin() {
    active.incrementAndGet();
    connections.increment();
  }

  /** A connection that was begun is over. */
  void end() {
    active.decrementAndGet();
  }

  /** What its clients sent, in bytes. */
  LongAdder bytesIn() {
    return bytesIn;
  }

  /** What it answered, in bytes. */
  LongAdder bytesOut() {
    return bytesOut;
  }

  ServerCounters counters() {
    return new ServerCounters(active.get(), connections.sum(), bytesIn.sum(), bytesOut.sum());
  }
}
