package gorb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.cli.Transport.Answer;
import gorb.cli.Transport.Request;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests over a Unix socket, to a server that says what the test wants. */
class SocketTransportTest {
  /** More than the buffers of a socket hold. */
  private static final int LARGE = 4 << 20;

  @TempDir
  private Path folder;

  @Test
  void aRequestSaysWhatItIsAndThatTheConnectionEnds() throws Exception {
    var request = new Request("PUT", "/state?a=b", Map.of("If-Match", "\"7\""), Optional.of("é"));

    assertThat(ask(request, 0, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")).isEqualTo(new Answer(200, "ok"));
    assertThat(heard).isEqualTo("PUT /state?a=b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 2\r\n"
        + "If-Match: \"7\"\r\n\r\né");
  }

  @Test
  void largeTextsGoBothWays() throws Exception {
    var text = "x".repeat(LARGE);

    var answer = ask(
        new Request("PUT", "/", Map.of(), Optional.of(text)), LARGE, "HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n" + text);

    assertThat(answer.text()).isEqualTo(text);
    assertThat(heard).endsWith(text);
  }

  @Test
  void anAnswerBeforeTheEndOfTheRequestCounts() throws Exception {
    var request = new Request("PUT", "/", Map.of(), Optional.of("x".repeat(LARGE)));

    assertThat(ask(request, 0, "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\n{}")).isEqualTo(new Answer(413, "{}"));
  }

  @Test
  void aDaemonThatSaysNothingIsTold() {
    assertThatThrownBy(() -> ask(new Request("GET", "/", Map.of(), Optional.empty()), 0, ""))
        .hasMessage("the connection was closed before an answer (0 bytes)");
    assertThatThrownBy(() -> new SocketTransport(folder.resolve("none"))
        .exchange(new Request("GET", "/", Map.of(), Optional.empty()))).isInstanceOf(IOException.class);
  }

  private String heard = "";

  /** Has a server hear one request, of at least so many bytes, and say something. */
  private Answer ask(Request request, int least, String said) throws Exception {
    var path = folder.resolve("s");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      server.bind(UnixDomainSocketAddress.of(path));
      var serving = CompletableFuture.supplyAsync(() -> serve(server, least, said), threads);
      try {
        return new SocketTransport(path).exchange(request);
      } finally {
        heard = serving.join();
      }
    }
  }

  private static String serve(ServerSocketChannel server, int least, String said) {
    try (var client = server.accept()) {
      var heard = ByteBuffer.allocate(Math.max(64 << 10, least + 1_024));
      do {
        client.read(heard);
      } while (heard.position() < least);
      var bytes = ByteBuffer.wrap(said.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        client.write(bytes);
      }
      return new String(heard.array(), 0, heard.position(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
