package gorb.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import gorb.model.CheckMethod;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;

/**
 * Sends one HTTP/1.1 request on a connection of its own and compares the status of the answer. The verdict is made at
 * the end of the header section. The body is read only so that closing does not reset the connection under the
 * server's hands: {@link #MOST_BODY_BYTES} at most, and no longer than the server keeps sending.
 */
record HttpStatusProbe(CheckMethod.HttpStatus method, Connector connector) implements Probe {
  static final int MOST_BODY_BYTES = 64 * 1024;

  private static final Duration LONGEST_PAUSE_IN_BODY = Duration.ofMillis(250);
  /** Methods that define a meaning for content, and so say that they send none (RFC 9110 §8.6). */
  private static final Set<String> METHODS_WITH_CONTENT = Set.of("POST", "PUT", "PATCH");
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  @Override
  public void run() throws IOException {
    try (var socket = connector.open(method.target(), null)) {
      socket.getOutputStream().write(request().getBytes(ISO_8859_1));
      var input = socket.getInputStream();
      int status = new HttpAnswer(input).status();
      drain(socket, input);
      if (status != method.expectedStatus()) {
        throw new CheckFailedException("status " + status + " (expected " + method.expectedStatus() + ")");
      }
    }
  }

  private String request() {
    return method.method() + " " + requestTarget(method.path()) + " HTTP/1.1\r\n"
        + "Host: " + method.target() + "\r\n"
        + "User-Agent: gorb\r\n"
        + "Connection: close\r\n"
        + (METHODS_WITH_CONTENT.contains(method.method()) ? "Content-Length: 0\r\n" : "")
        + "\r\n";
  }

  /** The path with everything but visible ASCII percent-encoded, so that it stays one word of the request line. */
  private static String requestTarget(String path) {
    var target = new StringBuilder(path.length());
    for (byte b : path.getBytes(UTF_8)) {
      if (b > ' ' && b < 0x7f) {
        target.append((char) b);
      } else {
        target.append('%').append(HEX.toHexDigits(b));
      }
    }
    return target.toString();
  }

  /** Nothing that happens here changes the verdict. */
  private static void drain(Socket socket, InputStream input) {
    try {
      socket.setSoTimeout((int) LONGEST_PAUSE_IN_BODY.toMillis());
      var buffer = new byte[HttpAnswer.BUFFER_BYTES];
      int drained = 0;
      int count;
      while (drained < MOST_BODY_BYTES && (count = input.read(buffer)) >= 0) {
        drained += count;
      }
    } catch (IOException _) {
      // The server reset the connection, paused for too long, or the check is over.
    }
  }
}
