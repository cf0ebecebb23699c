package gorb.dataplane.userspace.scheduling;

import gorb.dataplane.userspace.scheduling.Scheduling.Pick;
import gorb.model.ServerKey;
import java.util.List;

/** What {@code lblc} and {@code lblcr} ask of servers that they remember. */
final class Locality {
  private Locality() {}

  /** Where a remembered server is in the list, or {@link Pick#NONE}. */
  static int position(ServerKey key, List<? extends Candidate> servers) {
    for (int position = 0; position < servers.size(); position++) {
      if (servers.get(position).key().equals(key)) {
        return position;
      }
    }
    return Pick.NONE;
  }

  /**
   * Whether a server has more active connections than weight while another has less than half as many
   * ({@code is_overloaded} of ip_vs_lblc.c and ip_vs_lblcr.c).
   */
  static boolean isBurdened(Candidate server, List<? extends Candidate> servers) {
    if (server.active() <= server.weight()) {
      return false;
    }
    for (var other : servers) {
      if (other.active() * 2L < other.weight()) {
        return true;
      }
    }
    return false;
  }
}
