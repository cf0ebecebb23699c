package gorb.dataplane.userspace.scheduling;

import java.util.List;

/** {@code nq}: the first usable server that is idle; where none is, as {@code sed} (ip_vs_nq.c). */
record NeverQueue() implements Scheduling {
  @Override
  public Pick pick(List<? extends Candidate> servers, Flow flow) {
    for (int position = 0; position < servers.size(); position++) {
      var server = servers.get(position);
      if (server.usable() && server.active() == 0) {
        return new Pick(position, this);
      }
    }
    return new Pick(LeastLoaded.position(servers, ShortestExpectedDelay::delay), this);
  }
}
