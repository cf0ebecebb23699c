package gorb.config;

/** The command line is not understood. The message names every problem, a line each. */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
