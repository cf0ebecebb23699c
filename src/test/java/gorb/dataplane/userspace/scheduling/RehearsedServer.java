package gorb.dataplane.userspace.scheduling;

import gorb.model.ServerKey;
import gorb.model.Thresholds;

/** A server that counts as the kernel does ({@code ip_vs_bind_dest}, {@code set_tcp_state}, {@code __ip_vs_update_dest}). */
final class RehearsedServer implements Candidate {
  private final ServerKey key;
  private int weight;
  private int lastWeight;
  private long upper;
  private boolean overloaded;
  private int active;
  private int inactive;

  RehearsedServer(ServerKey key) {
    this.key = key;
  }

  /** Comes into the table, for the first time or again. */
  void join(int newWeight, Thresholds thresholds) {
    edit(newWeight, thresholds);
    lastWeight = newWeight;
  }

  void edit(int newWeight, Thresholds thresholds) {
    weight = newWeight;
    lastWeight = newWeight == 0 ? lastWeight : newWeight;
    overloaded &= thresholds.upper() != 0;
    upper = thresholds.upper();
  }

  void beginActive() {
    active++;
    begun();
  }

  void beginInactive() {
    inactive++;
    begun();
  }

  void becomeInactive() {
    active--;
    inactive++;
  }

  boolean isLimited() {
    return upper != 0;
  }

  private void begun() {
    overloaded |= upper != 0 && active + inactive >= upper;
  }

  @Override
  public ServerKey key() {
    return key;
  }

  @Override
  public int weight() {
    return weight;
  }

  @Override
  public int lastWeight() {
    return lastWeight;
  }

  @Override
  public boolean overloaded() {
    return overloaded;
  }

  @Override
  public int active() {
    return active;
  }

  @Override
  public int inactive() {
    return inactive;
  }
}
