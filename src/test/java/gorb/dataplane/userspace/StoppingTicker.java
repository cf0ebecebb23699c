package gorb.dataplane.userspace;

import io.netty.util.concurrent.Ticker;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The system's clock, at which an event loop can be made to stand still where it asks for the time. */
final class StoppingTicker implements Ticker {
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch goneOn = new CountDownLatch(1);
  private volatile boolean stops;

  /** Stops the next who asks. */
  void stop() {
    stops = true;
  }

  /** Returns when somebody stands still. */
  void awaitStop() throws InterruptedException {
    if (!stopped.await(Proxy.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("nobody asked for the time");
    }
  }

  void goOn() {
    goneOn.countDown();
  }

  @Override
  public long nanoTime() {
    if (stops) {
      stops = false;
      stopped.countDown();
      try {
        var _ = goneOn.await(Proxy.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    return Ticker.systemTicker().nanoTime();
  }

  @Override
  public long initialNanoTime() {
    return Ticker.systemTicker().initialNanoTime();
  }

  @Override
  public void sleep(long delay, TimeUnit unit) throws InterruptedException {
    Ticker.systemTicker().sleep(delay, unit);
  }
}
