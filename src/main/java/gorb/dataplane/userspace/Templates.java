package gorb.dataplane.userspace;

import gorb.dataplane.Carried;
import gorb.model.IpAddress;
import gorb.model.Persistence.Sticky;
import gorb.model.ServiceKey;
import java.util.LinkedHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which clients of a service are to keep which server: the kernel's connection templates ({@code ip_vs_sched_persist}
 * of ip_vs_core.c).
 *
 * <p>A template lives for the timeout after the last connection that was scheduled by it, and longer while one of its
 * connections lives. It ends early when its server is removed or quiesced, as with the kernel's {@code
 * expire_quiescent_template} of 1: a server that fails its checks loses its clients. An overloaded server keeps them.
 *
 * <p>Belongs to the lock of its {@link Balancer}.
 */
final class Templates {
  /** More clients than this, and those that came longest ago are forgotten. */
  static final int MOST = 1 << 20;

  private final Sticky persistence;
  /** By network of clients, the one used longest ago first. */
  private final LinkedHashMap<IpAddress, Template> byClient = new LinkedHashMap<>();

  Templates(Sticky persistence) {
    this.persistence = persistence;
  }

  /** The template of a client, touched; null where it may go to any server. */
  @Nullable Template use(IpAddress client, long nowNanos) {
    forgetTheOldest(nowNanos);
    var network = network(client);
    var template = byClient.remove(network);
    if (template == null) {
      return null;
    }
    if (template.hasEnded(nowNanos, persistence.timeout().toNanos())) {
      template.forget();
      return null;
    }
    template.usedNanos = nowNanos;
    byClient.put(network, template);
    return template;
  }

  /** Lets a client keep a server from now on. */
  Template keep(IpAddress client, Server server, long nowNanos) {
    var template = new Template(server, nowNanos);
    var former = byClient.remove(network(client));
    if (former != null) {
      former.forget();
    }
    byClient.put(network(client), template);
    return template;
  }

  /** Those that have not ended, the one used longest ago first. */
  Stream<Carried> listed(ServiceKey.Endpoint service, long nowNanos) {
    var timeout = persistence.timeout();
    var virtual = new Carried.Endpoint(service.vip(), service.port());
    return byClient.entrySet().stream()
        .filter(entry -> !entry.getValue().hasEnded(nowNanos, timeout.toNanos()))
        .map(entry -> new Carried(
            service.protocol().label(),
            new Carried.Endpoint(entry.getKey(), 0),
            virtual,
            entry.getValue().server().endpoint(service.port()),
            "NONE",
            Carried.left(timeout, nowNanos - entry.getValue().usedNanos)));
  }

  /** Forgets every client. */
  void clear() {
    byClient.values().forEach(Template::forget);
    byClient.clear();
  }

  /** At most two for each client that comes, so that no connection waits for a long walk. */
  private void forgetTheOldest(long nowNanos) {
    for (int step = 0; step < 2 && !byClient.isEmpty(); step++) {
      var oldest = byClient.firstEntry();
      boolean ended = oldest.getValue().hasEnded(nowNanos, persistence.timeout().toNanos());
      if (!ended && byClient.size() < MOST) {
        return;
      }
      oldest.getValue().forget();
      byClient.remove(oldest.getKey());
    }
  }

  /** The leading bits of an address that count. */
  private IpAddress network(IpAddress client) {
    int bits = Math.min(persistence.prefixLength(), client.family().bits());
    return switch (client.family()) {
      case IPV4 -> new IpAddress(client.family(), 0, client.low() & upper(bits + 32) & 0xffff_ffffL);
      case IPV6 -> new IpAddress(client.family(), client.high() & upper(bits), client.low() & upper(bits - 64));
    };
  }

  /** A mask of so many upper bits of 64. */
  private static long upper(int bits) {
    return bits <= 0 ? 0 : -1L << (64 - Math.min(bits, 64));
  }

  /** A client's server. */
  static final class Template {
    private final Server server;
    private final AtomicInteger connections = new AtomicInteger();
    private long usedNanos;

    private Template(Server server, long usedNanos) {
      this.server = server;
      this.usedNanos = usedNanos;
      server.templates().incrementAndGet();
    }

    Server server() {
      return server;
    }

    /** How many connections live that were scheduled by it; event loops count them down. */
    AtomicInteger connections() {
      return connections;
    }

    private boolean hasEnded(long nowNanos, long timeoutNanos) {
      return server.removed()
          || server.weight() == 0
          || (nowNanos - usedNanos > timeoutNanos && connections.get() == 0);
    }

    private void forget() {
      server.templates().decrementAndGet();
    }
  }
}
