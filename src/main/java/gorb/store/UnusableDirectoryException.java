package gorb.store;

import java.io.IOException;

/** There is no state directory to use: it cannot be made, or not be written. What is in one is not to blame. */
public final class UnusableDirectoryException extends IOException {
  private static final long serialVersionUID = 1;

  UnusableDirectoryException(String message, Throwable cause) {
    super(message, cause);
  }
}
