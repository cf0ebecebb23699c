package gorb.bgp.message;

/** What a peer sent ends the session: with this NOTIFICATION (RFC 4271 §6). */
public final class MessageException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Notification notification;

  MessageException(Notification notification, String reason) {
    super(notification.name() + ": " + reason, null, false, false);
    this.notification = notification;
  }

  /** What the peer is told. */
  public Notification notification() {
    return notification;
  }
}
