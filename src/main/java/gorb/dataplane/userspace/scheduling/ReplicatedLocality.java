package gorb.dataplane.userspace.scheduling;

import gorb.model.ServerKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.pcollections.ConsPStack;
import org.pcollections.PStack;

/**
 * {@code lblcr}: the least loaded of a set of servers that each virtual address has; one more joins when that one is
 * burdened while another server is at ease, and the most loaded leaves when the set has not changed for a day
 * (ip_vs_lblcr.c).
 *
 * @param given which servers a virtual address has
 * @param expiration how long that is remembered, and how long a set lasts until its most loaded server leaves
 * @param clock the time now
 */
record ReplicatedLocality(Recollection<Replicas> given, Duration expiration, InstantSource clock)
    implements Scheduling {
  /**
   * The servers of a virtual address ({@code struct ip_vs_dest_set}).
   *
   * @param members newest first; also those that are not in the service any more: they serve again when they come back
   * @param changed when one joined or left
   */
  record Replicas(PStack<ServerKey> members, Instant changed) {
    static final Replicas NONE = new Replicas(ConsPStack.empty(), Instant.EPOCH);

    Replicas joinedBy(ServerKey server, Instant now) {
      return members.contains(server) ? this : new Replicas(members.plus(server), now);
    }

    Replicas leftBy(ServerKey server, Instant now) {
      return new Replicas(members.minus(server), now);
    }
  }

  static ReplicatedLocality start(Duration expiration, InstantSource clock) {
    return new ReplicatedLocality(Recollection.empty(clock.instant()), expiration, clock);
  }

  @Override
  public Pick pick(List<? extends Candidate> servers, Flow flow) {
    var now = clock.instant();
    var known = given.lookedAfter(now, expiration);
    var replicas = known.of(flow.vip());
    int position = Pick.NONE;
    if (replicas == null) {
      replicas = Replicas.NONE;
    } else {
      position = leastLoaded(replicas, servers);
      replicas = thinned(replicas, servers, now);
    }
    if (position == Pick.NONE || Locality.isBurdened(servers.get(position), servers)) {
      position = LeastLoaded.position(servers, Candidate::overhead);
      replicas = position == Pick.NONE ? replicas : replicas.joinedBy(servers.get(position).key(), now);
    }
    var next = replicas.equals(Replicas.NONE) ? known : known.with(flow.vip(), replicas, now);
    return new Pick(position, new ReplicatedLocality(next, expiration, clock));
  }

  /** {@code ip_vs_dest_set_min}. */
  private static int leastLoaded(Replicas replicas, List<? extends Candidate> servers) {
    var present = present(replicas, servers);
    int least = LeastLoaded.position(present, Candidate::overhead);
    return least == Pick.NONE ? Pick.NONE : Locality.position(present.get(least).key(), servers);
  }

  private Replicas thinned(Replicas replicas, List<? extends Candidate> servers, Instant now) {
    if (replicas.members().size() <= 1 || !now.isAfter(replicas.changed().plus(expiration))) {
      return replicas;
    }
    Candidate most = null;
    for (var server : present(replicas, servers)) {
      if (server.weight() > 0 && (most == null || isHeavier(server, most))) {
        most = server;
      }
    }
    return most == null ? replicas : replicas.leftBy(most.key(), now);
  }

  /** {@code ip_vs_dest_set_max}. */
  private static boolean isHeavier(Candidate one, Candidate other) {
    return other.overhead() * one.weight() < one.overhead() * other.weight();
  }

  private static List<Candidate> present(Replicas replicas, List<? extends Candidate> servers) {
    var present = new ArrayList<Candidate>(replicas.members().size());
    for (var key : replicas.members()) {
      int position = Locality.position(key, servers);
      if (position != Pick.NONE) {
        present.add(servers.get(position));
      }
    }
    return present;
  }
}
