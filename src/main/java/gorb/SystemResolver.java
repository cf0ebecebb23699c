package gorb;

import gorb.model.AddressFamily;
import gorb.model.HostName;
import gorb.model.IpAddress;
import gorb.model.Resolver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The system's resolver, and the only place that asks it. Lookups run on a few platform threads, since getaddrinfo(3)
 * blocks the thread that carries a virtual one; who asks for a name that is being looked up shares the answer. Any thread
 * may ask; an interrupt ends the wait.
 */
final class SystemResolver implements Resolver, AutoCloseable {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final int THREADS = 4;
  private static final int MOST_WAITING = 1024;
  private static final String TOO_MANY = "too many lookups are waiting";

  private final Lookup lookup;
  private final Duration deadline;
  private final ThreadPoolExecutor threads;
  private final ConcurrentMap<String, CompletableFuture<IpAddress>> underWay = new ConcurrentHashMap<>();

  /** What is asked: {@link InetAddress#getAllByName}, or a fake of it. */
  @FunctionalInterface
  interface Lookup {
    InetAddress[] addresses(String name) throws UnknownHostException;
  }

  /**
   * The resolver of this system, with a deadline of 5 s for each lookup. Turns off the cache of the JDK, which knows
   * nothing of times to live: the system's own resolver may cache as it sees fit.
   */
  SystemResolver() {
    this(InetAddress::getAllByName, DEADLINE);
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  SystemResolver(Lookup lookup, Duration deadline) {
    this.lookup = lookup;
    this.deadline = deadline;
    this.threads = new ThreadPoolExecutor(
        THREADS, THREADS, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(MOST_WAITING),
        Thread.ofPlatform().name("resolver-", 1).daemon().factory());
    this.threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public IpAddress resolve(String host) throws UnknownHostException {
    var literal = IpAddress.parse(host);
    if (literal.isPresent()) {
      return literal.get();
    }
    if (!HostName.isName(host)) {
      throw noSuchHost(host);
    }
    var answer = new CompletableFuture<IpAddress>();
    var shared = underWay.putIfAbsent(host, answer);
    if (shared == null) {
      begin(host, answer);
    }
    return await(host, shared == null ? answer : shared);
  }

  /** Ends without waiting for lookups, which nothing can interrupt: their threads do not keep the process alive. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** A lookup is forgotten before it is answered: who has seen its answer and asks again gets a new one. */
  private void begin(String name, CompletableFuture<IpAddress> answer) {
    try {
      threads.execute(() -> {
        try {
          var address = preferred(lookup.addresses(name));
          underWay.remove(name, answer);
          answer.complete(address);
        } catch (UnknownHostException | RuntimeException e) {
          underWay.remove(name, answer);
          answer.completeExceptionally(e);
        }
      });
    } catch (RejectedExecutionException _) {
      underWay.remove(name, answer);
      answer.completeExceptionally(new UnknownHostException(TOO_MANY));
    }
  }

  private IpAddress await(String name, CompletableFuture<IpAddress> answer) throws UnknownHostException {
    try {
      return answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new UnknownHostException("lookup " + name + ": timed out after " + deadline.toSeconds() + " s");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new UnknownHostException("lookup " + name + ": interrupted");
    } catch (ExecutionException e) {
      throw new UnknownHostException("lookup " + name + ": " + reason(String.valueOf(e.getCause())));
    }
  }

  private static String reason(String failure) {
    if (failure.contains(TOO_MANY)) {
      return TOO_MANY;
    }
    // gai_strerror(3) of EAI_AGAIN: no server of names answered.
    return failure.contains("Temporary failure") ? "temporary failure in name resolution" : "no such host";
  }

  private static UnknownHostException noSuchHost(String name) {
    return new UnknownHostException("lookup " + name + ": no such host");
  }

  private static IpAddress preferred(InetAddress[] addresses) {
    var all = Arrays.stream(addresses).map(IpAddress::of).toList();
    return all.stream().filter(address -> address.family() == AddressFamily.IPV4).findFirst().orElseGet(all::getFirst);
  }
}
