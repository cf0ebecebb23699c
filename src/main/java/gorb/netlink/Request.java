package gorb.netlink;

/**
 * What the kernel is asked.
 *
 * @param operation operation and object in words, for errors; its text is made only when it is needed
 * @param type of the message, as its family numbers it
 * @param flags modifiers ({@code NLM_F_CREATE} and such); those that every request needs are added
 * @param body fixed header and attributes
 */
public record Request(Object operation, int type, int flags, MessageWriter.Body body) {
  /** netlink.h: do not touch what exists. */
  public static final int NLM_F_EXCL = 0x200;
  /** netlink.h: make it where it does not exist. */
  public static final int NLM_F_CREATE = 0x400;

  @Override
  public String toString() {
    return operation.toString();
  }
}
