package gorb.bgp.session;

import gorb.bgp.message.Family;
import gorb.bgp.message.Message;

/** What a session has done. */
public sealed interface SessionAction {
  /** Opens a connection, {@link Side#OUTGOING}. */
  record Connect() implements SessionAction {}

  /** Sends a message. */
  record Send(Side side, Message message) implements SessionAction {}

  /** Closes a connection after what was sent on it. */
  record Close(Side side) implements SessionAction {}

  /** The session is established: all routes are to be sent, then the ends of the families. */
  record Up(Side side, Negotiated negotiated) implements SessionAction {}

  /** An established session is over. */
  record Down(String reason) implements SessionAction {}

  /** The peer wants all routes of a family again. */
  record Resend(Family family) implements SessionAction {}
}
