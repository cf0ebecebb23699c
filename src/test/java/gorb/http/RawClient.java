package gorb.http;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** One connection of a client that sends whatever bytes a test wants. */
public final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final AutoCloseable connection;
  private final InputStream in;
  private final OutputStream out;

  private RawClient(AutoCloseable connection, InputStream in, OutputStream out) {
    this.connection = connection;
    this.in = new BufferedInputStream(in);
    this.out = out;
  }

  /** Connects over TCP. */
  public static RawClient connect(InetSocketAddress address) throws IOException {
    var socket = new Socket();
    socket.connect(address, PATIENCE_MILLIS);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.setTcpNoDelay(true);
    return new RawClient(socket, socket.getInputStream(), socket.getOutputStream());
  }

  /** Connects to a port of 127.0.0.1. */
  public static RawClient connect(int port) throws IOException {
    return connect(new InetSocketAddress("127.0.0.1", port));
  }

  /** Connects to a Unix socket. */
  public static RawClient connect(Path socket) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return new RawClient(channel, Channels.newInputStream(channel), Channels.newOutputStream(channel));
  }

  /** One request over a connection of its own. */
  public static Answer ask(InetSocketAddress address, String method, String target, String body) throws IOException {
    try (var client = connect(address)) {
      return client.send(request(method, target, body)).read(method);
    }
  }

  /** The text of a request. */
  public static String request(String method, String target, String body) {
    return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
  }

  /** Sends a text in UTF-8. */
  public RawClient send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends bytes. */
  public RawClient send(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
    return this;
  }

  /** Reads the answer to any method but HEAD. */
  public Answer read() throws IOException {
    return read("GET");
  }

  /** Reads one answer. */
  public Answer read(String method) throws IOException {
    var status = Integer.parseInt(line().split(" ")[1]);
    var headers = new LinkedHashMap<String, String>();
    for (var line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    int length = method.equals("HEAD") || status == 100 ? 0 : Integer.parseInt(headers.getOrDefault("content-length",
        "0"));
    var body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("answer of " + body.length + " bytes (expected: " + length + ")");
    }
    return new Answer(status, Map.copyOf(headers), new String(body, StandardCharsets.UTF_8));
  }

  /** Whether the server closes the connection with nothing more to say. */
  public boolean isClosedByServer() {
    try {
      return in.read() < 0;
    } catch (IOException e) {
      return !(e instanceof java.net.SocketTimeoutException);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("connection closed by the server after \"" + line + "\"");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
