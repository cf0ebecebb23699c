package gorb.dataplane.userspace;

import gorb.dataplane.Carried;
import gorb.dataplane.ConnectionTable.Page;
import gorb.dataplane.Connections;
import gorb.dataplane.Destination;
import gorb.dataplane.DestinationCounters;
import gorb.dataplane.ServiceCounters;
import gorb.dataplane.Traffic;
import gorb.dataplane.userspace.scheduling.Algorithm;
import gorb.dataplane.userspace.scheduling.Candidate;
import gorb.dataplane.userspace.scheduling.Flow;
import gorb.dataplane.userspace.scheduling.Scheduling;
import gorb.dataplane.userspace.scheduling.Scheduling.Pick;
import gorb.dataplane.userspace.scheduling.Sources;
import gorb.model.Persistence;
import gorb.model.Protocol;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.ServiceSettings.PacketScheduling;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The servers of one service with the state of its scheduler and its persistent clients.
 *
 * <p>The controller edits, event loops pick: both under one private lock, which is held for one walk over the servers
 * and never across I/O. A pick and the count of its connection are one step, so least-connection schedulers see every
 * connection that was scheduled before.
 */
final class Balancer {
  private final Object lock = new Object();
  private final Protocol protocol;
  private final Sources sources;
  private final Ticker ticker;
  /** Newest first, as the kernel's list. */
  private final List<Server> servers = new ArrayList<>();
  /** Removed, with connections left: they are found again when the server comes back, so that no load is forgotten. */
  private final Map<ServerKey, Server> leaving = new HashMap<>();
  /** What servers have carried that are forgotten. */
  private Traffic forgotten = Traffic.NONE;
  private Estimate estimate = Estimate.NONE;
  private volatile ServiceSettings settings;
  private Scheduling scheduling;
  private @Nullable Templates templates;

  Balancer(Protocol protocol, ServiceSettings settings, Sources sources, Ticker ticker) {
    this.protocol = protocol;
    this.sources = sources;
    this.settings = settings;
    this.ticker = ticker;
    scheduling = start(settings);
    templates = templates(settings);
  }

  /** Takes other settings: another scheduler begins from its first state, the same one goes on with its flags. */
  void edit(ServiceSettings edited) {
    synchronized (lock) {
      scheduling = edited.scheduler().equals(settings.scheduler())
          ? scheduling.flagged(edited.flags())
          : start(edited);
      if (!edited.persistence().equals(settings.persistence())) {
        if (templates != null) {
          templates.clear();
        }
        templates = templates(edited);
      }
      settings = edited;
    }
  }

  /** Adds a server, or edits the one with its key. */
  void put(ServerKey key, Destination destination) {
    synchronized (lock) {
      int position = position(key);
      if (position >= 0) {
        servers.get(position).edit(destination);
        scheduling = scheduling.edited(servers);
        return;
      }
      var known = leaving.remove(key);
      var server = known == null ? new Server(key) : known;
      server.join(destination);
      servers.addFirst(server);
      scheduling = scheduling.added(servers);
    }
  }

  /** Takes a server out; what becomes of its connections is the caller's to say. */
  void remove(ServerKey key) {
    synchronized (lock) {
      int position = position(key);
      if (position < 0) {
        return;
      }
      forgetThoseWithoutConnections();
      var server = servers.remove(position);
      server.remove();
      leaving.put(key, server);
      scheduling = scheduling.removed(position, servers);
    }
  }

  /** Takes every server out, for good. */
  void removeAll() {
    synchronized (lock) {
      while (!servers.isEmpty()) {
        remove(servers.getFirst().key());
      }
    }
  }

  /** Whether each datagram is scheduled by itself. */
  boolean isOnePacket() {
    return protocol == Protocol.UDP && settings.packets() == PacketScheduling.ONE_PACKET;
  }

