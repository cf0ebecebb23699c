package gorb.health;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** The words for a failed exchange. */
final class FailureReason {
  private FailureReason() {}

  /** {@code refused connection}, {@code connection reset}, {@code lookup nowhere.example: no such host} and the like. */
  static String of(IOException failure) {
    var message = failure.getMessage();
    if (message == null || message.isEmpty()) {
      return failure.getClass().getSimpleName();
    }
    return message.equals("Connection refused")
        ? "refused connection"
        : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  /** {@code timed out after 5 s}; in milliseconds where the timeout is not whole seconds. */
  static String timedOut(Duration timeout) {
    return "timed out after "
        + (timeout.getNano() == 0 ? timeout.getSeconds() + " s" : timeout.toMillis() + " ms");
  }
}
