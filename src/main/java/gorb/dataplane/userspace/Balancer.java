package gorb.dataplane.userspace;

import gorb.dataplane.userspace.scheduling.Algorithm;
import gorb.dataplane.userspace.scheduling.Candidate;
import gorb.dataplane.userspace.scheduling.Flow;
import gorb.dataplane.userspace.scheduling.Scheduling;
import gorb.dataplane.userspace.scheduling.Scheduling.Pick;
import gorb.model.ServerKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The servers of one service with the state of its scheduler.
 *
 * <p>The controller edits, event loops pick: both under one private lock, which is held for one walk over the servers
 * and never across I/O. A pick and the count of its connection are one step, so least-connection schedulers see every
 * connection that was scheduled before.
 */
final class Balancer {
  private final Object lock = new Object();
  /** Newest first, as the kernel's list. */
  private final List<Server> servers = new ArrayList<>();
  /** Removed, with connections left: they are found again when the server comes back, so that no load is forgotten. */
  private final Map<ServerKey, Server> leaving = new HashMap<>();

  private Scheduling scheduling;

  Balancer(Algorithm algorithm) {
    scheduling = algorithm.start(servers);
  }

  /** Goes on with another scheduler, from its first state. */
  void schedule(Algorithm algorithm) {
    synchronized (lock) {
      scheduling = algorithm.start(servers);
    }
  }

  /** Adds a server, or edits the one with its key. */
  void put(ServerKey key, int weight) {
    synchronized (lock) {
      int position = position(key);
      if (position >= 0) {
        servers.get(position).weight(weight);
        scheduling = scheduling.edited(servers);
        return;
      }
      var known = leaving.remove(key);
      var server = known == null ? new Server(key, weight) : known;
      server.weight(weight);
      servers.addFirst(server);
      scheduling = scheduling.added(servers);
    }
  }

  /** Takes a server out; its connections live on. */
  void remove(ServerKey key) {
    synchronized (lock) {
      int position = position(key);
      if (position < 0) {
        return;
      }
      leaving.values().removeIf(server -> server.active() == 0);
      leaving.put(key, servers.remove(position));
      scheduling = scheduling.removed(position, servers);
    }
  }

  /**
   * Chooses the server of a new connection and counts the connection, whose end the caller must tell it.
   *
   * @param avoided a server that just failed: it is taken for overloaded
   * @return null when no server may be chosen
   */
  @Nullable Server begin(Flow flow, @Nullable Server avoided) {
    synchronized (lock) {
      var pick = scheduling.pick(avoided == null ? servers : without(avoided), flow);
      scheduling = pick.next();
      if (pick.position() == Pick.NONE) {
        return null;
      }
      var server = servers.get(pick.position());
      server.begin();
      return server;
    }
  }

  /** What each server in the table has carried. */
  Map<ServerKey, ServerCounters> counters() {
    synchronized (lock) {
      var counters = HashMap.<ServerKey, ServerCounters>newHashMap(servers.size());
      servers.forEach(server -> counters.put(server.key(), server.counters()));
      return counters;
    }
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
      return server.weight();
    }

    @Override
    public boolean overloaded() {
      return true;
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
