package gorb.dataplane.userspace;

import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Says in the log that sockets are short of a resource: once when it begins, once when a minute has passed without.
 * Any event loop may report.
 */
final class Shortage {
  private static final System.Logger LOG = System.getLogger(Shortage.class.getName());
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final LongAdder pauses = new LongAdder();
  /** How often it was reported since it began; 0 when there is none. */
  private final AtomicInteger reports = new AtomicInteger();

  /** Tells of a socket that could not be had. */
  void report(SocketError error, EventExecutor timer) {
    if (reports.getAndIncrement() == 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "event=sockets-short reason=\"{0}\" effect=\"accepting pauses for moments\"",
          error.withAdvice());
      awaitQuiet(1, timer);
    }
  }

  /** Accepting paused because of it. */
  void paused() {
    pauses.increment();
  }

  /** How often accepting has paused. */
  long pauses() {
    return pauses.sum();
  }

  private void awaitQuiet(int seen, EventExecutor timer) {
    var _ = timer.schedule(() -> look(seen, timer), QUIET.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(int seen, EventExecutor timer) {
    if (reports.compareAndSet(seen, 0)) {
      LOG.log(System.Logger.Level.INFO, "event=sockets-enough");
    } else {
      awaitQuiet(reports.get(), timer);
    }
  }
}
