package gorb.dataplane.userspace.scheduling;

import java.util.List;

/**
 * {@code sed}: the usable server with the fewest active connections for its weight, the new one included; the first of
 * equals (ip_vs_sed.c).
 */
record ShortestExpectedDelay() implements Scheduling {
  @Override
  public Pick pick(List<? extends Candidate> servers, Flow flow) {
    return new Pick(LeastLoaded.position(servers, ShortestExpectedDelay::delay), this);
  }

  /** The length of its queue with the new connection in it ({@code ip_vs_sed_dest_overhead}). */
  static long delay(Candidate server) {
    return server.active() + 1L;
  }
}
