package gorb.dataplane.userspace.scheduling;

import gorb.dataplane.userspace.scheduling.Scheduling.Pick;
import gorb.model.ServerKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * {@code lblc}: the same server for the same virtual address, as long as it has a weight and is not burdened while
 * another is at ease; else the least loaded one, as {@code wlc}, from then on (ip_vs_lblc.c). Made for caches, in front
 * of which one service has many virtual addresses.
 *
 * @param given which server a virtual address was given last
 * @param expiration how long that is remembered
 * @param clock the time now
 */
record LocalityLeastConnections(Recollection<ServerKey> given, Duration expiration, InstantSource clock)
    implements Scheduling {
  static LocalityLeastConnections start(Duration expiration, InstantSource clock) {
    return new LocalityLeastConnections(Recollection.empty(clock.instant()), expiration, clock);
  }

  @Override
  public Pick pick(List<? extends Candidate> servers, Flow flow) {
    var now = clock.instant();
    var known = given.lookedAfter(now, expiration);
    var last = known.of(flow.vip());
    int position = last == null ? Pick.NONE : Locality.position(last, servers);
    if (position == Pick.NONE || !serves(servers.get(position), servers)) {
      position = LeastLoaded.position(servers, Candidate::overhead);
    }
    if (position != Pick.NONE) {
      last = servers.get(position).key();
    }
    var next = last == null ? known : known.with(flow.vip(), last, now);
    return new Pick(position, new LocalityLeastConnections(next, expiration, clock));
  }

  /** The kernel does not look at thresholds here. */
  private static boolean serves(Candidate server, List<? extends Candidate> servers) {
    return server.weight() > 0 && !Locality.isBurdened(server, servers);
  }
}
