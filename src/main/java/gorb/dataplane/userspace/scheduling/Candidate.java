package gorb.dataplane.userspace.scheduling;

import gorb.model.ServerKey;

/** A destination as schedulers see it ({@code struct ip_vs_dest} of ip_vs.h). */
public interface Candidate {
  /** Its address and port. */
  ServerKey key();

  /** Its effective weight, 0..2147483647. */
  int weight();

  /**
   * The weight it had before it was quiesced: its last weight that was not 0, or 0 when it had none since it was added
   * ({@code last_weight}).
   */
  int lastWeight();

  /** Whether it takes no connection now, whatever its weight ({@code IP_VS_DEST_F_OVERLOAD}). */
  boolean overloaded();

  /** How many connections it carries. */
  int active();

  /** How many of its connections are neither established nor forgotten. */
  int inactive();

  /** Whether a scheduler may choose it at all. */
  default boolean usable() {
    return weight() > 0 && !overloaded();
  }

  /** What an active connection costs, with the inactive ones ({@code ip_vs_dest_conn_overhead} of ip_vs.h). */
  default long overhead() {
    return ((long) active() << 8) + inactive();
  }
}
