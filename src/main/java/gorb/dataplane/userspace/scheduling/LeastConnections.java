package gorb.dataplane.userspace.scheduling;

import java.util.List;

/** {@code lc}: the usable server with the least overhead, whatever the weights; the first of equals (ip_vs_lc.c). */
record LeastConnections() implements Scheduling {
  @Override
  public Pick pick(List<? extends Candidate> servers, Flow flow) {
    int least = Pick.NONE;
    long leastOverhead = Long.MAX_VALUE;
    for (int position = 0; position < servers.size(); position++) {
      var server = servers.get(position);
      if (server.usable() && server.overhead() < leastOverhead) {
        least = position;
        leastOverhead = server.overhead();
      }
    }
    return new Pick(least, this);
  }
}
