package gorb.store;

import java.io.IOException;

/** A file does not hold what was written to it. The message says why, without the name of the file. */
final class DamagedFileException extends IOException {
  private static final long serialVersionUID = 1;

  DamagedFileException(String message) {
    super(message);
  }

  DamagedFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
