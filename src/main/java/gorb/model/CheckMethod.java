package gorb.model;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How a health check finds out whether a server is well. One record a kind. */
public sealed interface CheckMethod {
  /** The name of the kind as users write it. */
  String label();

  /** Nothing is asked: the server counts as up. */
  record Always() implements CheckMethod {
    @Override
    public String label() {
      return "none";
    }
  }

  /**
   * A TCP connection is made, a dialogue held on it, and it is closed.
   *
   * @param dialogue which may be of nothing
   * @param tls null where it is not spoken
   */
  record TcpConnect(CheckTarget target, Dialogue dialogue, @Nullable TlsSettings tls) implements CheckMethod {
    /** A connection is made and closed. */
    public TcpConnect(CheckTarget target) {
      this(target, Dialogue.NONE, null);
    }

    @Override
    public String label() {
      return "tcp";
    }
  }

  /**
   * One HTTP/1.1 request is sent and the status of its answer compared; redirects are not followed.
   *
   * @param method a token of RFC 9110 §5.6.2, sent as it is
   * @param path the request target, from its slash, with any query
   * @param expectedStatus the only status that counts as well
   */
  record HttpStatus(CheckTarget target, String method, String path, int expectedStatus) implements CheckMethod {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    public HttpStatus {
      if (!TOKEN.matcher(method).matches()) {
        throw new IllegalArgumentException("check method: \"" + method + "\" (expected: a token such as GET)");
      }
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("check path: \"" + path + "\" (expected: a path from its slash)");
      }
    }

    @Override
    public String label() {
      return "http";
    }
  }
}
