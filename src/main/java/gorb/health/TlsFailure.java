package gorb.health;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The words for a failure of TLS, of which the library's own hide the cause. */
final class TlsFailure {
  private static final int MOST_CAUSES = 10;

  private TlsFailure() {}

  /** {@code certificate expired: …}, {@code certificate of an unknown authority} and the like. */
  static String reason(SSLException failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
      var words = words(cause, text(cause));
      if (words != null) {
        return words;
      }
      cause = cause.getCause();
    }
    return "tls: " + text(failure);
  }

  private static @Nullable String words(Throwable cause, String message) {
    return switch (cause) {
      case CertificateExpiredException _ -> "certificate expired (" + message + ")";
      case CertificateNotYetValidException _ -> "certificate not valid yet (" + message + ")";
      case CertPathBuilderException _ -> "certificate of an unknown authority";
      case Throwable _ when message.startsWith("No subject alternative") || message.startsWith("No name matching") ->
          "certificate of another name (" + message + ")";
      case Throwable _ when message.startsWith("Unsupported or unrecognized SSL message") -> "what came is not TLS";
      case Throwable _ when message.startsWith("Remote host terminated the handshake") ->
          "connection closed in the TLS handshake";
      case Throwable _ when message.startsWith("(") || message.startsWith("Received fatal alert: ") ->
          "TLS alert: " + message.replaceFirst("^.*: ", "").toLowerCase(Locale.ROOT);
      default -> null;
    };
  }

  private static String text(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
