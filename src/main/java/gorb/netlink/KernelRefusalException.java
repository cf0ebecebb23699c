package gorb.netlink;

import gorb.ffm.Errno;
import gorb.ffm.ErrnoException;

/**
 * The kernel refused a request or a system call: {@code add address 10.0.0.1/32: EEXIST (File exists): ipv4: Address
 * already assigned}.
 */
public final class KernelRefusalException extends NetlinkException {
  private static final long serialVersionUID = 1;

  private final int number;
  private final String kernelText;

  /**
   * @param operation what was asked, with its object
   * @param errno why not
   * @param kernelText the kernel's own words (the extended acknowledgement), empty where it gave none
   */
  public KernelRefusalException(String operation, Errno errno, String kernelText) {
    super(operation + ": " + errno + (kernelText.isEmpty() ? "" : ": " + kernelText));
    number = errno.number();
    this.kernelText = kernelText;
  }

  KernelRefusalException(String operation, ErrnoException cause) {
    super(operation + ": " + cause.getMessage(), cause);
    number = cause.errno().number();
    kernelText = "";
  }

  /** Why. */
  public Errno errno() {
    return new Errno(number);
  }

  /** The kernel's own words, empty where it gave none. */
  public String kernelText() {
    return kernelText;
  }
}
