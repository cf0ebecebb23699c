package gorb.dataplane.userspace.scheduling;

import java.util.List;

/**
 * {@code wlc}: the usable server with the least overhead for its weight; the first of equals (ip_vs_wlc.c).
 * Quotients are compared by cross multiplication: {@code a/v > b/w} is {@code a*w > b*v} where weights are above 0.
 */
record WeightedLeastConnections() implements Scheduling {
  static Scheduling start(List<? extends Candidate> servers) {
    return new WeightedLeastConnections();
  }

  @Override
  public Pick pick(List<? extends Candidate> servers, Flow flow) {
    int least = Pick.NONE;
    long leastOverhead = 0;
    long leastWeight = 0;
    for (int position = 0; position < servers.size(); position++) {
      var server = servers.get(position);
      if (!server.usable()) {
        continue;
      }
      long overhead = server.overhead();
      if (least == Pick.NONE || leastOverhead * server.weight() > overhead * leastWeight) {
        least = position;
        leastOverhead = overhead;
        leastWeight = server.weight();
      }
    }
    return new Pick(least, this);
  }
}
