package gorb.bfd;

/** What happens to a session. */
sealed interface BfdEvent {
  /** The session is wanted. */
  record Started() implements BfdEvent {}

  /** The session is not wanted any more: the peer hears that this says nothing of the link. */
  record Stopped() implements BfdEvent {}

  /** A packet of the peer. */
  record Received(ControlPacket packet) implements BfdEvent {}

  /** It is the time that was asked for. */
  record TimeReached() implements BfdEvent {}
}
