package gorb.dataplane.userspace.scheduling;

import java.util.List;

/**
 * {@code ovf}: the usable server with the highest weight among those with no more active connections than weight; the
 * first of equals; nobody once all have more (ip_vs_ovf.c).
 */
record Overflow() implements Scheduling {
  @Override
  public Pick pick(List<? extends Candidate> servers, Flow flow) {
    int highest = Pick.NONE;
    for (int position = 0; position < servers.size(); position++) {
      var server = servers.get(position);
      if (server.usable()
          && server.active() <= server.weight()
          && (highest == Pick.NONE || server.weight() > servers.get(highest).weight())) {
        highest = position;
      }
    }
    return new Pick(highest, this);
  }
}
