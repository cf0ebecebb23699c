package gorb.dataplane.userspace.scheduling;

import java.util.List;

/**
 * {@code dh}: the same server for the same virtual address, by a table of 256 slots that servers fill in turn, whatever
 * their weights; nobody where that server is not usable (ip_vs_dh.c).
 *
 * @param slots rebuilt when a server is added or removed
 */
record DestinationHashing(Slots slots) implements Scheduling {
  /** {@code CONFIG_IP_VS_DH_TAB_BITS}: 8 unless a kernel was built with another. */
  private static final int BITS = 8;

  static DestinationHashing start(List<? extends Candidate> servers) {
    return new DestinationHashing(Slots.inTurn(1 << BITS, servers, _ -> 1));
  }

  @Override
  public Scheduling added(List<? extends Candidate> servers) {
    return start(servers);
  }

  @Override
  public Scheduling removed(int position, List<? extends Candidate> servers) {
    return start(servers);
  }

  @Override
  public Pick pick(List<? extends Candidate> servers, Flow flow) {
    int hash = AddressHash.ofBits(AddressHash.fold(flow.vip()), BITS);
    return new Pick(slots.find(_ -> hash, false, servers), this);
  }
}
