package gorb.dataplane.userspace;

import gorb.dataplane.Carried;
import gorb.dataplane.ConnectionTable;
import gorb.dataplane.ConnectionTable.Page;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.Refusal.Kind;
import gorb.model.ServiceKey;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The connections and flows of event loops, and the persistent clients of services, as they are listed. Each loop is
 * asked for its own, between two of its events: the list is no snapshot. It is cut off where a loop, or the lock of a
 * service, would be held for long.
 */
final class Listed implements ConnectionTable {
  static final Page NOTHING = new Page(List.of(), false);

  /** How many a loop or a service looks at: some 10 ms in which it forwards nothing. */
  private static final int MOST_LOOKED_AT = 100_000;
  /** A loop answers between two events; this bounds a fault. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final List<Worker> workers;
  private final Supplier<Map<ServiceKey.Endpoint, Balancer>> services;

  /** @param services those of now; any thread may ask */
  Listed(List<Worker> workers, Supplier<Map<ServiceKey.Endpoint, Balancer>> services) {
    this.workers = List.copyOf(workers);
    this.services = services;
  }

  @Override
  public Page read(Predicate<Carried> wanted, int limit) throws DataplaneException {
    var pages = new ArrayList<Page>();
    try {
      for (var answer : workers.stream().map(worker -> worker.list(wanted, limit)).toList()) {
        pages.add(await(answer));
      }
    } catch (RejectedExecutionException e) {
      throw new DataplaneException(Kind.TRANSIENT, "read the connections: user space is closed", e);
    }
    services.get().forEach((key, balancer) -> pages.add(balancer.list(key, wanted, limit)));
    var found = pages.stream().flatMap(page -> page.connections().stream()).limit(limit + 1L).toList();
    boolean isTooMany = found.size() > limit;
    return new Page(isTooMany ? found.subList(0, limit) : found, isTooMany || pages.stream().anyMatch(Page::more));
  }

  /** Those that are wanted, as far as the limit. */
  static Page page(Stream<Carried> all, Predicate<Carried> wanted, int limit) {
    var found = new ArrayList<Carried>();
    int lookedAt = 0;
    for (var each = all.iterator(); each.hasNext(); lookedAt++) {
      if (lookedAt == MOST_LOOKED_AT) {
        return new Page(found, true);
      }
      var connection = each.next();
      if (wanted.test(connection)) {
        if (found.size() == limit) {
          return new Page(found, true);
        }
        found.add(connection);
      }
    }
    return new Page(found, false);
  }

  private static Page await(Future<Page> answer) throws DataplaneException {
    if (!answer.awaitUninterruptibly(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) || !answer.isSuccess()) {
      throw new DataplaneException(
          Kind.TRANSIENT, "read the connections: an event loop did not answer within " + PATIENCE.toSeconds() + " s");
    }
    return answer.getNow();
  }
}
