package gorb.health;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The words for a failure of TLS, of which the library's own hide the cause. */
final class TlsFailure {
  private static final int MOST_CAUSES = 10;
  private static final String ALERT = "Received fatal alert: ";

  private TlsFailure() {}

  /** {@code certificate expired (…)}, {@code certificate of an unknown authority} and the like. */
  static String reason(SSLException failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
      var words = ofCertificate(cause);
      if (words != null) {
        return words;
      }
      cause = cause.getCause();
    }
    var message = text(failure);
    if (message.startsWith("Unsupported or unrecognized SSL message")) {
      return "what came is not TLS";
    }
    if (message.startsWith("Remote host terminated the handshake")) {
      return "connection closed in the TLS handshake";
    }
    return message.contains(ALERT)
        ? "TLS alert: " + message.substring(message.indexOf(ALERT) + ALERT.length())
        : "tls: " + message;
  }

  private static @Nullable String ofCertificate(Throwable cause) {
    var message = text(cause);
    return switch (cause) {
      case CertificateExpiredException _ -> "certificate expired (" + message + ")";
      case CertificateNotYetValidException _ -> "certificate not valid yet (" + message + ")";
      case CertPathBuilderException _ -> "certificate of an unknown authority";
      case Throwable _ when message.startsWith("No subject alternative") || message.startsWith("No name matching") ->
          "certificate of another name (" + message + ")";
      default -> null;
    };
  }

  private static String text(Throwable cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
