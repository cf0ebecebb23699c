package gorb.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that takes nothing without the header of the PROXY protocol, checked and used by a real daemon. */
@Tag("process")
class IntroducedCheckProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
  private static final String HTTP_CHECK =
      "\"pulse\":{\"type\":\"http\",\"interval\":\"100ms\",\"args\":{\"path\":\"/\"}}}";

  @TempDir
  private Path folder;

  @Test
  void anHttpCheckFindsItWellAsLongAsItsClientsAreIntroduced() throws Exception {
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var gorb = BalancedDaemon.start(folder)) {
      Thread.ofVirtual().start(() -> accept(server));
      int port = BalancedDaemon.freePort();
      var backend = "{\"host\":\"127.0.0.1\",\"port\":" + server.getLocalPort();
      gorb.ask("PUT", "/service/web", "{\"host\":\"127.0.0.1\",\"port\":" + port + "}");

      gorb.ask("PUT", "/service/web/one", backend + ",\"proxy_protocol\":\"v2\"," + HTTP_CHECK);
      await().atMost(PATIENCE).until(() -> answer(port).startsWith("HTTP/1.1 200"));
      assertThat(reason(gorb)).doesNotContain("down");

      gorb.ask("PATCH", "/service/web/one", "{\"proxy_protocol\":\"none\"}");
      await().atMost(PATIENCE).until(() -> reason(gorb).contains("\"down\""));
    }
  }

  private static String reason(BalancedDaemon gorb) throws IOException {
    return gorb.get("/service/web/one/why").toString();
  }

  /** What a client of the service hears; nothing where it is turned away. */
  private static String answer(int port) throws IOException {
    try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
      client.setSoTimeout((int) PATIENCE.toMillis());
      client.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      return new String(client.getInputStream().readAllBytes(), US_ASCII);
    } catch (SocketException _) {
      return "";
    }
  }

  private static void accept(ServerSocket server) {
    try {
      while (true) {
        var connection = server.accept();
        Thread.ofVirtual().start(() -> treat(connection));
      }
    } catch (IOException _) {
      // The test is over.
    }
  }

  private static void treat(Socket connection) {
    try (connection) {
      var input = connection.getInputStream();
      var head = new String(input.readNBytes(16), ISO_8859_1);
      if (!head.startsWith(SIGNATURE)) {
        return;
      }
      input.readNBytes(head.charAt(14) * 256 + head.charAt(15));
      for (int matched = 0, b; matched < 4 && (b = input.read()) >= 0; ) {
        matched = b == "\r\n\r\n".charAt(matched) ? matched + 1 : 0;
      }
      connection.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
    } catch (IOException _) {
      // The peer went away.
    }
  }
}
