package gorb.dataplane.userspace.scheduling;

import java.util.List;

/** {@code wlc}: the usable server with the least overhead for its weight; the first of equals (ip_vs_wlc.c). */
record WeightedLeastConnections() implements Scheduling {
  @Override
  public Pick pick(List<? extends Candidate> servers, Flow flow) {
    return new Pick(LeastLoaded.position(servers, Candidate::overhead), this);
  }
}
