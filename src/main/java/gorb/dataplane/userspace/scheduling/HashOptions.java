package gorb.dataplane.userspace.scheduling;

import gorb.model.SchedulerFlag;
import java.util.Set;

/**
 * What the flags of a service say to {@code sh} and {@code mh}.
 *
 * @param fallback whether another server is looked for where the flow's own one is not usable ({@code sh-fallback})
 * @param port whether the client's port is hashed with its address ({@code sh-port})
 */
record HashOptions(boolean fallback, boolean port) {
  static HashOptions of(Set<SchedulerFlag> flags) {
    return new HashOptions(flags.contains(SchedulerFlag.FLAG_1), flags.contains(SchedulerFlag.FLAG_2));
  }

  /** The number that stands for a client ({@code ip_vs_sh_hashkey}, {@code ip_vs_mh_hashkey}). */
  int client(Flow flow) {
    return AddressHash.fold(flow.client()) + (port ? flow.clientPort() : 0);
  }
}
