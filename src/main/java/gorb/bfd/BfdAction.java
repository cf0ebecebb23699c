package gorb.bfd;

/** What a session has done. */
sealed interface BfdAction {
  /** Sends a packet. */
  record Send(ControlPacket packet) implements BfdAction {}

  /** Both hear each other. */
  record Up() implements BfdAction {}

  /**
   * The session is not up any more.
   *
   * @param failed whether the link is what failed; false where the peer's operator took the session down
   *     (RFC 5882 §4.2)
   */
  record Down(String reason, boolean failed) implements BfdAction {}
}
