package gorb.ffm;

/** A call of the C library that failed. */
public final class ErrnoException extends Exception {
  private static final long serialVersionUID = 1;

  private final int number;

  ErrnoException(String call, Errno errno) {
    super(call + ": " + errno);
    number = errno.number();
  }

  /** Why. */
  public Errno errno() {
    return new Errno(number);
  }
}
