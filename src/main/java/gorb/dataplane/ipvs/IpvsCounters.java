package gorb.dataplane.ipvs;

import gorb.dataplane.Counters;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.DestinationCounters;
import gorb.dataplane.Refusal.Kind;
import gorb.dataplane.ServiceCounters;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.netlink.NetlinkException;
import gorb.netlink.generic.GenericConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The counters of the kernel's IPVS, read on a socket and a thread of their own: the controller never waits for them.
 *
 * <p>However many ask, one reading goes on at a time, and its answer is good for a second, or for as long as who asks
 * can do with: those who ask meanwhile get the same one. A reading is one list of the services and one of each service's
 * destinations. The kernel adds up every two seconds, so what is shown may be that much older.
 *
 * <p>Entries of others are counted, too. One whose key the model cannot say is left out.
 */
final class IpvsCounters implements Counters, AutoCloseable {
  /** How long a reading is good for. */
  static final Duration GOOD_FOR = Duration.ofSeconds(1);
  /** Of those who ask. A reading of 10,000 destinations takes a tenth of a second. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Belongs to the reader. */
  private final GenericConnection connection;
  private final LongSupplier nanoTime;
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("ipvs-counters").factory());
  private @Nullable Reading last;

  /**
   * @param connection of which nobody else makes use; closed with this
   * @param nanoTime a clock that only goes forward
   */
  IpvsCounters(GenericConnection connection, LongSupplier nanoTime) {
    this.connection = connection;
    this.nanoTime = nanoTime;
  }

  @Override
  public Map<ServiceKey, ServiceCounters> services() throws DataplaneException {
    return services(GOOD_FOR);
  }

  @Override
  public Map<ServiceKey, ServiceCounters> services(Duration age) throws DataplaneException {
    try {
      return reading(age).answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DataplaneException cause) {
        throw new DataplaneException(cause.kind(), String.valueOf(cause.getMessage()), cause);
      }
      throw new IllegalStateException(e);
    } catch (TimeoutException _) {
      throw unread("no answer within " + PATIENCE.toSeconds() + " s");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw unread("interrupted");
    } catch (RejectedExecutionException _) {
      throw unread("the data plane is closed");
    }
  }

  /** IPVS opens no sockets. */
  @Override
  public long pauses() {
    return 0;
  }

  /** Waits for the reading that goes on. */
  @Override
  public void close() {
    if (!reader.isShutdown()) {
      reader.execute(connection::close);
      reader.close();
    }
  }

  /** The reading that goes on or is still good, or a new one. */
  private synchronized Reading reading(Duration age) {
    var current = last;
    if (current == null || current.isOld(nanoTime.getAsLong(), age)) {
      current = new Reading();
      reader.execute(current);
      last = current;
    }
    return current;
  }

  private Map<ServiceKey, ServiceCounters> read() throws NetlinkException {
    var services = new HashMap<ServiceKey, ServiceCounters>();
    for (var entry : connection.dump(IpvsRequests.services(), CounterAnswers.SERVICE)) {
      if (entry.isPresent()) {
        var service = entry.get();
        services.put(service.key(), new ServiceCounters(service.total(), service.perSecond(), of(service.key())));
      }
    }
    return Map.copyOf(services);
  }

  /** None where the service went meanwhile. */
  private Map<ServerKey, DestinationCounters> of(ServiceKey service) throws NetlinkException {
    var destinations = new HashMap<ServerKey, DestinationCounters>();
    for (var entry : connection.dump(IpvsRequests.destinations(service), CounterAnswers.destinationOf(service))) {
      destinations.put(entry.key(), entry.counters());
    }
    return destinations;
  }

  private static DataplaneException unread(String reason) {
    return new DataplaneException(Kind.TRANSIENT, "read the counters: " + reason);
  }

  private final class Reading implements Runnable {
    private final CompletableFuture<Map<ServiceKey, ServiceCounters>> answer = new CompletableFuture<>();
    private volatile long endedNanos;

    @Override
    public void run() {
      try {
        var counters = read();
        endedNanos = nanoTime.getAsLong();
        answer.complete(counters);
      } catch (NetlinkException e) {
        fail(Refusals.failure("read the counters", e));
      } catch (RuntimeException e) {
        fail(e);
      }
    }

    private void fail(Exception e) {
      endedNanos = nanoTime.getAsLong();
      answer.completeExceptionally(e);
    }

    /** One that failed is tried again as soon as any. */
    private boolean isOld(long nowNanos, Duration age) {
      long goodFor = (answer.isCompletedExceptionally() ? GOOD_FOR : age).toNanos();
      return answer.isDone() && nowNanos - endedNanos >= goodFor;
    }
  }
}
