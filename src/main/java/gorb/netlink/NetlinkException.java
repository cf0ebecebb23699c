package gorb.netlink;

/**
 * An exchange with the kernel that failed: {@link KernelRefusalException} (the kernel said no),
 * {@link AnswersLostException} (it is not known what the kernel said), {@link MalformedMessageException} (it said what
 * this program cannot read). The message names the operation, its object and the cause.
 */
public abstract class NetlinkException extends Exception {
  private static final long serialVersionUID = 1;

  /** For subclasses. */
  public NetlinkException(String message) {
    super(message);
  }

  /** For subclasses, with the exception that caused it. */
  public NetlinkException(String message, Throwable cause) {
    super(message, cause);
  }
}
