package gorb.systemd;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the service manager that started this process how it is, as sd_notify(3) has it; says nothing where none asked.
 *
 * <p>A platform thread of its own, {@code service-notices}, asks the daemon's loop for a sign of life, twice in each
 * period of the watchdog, and only the answer is passed on: a loop that hangs is told by silence, and ended by the
 * manager. A notice that cannot be sent is logged, and nothing else comes of it.
 *
 * <p>{@link #begin} comes first; all other methods may be called by any thread.
 */
public final class ServiceNotices implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ServiceNotices.class.getName());
  /** How often the line of status is renewed where there is no watchdog. */
  private static final Duration WITHOUT_WATCHDOG = Duration.ofSeconds(10);

  /** What a stop may take beyond what it waits for: systemd's own patience, {@code DefaultTimeoutStopSec}. */
  private static final Duration WITHOUT_WAIT = Duration.ofSeconds(90);

  private final @Nullable NotifySocket socket;
  private final Optional<Duration> watchdog;
  private final Duration stopWait;
  private final LongSupplier nanoTime;
  private @Nullable Thread thread;

  private ServiceNotices(
      @Nullable NotifySocket socket, Optional<Duration> watchdog, Duration stopWait, LongSupplier nanoTime) {
    this.socket = socket;
    this.watchdog = watchdog;
    this.stopWait = stopWait;
    this.nanoTime = nanoTime;
  }

  /**
   * For the manager that the environment names.
   *
   * @param environment for {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}
   * @param pid of this process
   * @param stopWait how long a stop may wait for others, at most; the manager is asked for as much patience
   * @param nanoTime CLOCK_MONOTONIC in nanoseconds, which is what {@link System#nanoTime} of HotSpot is on Linux
   */
  public static ServiceNotices of(
      Map<String, String> environment, long pid, Duration stopWait, LongSupplier nanoTime) {
    var name = environment.getOrDefault("NOTIFY_SOCKET", "");
    if (name.isEmpty()) {
      return new ServiceNotices(null, Optional.empty(), stopWait, nanoTime);
    }
    try {
      return new ServiceNotices(NotifySocket.of(name), Watchdog.period(environment, pid), stopWait, nanoTime);
    } catch (IllegalArgumentException e) {
      LOG.log(Level.WARNING, "event=service-notices-off reason=\"{0}\"", e.getMessage());
      return new ServiceNotices(null, Optional.empty(), stopWait, nanoTime);
    }
  }

  /**
   * The daemon serves.
   *
   * @param signOfLife asks the daemon's loop, which completes what is given back at the end of a turn
   * @param status the daemon in one line, for people
   */
  public void begin(Supplier<? extends Future<?>> signOfLife, Supplier<String> status) {
    if (socket == null) {
      return;
    }
    send("READY=1\nSTATUS=" + status.get());
    var period = watchdog.map(it -> it.dividedBy(2)).orElse(WITHOUT_WATCHDOG);
    thread = Thread.ofPlatform().daemon().name("service-notices").start(() -> watch(signOfLife, status, period));
  }

  /** Reads the configuration again, and tells when that begins and ends. */
  public void reload(Runnable reading) {
    send("RELOADING=1\nMONOTONIC_USEC=" + nanoTime.getAsLong() / 1_000);
    try {
      reading.run();
    } finally {
      send("READY=1");
    }
  }

  /** The daemon stops, which may take longer than a manager waits of its own accord. */
  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
    send("STOPPING=1" + (stopWait.isZero()
        ? ""
        : "\nEXTEND_TIMEOUT_USEC=" + TimeUnit.MICROSECONDS.convert(stopWait.plus(WITHOUT_WAIT))));
  }

  private void watch(Supplier<? extends Future<?>> signOfLife, Supplier<String> status, Duration period) {
    try {
      while (true) {
        TimeUnit.NANOSECONDS.sleep(period.toNanos());
        if (isAlive(signOfLife.get(), period)) {
          send((watchdog.isPresent() ? "WATCHDOG=1\n" : "") + "STATUS=" + status.get());
        }
      }
    } catch (InterruptedException _) {
      // The daemon stops.
    }
  }

  /** Waits for the loop as long as it takes; false where its turn failed. */
  private static boolean isAlive(Future<?> sign, Duration period) throws InterruptedException {
    while (true) {
      try {
        sign.get(period.toNanos(), TimeUnit.NANOSECONDS);
        return true;
      } catch (TimeoutException _) {
        LOG.log(Level.ERROR, "event=no-sign-of-life within={0} reason=\"the controller does not end its turn\"", period);
      } catch (ExecutionException e) {
        LOG.log(Level.ERROR, "event=no-sign-of-life reason=\"{0}\"", String.valueOf(e.getCause()));
        return false;
      }
    }
  }

  private void send(String notice) {
    if (socket == null) {
      return;
    }
    try {
      socket.send(notice);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "event=service-notice-lost reason=\"{0}\"", e.getMessage());
    }
  }
}
