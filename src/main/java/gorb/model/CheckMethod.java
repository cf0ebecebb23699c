package gorb.model;

import java.util.List;
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
   * A request is sent by HTTP/1.1 and its answer compared.
   *
   * @param redirects how many are followed; with 0 a redirect is an answer like others
   * @param tls null where it is not spoken
   */
  record HttpStatus(
      CheckTarget target, HttpRequest request, HttpExpectation expectation, int redirects, @Nullable TlsSettings tls)
      implements CheckMethod {
    /** How many redirects may be followed. */
    public static final int MOST_REDIRECTS = 10;

    public HttpStatus {
      if (redirects < 0 || redirects > MOST_REDIRECTS) {
        throw new IllegalArgumentException("redirects: " + redirects + " (expected: 0.." + MOST_REDIRECTS + ")");
      }
    }

    /** A request without fields of its own, of whose answer the status matters. */
    public HttpStatus(CheckTarget target, String method, String path, int expectedStatus) {
      this(target, new HttpRequest(method, path, List.of()), new HttpExpectation(expectedStatus), 0, null);
    }

    @Override
    public String label() {
      return tls == null ? "http" : "https";
    }
  }
}
