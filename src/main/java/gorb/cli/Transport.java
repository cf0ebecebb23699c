package gorb.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** How a request gets to a daemon, and its answer back. Each goes over a connection of its own. */
sealed interface Transport permits UrlTransport, SocketTransport {
  /** Longer than the daemon takes to decide. */
  int PATIENCE_MILLIS = 60_000;
  /** No state that a daemon keeps is as long, in bytes. */
  int LONGEST_ANSWER = 64 << 20;

  /**
   * A request.
   *
   * @param path percent-encoded, with its query
   * @param headers beside those that the transport needs itself
   */
  record Request(String method, String path, Map<String, String> headers, Optional<String> content) {
    public Request {
      headers = Map.copyOf(headers);
    }
  }

  /** An answer. */
  record Answer(int status, String text) {}

  /**
   * Asks.
   *
   * @throws IOException where there is no whole answer
   */
  Answer exchange(Request request) throws IOException;

  /**
   * Asks for something that does not end.
   *
   * @param patience how long a read waits at the most
   * @throws IOException where there is no answer
   */
  Live open(Request request, Duration patience) throws IOException;

  /** The daemon's place, as a user would give it. */
  String place();
}
