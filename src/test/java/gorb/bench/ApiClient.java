package gorb.bench;

import gorb.http.ListenAddress;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** A client of the API over one kept connection, that does as little as a client can. Confined to one thread. */
final class ApiClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Socket socket;
  private final InputStream answers;

  ApiClient(ListenAddress address) throws IOException {
    socket = new Socket(address.address().toInetAddress(), address.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    answers = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * Sends a request and waits for the whole answer; gives its content. Anything but 200 is an exception.
   *
   * @throws GatewayTimeoutException where the daemon gave up to wait, while it goes on with what was asked
   */
  String ask(String method, String path, byte[] body) throws IOException {
    var head = "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n".formatted(method, path, body.length);
    var out = socket.getOutputStream();
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    var status = line();
    int length = 0;
    for (var field = line(); !field.isEmpty(); field = line()) {
      if (field.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(field.substring(field.indexOf(':') + 1).strip());
      }
    }
    var content = new String(answers.readNBytes(length), StandardCharsets.UTF_8);
    if (status.contains(" 504 ")) {
      throw new GatewayTimeoutException(method + " " + path + ": " + status);
    }
    if (!status.contains(" 200 ")) {
      throw new IOException(method + " " + path + ": " + status + "\n" + content);
    }
    return content;
  }

  /** The daemon did not answer in its time; what was asked may still be done. */
  static final class GatewayTimeoutException extends IOException {
    private static final long serialVersionUID = 1;

    GatewayTimeoutException(String message) {
      super(message);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = answers.read(); c != '\n'; c = answers.read()) {
      if (c < 0) {
        throw new EOFException("the daemon closed the connection");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
