package gorb.bgp.session;

/** Who opened a connection. */
public enum Side {
  /** We did. */
  OUTGOING,
  /** The peer did. */
  INCOMING
}
