package gorb.health;

import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLException;

/** The words for a failed exchange. */
final class FailureReason {
  /** What the C library says of EMFILE and ENFILE, ENOBUFS, ENOMEM: the lack is this host's, not the server's. */
  private static final Set<String> SHORTAGES = Set.of(
      "too many open files", "too many open files in system", "no buffer space available", "cannot allocate memory");

  private FailureReason() {}

  /** {@code refused connection}, {@code connection reset}, {@code lookup nowhere.example: no such host} and the like. */
  static String of(IOException failure) {
    if (failure instanceof SSLException tls) {
      return TlsFailure.reason(tls);
    }
    var message = failure.getMessage();
    if (message == null || message.isEmpty()) {
      return failure.getClass().getSimpleName();
    }
    if (failure instanceof CheckFailedException || failure instanceof CheckNotMadeException) {
      return message;
    }
    return switch (message) {
      case "Connection refused" -> "refused connection";
      // What the library says depends on how it was reading.
      case "Connection reset by peer" -> "connection reset";
      default -> message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    };
  }

  /** Whether a reason of {@link #of} says that this host lacks what a check needs. */
  static boolean isShortageHere(String reason) {
    return SHORTAGES.contains(reason);
  }

  /** {@code timed out after 5 s}; in milliseconds where the timeout is not whole seconds. */
  static String timedOut(Duration timeout) {
    return "timed out after "
        + (timeout.getNano() == 0 ? timeout.getSeconds() + " s" : timeout.toMillis() + " ms");
  }
}
