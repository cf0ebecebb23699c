package gorb.dataplane.userspace.scheduling;

import gorb.model.SchedulerFlag;
import java.util.List;
import java.util.Set;

/**
 * {@code sh}: the same server for the same client, by a table of 256 slots that servers fill in turn, each as many in a
 * row as its weight (ip_vs_sh.c). Nobody where that server is not usable, unless {@code sh-fallback} is set.
 *
 * @param slots rebuilt on each change of a server
 * @param options the flags
 */
record SourceHashing(Slots slots, HashOptions options) implements Scheduling {
  /** {@code CONFIG_IP_VS_SH_TAB_BITS}: 8 unless a kernel was built with another. */
  private static final int BITS = 8;

  private static final int SIZE = 1 << BITS;

  static SourceHashing start(List<? extends Candidate> servers, Set<SchedulerFlag> flags) {
    return new SourceHashing(table(servers), HashOptions.of(flags));
  }

  @Override
  public Scheduling added(List<? extends Candidate> servers) {
    return edited(servers);
  }

  @Override
  public Scheduling removed(int position, List<? extends Candidate> servers) {
    return edited(servers);
  }

  @Override
  public Scheduling edited(List<? extends Candidate> servers) {
    return new SourceHashing(table(servers), options);
  }

  @Override
  public Scheduling flagged(Set<SchedulerFlag> flags) {
    return new SourceHashing(slots, HashOptions.of(flags));
  }

  @Override
  public Pick pick(List<? extends Candidate> servers, Flow flow) {
    int hash = AddressHash.ofBits(options.client(flow), BITS);
    return new Pick(slots.find(offset -> (offset + hash) % SIZE, options.fallback(), servers), this);
  }

  private static Slots table(List<? extends Candidate> servers) {
    return Slots.inTurn(SIZE, servers, Candidate::weight);
  }
}
