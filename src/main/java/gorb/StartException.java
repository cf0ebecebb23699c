package gorb;

/** The daemon cannot start; the message says why and, where it is known, what to do. */
final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
