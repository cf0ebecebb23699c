package gorb.netlink;

/**
 * Answers are missing: the receive buffer overflowed (ENOBUFS), none came in time, one did not fit, or a list changed
 * at every attempt to read it. What the kernel did is unknown: read its state again before the next change.
 */
public final class AnswersLostException extends NetlinkException {
  private static final long serialVersionUID = 1;

  /**
   * @param message operation, object and cause
   */
  public AnswersLostException(String message) {
    super(message);
  }
}