  /**
   * Chooses the server of a new connection and counts the connection, whose end the caller must tell.
   *
   * @param avoided a server that just failed: it is taken for quiesced
   * @return null when no server may be chosen
   */
  @Nullable Assignment begin(Flow flow, @Nullable Server avoided) {
    synchronized (lock) {
      boolean isFlow = protocol == Protocol.UDP;
      if (templates == null) {
        var server = pick(flow, avoided);
        return server == null ? null : new Assignment(server, null, isFlow);
      }
      long now = ticker.nanoTime();
      var template = templates.use(flow.client(), now);
      if (template == null || template.server() == avoided) {
        var server = pick(flow, avoided);
        if (server == null) {
          return null;
        }
        template = templates.keep(flow.client(), server, now);
      }
      return new Assignment(template.server(), template, isFlow);
    }
  }

  /** Takes a look at the rates, every {@link Estimate#SECONDS}. */
  void estimate() {
    synchronized (lock) {
      servers.forEach(Server::estimate);
      leaving.values().forEach(Server::estimate);
      estimate = estimate.after(total());
    }
  }

  /** How many connections each server in the table has. */
  Map<ServerKey, Connections> connections() {
    synchronized (lock) {
      var connections = HashMap.<ServerKey, Connections>newHashMap(servers.size());
      servers.forEach(server -> connections.put(
          server.key(), new Connections(server.active(), server.inactive(), server.templates().get())));
      return connections;
    }
  }

  /** Its persistent clients. */
  Page list(ServiceKey.Endpoint service, Predicate<Carried> wanted, int limit) {
    synchronized (lock) {
      return templates == null
          ? Listed.NOTHING
          : Listed.page(templates.listed(service, ticker.nanoTime()), wanted, limit);
    }
  }

  /** What the service and each server in the table have carried. */
  ServiceCounters counters() {
    synchronized (lock) {
      var counters = HashMap.<ServerKey, DestinationCounters>newHashMap(servers.size());
      servers.forEach(server -> counters.put(server.key(), server.counters()));
      return new ServiceCounters(total(), estimate.perSecond(), counters);
    }
  }

  private @Nullable Server pick(Flow flow, @Nullable Server avoided) {
    var pick = scheduling.pick(avoided == null ? servers : without(avoided), flow);
    scheduling = pick.next();
    return pick.position() == Pick.NONE ? null : servers.get(pick.position());
  }

  private Scheduling start(ServiceSettings of) {
    return Algorithm.of(of.scheduler()).orElseThrow().start().with(servers, of.flags(), sources);
  }

  private static @Nullable Templates templates(ServiceSettings of) {
    return switch (of.persistence()) {
      case Persistence.None _ -> null;
      case Persistence.Sticky sticky -> new Templates(sticky);
    };
  }

  private void forgetThoseWithoutConnections() {
    leaving.values().removeIf(server -> {
      boolean forget = server.active() + server.inactive() == 0;
      if (forget) {
        forgotten = forgotten.plus(server.amounts().total());
      }
      return forget;
    });
  }

  private Traffic total() {
    var total = forgotten;
    for (var server : servers) {
      total = total.plus(server.amounts().total());
    }
    for (var server : leaving.values()) {
      total = total.plus(server.amounts().total());
    }
    return total;
  }

  private List<Candidate> without(Server avoided) {
    return servers.stream().<Candidate>map(server -> server == avoided ? new Avoided(server) : server).toList();
  }

  private int position(ServerKey key) {
    for (int position = 0; position < servers.size(); position++) {
      if (servers.get(position).key().equals(key)) {
        return position;
      }
    }
    return Pick.NONE;
  }

  /** A server that takes no connection in this choice. */
  private record Avoided(Server server) implements Candidate {
    @Override
    public ServerKey key() {
      return server.key();
    }

    @Override
    public int weight() {
      return 0;
    }

    @Override
    public int lastWeight() {
      return server.lastWeight();
    }

    @Override
    public boolean overloaded() {
      return server.overloaded();
    }

    @Override
    public int active() {
      return server.active();
    }

    @Override
    public int inactive() {
      return server.inactive();
    }
  }
}
