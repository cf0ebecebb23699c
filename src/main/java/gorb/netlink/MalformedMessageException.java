package gorb.netlink;

/** Bytes that are no message, or an attribute whose content is not what its type says; names it with its length. */
public final class MalformedMessageException extends NetlinkException {
  private static final long serialVersionUID = 1;

  /**
   * @param message what was read, and what is wrong with it
   */
  public MalformedMessageException(String message) {
    super(message);
  }
}
