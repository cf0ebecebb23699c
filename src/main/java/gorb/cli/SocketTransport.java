package gorb.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * HTTP/1.1 over a Unix socket, which the JDK's clients cannot. The daemon closes the connection after its answer, so that
 * the answer is all that comes; an answer that comes before the whole request was taken counts.
 */
record SocketTransport(Path socket) implements Transport {
  /** Before the path of a socket, where a URL may be given. */
  static final String SCHEME = "unix:";

  private static final int CHUNK = 64 << 10;

  @Override
  public String place() {
    return SCHEME + socket;
  }

  @Override
  public Answer exchange(Request request) throws IOException {
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      return HttpAnswer.parse(answer(channel, ByteBuffer.wrap(bytes(request, "HTTP/1.1"))));
    }
  }

  /** By HTTP/1.0, whose answers are not cut into chunks: what comes before the end of the connection is the answer. */
  @Override
  public Live open(Request request, Duration patience) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      var bytes = ByteBuffer.wrap(bytes(request, "HTTP/1.0"));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      var content = new BufferedInputStream(new ChannelInput(channel, patience));
      return new Live(HttpAnswer.status(content), content);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static byte[] answer(SocketChannel channel, ByteBuffer request) throws IOException {
    var answer = new ByteArrayOutputStream();
    var chunk = ByteBuffer.allocate(CHUNK);
    try (var selector = Selector.open()) {
      var key = channel.register(selector, SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      while (true) {
        if (selector.select(PATIENCE_MILLIS) == 0) {
          throw new SocketTimeoutException("no answer within " + PATIENCE_MILLIS / 1_000 + " s");
        }
        selector.selectedKeys().clear();
        if (request.hasRemaining() && key.isWritable()) {
          send(channel, request);
        }
        if (!request.hasRemaining()) {
          key.interestOps(SelectionKey.OP_READ);
        }
        int length = receive(channel, chunk.clear(), answer.size() > 0);
        if (length < 0) {
          return answer.toByteArray();
        }
        answer.write(chunk.array(), 0, length);
        if (answer.size() > LONGEST_ANSWER) {
          throw new IOException("an answer that is too long (expected: at most " + LONGEST_ANSWER + " bytes)");
        }
      }
    }
  }

  /** A daemon that refuses a request before its end takes no more of it: what it says is to be read. */
  private static void send(SocketChannel channel, ByteBuffer request) {
    try {
      channel.write(request);
    } catch (IOException _) {
      request.position(request.limit());
    }
  }

  /** A daemon that closes before it took all of the request resets the connection after its answer. */
  private static int receive(SocketChannel channel, ByteBuffer chunk, boolean isAnswered) throws IOException {
    try {
      return channel.read(chunk);
    } catch (SocketException e) {
      if (isAnswered) {
        return -1;
      }
      throw e;
    }
  }

  private static byte[] bytes(Request request, String version) {
    var content = request.content().orElse("").getBytes(StandardCharsets.UTF_8);
    var head = new StringBuilder(request.method()).append(' ').append(request.path()).append(' ').append(version).append("\r\n")
        .append("Host: localhost\r\nConnection: close\r\nContent-Length: ").append(content.length).append("\r\n");
    request.headers().forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(content);
    return bytes.toByteArray();
  }
}
