package gorb.bgp.session;

import gorb.bgp.message.Message;
import gorb.bgp.message.Notification;
import java.util.Optional;

/** What happens to a session. */
public sealed interface SessionEvent {
  /** The session is wanted. */
  record Started() implements SessionEvent {}

  /**
   * The session is not wanted any more.
   *
   * @param farewell what the peer is told; empty to leave without a word, so that it keeps our routes for a while
   */
  record Stopped(Optional<Notification> farewell) implements SessionEvent {}

  /** A connection is there. */
  record Connected(Side side) implements SessionEvent {}

  /** A connection is over, or did not come about. */
  record Closed(Side side, String reason) implements SessionEvent {}

  /** The peer sent a message. */
  record Received(Side side, Message message) implements SessionEvent {}

  /** The peer sent what ends the session. */
  record Malformed(Side side, Notification notification, String reason) implements SessionEvent {}

  /** The link to the peer is dead (RFC 5882). */
  record LinkDown(String reason) implements SessionEvent {}

  /** It is the time that was asked for. */
  record TimeReached() implements SessionEvent {}
}
