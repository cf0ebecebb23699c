package gorb.bgp.policy;

/** Why a service is announced, or is not. */
public enum Reason {
  /** Its address is announced, and it is a reason why. */
  ANNOUNCED("announced"),
  /** Fewer servers serve than its quorum. */
  BELOW_QUORUM("belowQuorum"),
  /** Fewer than its quorum, and those that are missing wait for their first check. */
  NOT_CHECKED("notChecked"),
  /** Every server is withheld by the operator, or has a configured weight of 0. */
  DRAINED("drained"),
  /** It is healthy; another service of its address or prefix that says {@code all} is not, or cannot be reached. */
  HELD_BACK("heldBack"),
  /** It says {@code never}. */
  NOT_WANTED("notWanted"),
  /** It has a firewall mark, every address, or a loopback address, and names no prefix: nothing could be announced. */
  NO_ADDRESS("noAddress"),
  /** Its address is not on the interface. */
  NOT_ON_INTERFACE("notOnInterface"),
  /** The data plane does not carry it. */
  NOT_CARRIED("notCarried");

  private final String label;

  Reason(String label) {
    this.label = label;
  }

  /** The word that users read. */
  public String label() {
    return label;
  }
}
