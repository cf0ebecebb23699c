package gorb.dataplane.userspace.scheduling;

import java.util.List;

/**
 * {@code rr}: each usable server in turn (ip_vs_rr.c).
 *
 * @param last the position of the server that was chosen last, or {@link #HEAD}
 */
record RoundRobin(int last) implements Scheduling {
  /** The next search begins with the first server. */
  static final int HEAD = -1;

  static Scheduling start(List<? extends Candidate> servers) {
    return new RoundRobin(HEAD);
  }

  @Override
  public Scheduling added(List<? extends Candidate> servers) {
    return last == HEAD ? this : new RoundRobin(last + 1);
  }

  @Override
  public Scheduling removed(int position, List<? extends Candidate> servers) {
    return position <= last ? new RoundRobin(last - 1) : this;
  }

  @Override
  public Pick pick(List<? extends Candidate> servers, Flow flow) {
    for (int step = 1; step <= servers.size(); step++) {
      int position = (last + step) % servers.size();
      if (servers.get(position).usable()) {
        return new Pick(position, new RoundRobin(position));
      }
    }
    return new Pick(Pick.NONE, this);
  }
}
