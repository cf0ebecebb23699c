package gorb.bench;

import gorb.dataplane.Capabilities;
import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.dataplane.Connections;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.util.Map;
import java.util.List;

/** A data plane that says when its last batch was acknowledged, to a thread that waits for it. */
final class TimedDataplane implements Dataplane {
  private final Dataplane inner;
  private long applied;
  private long lastNanos;

  TimedDataplane(Dataplane inner) {
    this.inner = inner;
  }

  /** How many batches were applied. */
  synchronized long applied() {
    return applied;
  }

  /** Waits until there were more batches than a number; gives when the last ended, as of {@link System#nanoTime}. */
  synchronized long awaitAppliedAfter(long number) throws InterruptedException {
    while (applied <= number) {
      wait();
    }
    return lastNanos;
  }

  @Override
  public Capabilities capabilities() {
    return inner.capabilities();
  }

  @Override
  public Table observe() throws DataplaneException {
    return inner.observe();
  }

  @Override
  public List<Refusal> apply(List<Step> steps) throws DataplaneException {
    var refusals = inner.apply(steps);
    long ended = System.nanoTime();
    synchronized (this) {
      applied++;
      lastNanos = ended;
      notifyAll();
    }
    return refusals;
  }

  @Override
  public Map<ServerKey, Connections> connections(ServiceKey service) throws DataplaneException {
    return inner.connections(service);
  }

  @Override
  public void flush() throws DataplaneException {
    inner.flush();
  }

  @Override
  public void close() {
    inner.close();
  }
}
