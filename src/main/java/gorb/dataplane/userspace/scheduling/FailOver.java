package gorb.dataplane.userspace.scheduling;

import java.util.List;

/** {@code fo}: the usable server with the highest weight; the first of equals (ip_vs_fo.c). */
record FailOver() implements Scheduling {
  @Override
  public Pick pick(List<? extends Candidate> servers, Flow flow) {
    int highest = Pick.NONE;
    for (int position = 0; position < servers.size(); position++) {
      var server = servers.get(position);
      if (server.usable() && (highest == Pick.NONE || server.weight() > servers.get(highest).weight())) {
        highest = position;
      }
    }
    return new Pick(highest, this);
  }
}
