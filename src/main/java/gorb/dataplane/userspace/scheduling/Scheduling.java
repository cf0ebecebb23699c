package gorb.dataplane.userspace.scheduling;

import gorb.model.SchedulerFlag;
import java.util.List;
import java.util.Set;

/**
 * The state of a service's scheduler, with the pure functions that read and follow it: one immutable type for each
 * scheduler, whose fields are what the kernel keeps in {@code sched_data}.
 *
 * <p>The list of servers is the kernel's: the newest first. Positions in it are what states may remember, so each
 * change of the list is told, with the list as it is afterwards ({@code add_dest}, {@code del_dest}, {@code upd_dest}
 * of {@code struct ip_vs_scheduler}).
 */
public interface Scheduling {
  /** A server was added at the head of the list. */
  default Scheduling added(List<? extends Candidate> servers) {
    return this;
  }

  /** The server at a position was taken out of the list. */
  default Scheduling removed(int position, List<? extends Candidate> servers) {
    return this;
  }

  /** A server was edited. */
  default Scheduling edited(List<? extends Candidate> servers) {
    return this;
  }

  /** The service got other flags; its servers are as they were. */
  default Scheduling flagged(Set<SchedulerFlag> flags) {
    return this;
  }

  /** Chooses the server of a new connection. */
  Pick pick(List<? extends Candidate> servers, Flow flow);

  /**
   * A choice.
   *
   * @param position of the chosen server in the list, or {@link #NONE}
   * @param next the state of the scheduler from here on
   */
  record Pick(int position, Scheduling next) {
    /** No server may be chosen. */
    public static final int NONE = -1;
  }
}
