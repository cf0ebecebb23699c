package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.http.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The user-space data plane of a real daemon at its limits. */
@Tag("process")
class UserspaceLimitsProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void withoutDescriptorsItPausesSaysSoAndGoesOn() throws IOException {
    try (var server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        var gorb = GorbProcess.start(List.of("prlimit", "--nofile=200"),
            "-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "userspace", "--socket", "none")) {
      var api = address(gorb);
      int port = freePort();
      serve(api, port, server.getLocalPort());
      var clients = new ArrayList<Socket>();
      for (int client = 0; client < 200; client++) {
        clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }

      await().atMost(PATIENCE).until(() -> gorb.output().contains("event=sockets-short"));
      for (var client : clients) {
        client.close();
      }
      // Those who come while it is still short are turned away; soon nobody is.
      await().atMost(PATIENCE).until(() -> {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
          client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
          return isHeard(server);
        }
      });
      assertThat(RawClient.ask(api, "GET", "/metrics", "").body()).containsPattern("gorb_accept_pauses_total [1-9]");
      assertThat(gorb.output().lines().filter(line -> line.contains("event=sockets-short")).count())
          .as("said now and then, not for each client").isLessThan(20);
    }
  }

  @Test
  void aThousandServicesListenAndAreGoneWhenTheyAreRemoved() throws IOException {
    try (var server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        var gorb = GorbProcess.start("-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "userspace", "--socket", "none")) {
      var api = address(gorb);
      for (int service = 0; service < 1_000; service++) {
        var host = "127.77." + service / 250 + "." + (1 + service % 250);
        assertThat(RawClient.ask(api, "PUT", "/service/s" + service, "{\"host\":\"" + host + "\",\"port\":7777}").status())
            .isEqualTo(200);
      }
      assertThat(RawClient.ask(api, "PUT", "/service/s999/one",
          "{\"host\":\"127.0.0.1\",\"port\":" + server.getLocalPort() + ",\"pulse\":{\"type\":\"none\"}}").status()).isEqualTo(200);
      try (var client = new Socket("127.77.3.250", 7777)) {
        client.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
        assertThat(isHeard(server)).isTrue();
      }

      for (int service = 0; service < 1_000; service++) {
        assertThat(RawClient.ask(api, "DELETE", "/service/s" + service, "").status()).isEqualTo(200);
      }

      try (var descriptors = Files.list(Path.of("/proc", Long.toString(gorb.pid()), "fd"))) {
        assertThat(descriptors.count()).isLessThan(200);
      }
    }
  }

  private static void serve(InetSocketAddress api, int port, int server) throws IOException {
    assertThat(RawClient.ask(api, "PUT", "/service/web", "{\"host\":\"127.0.0.1\",\"port\":" + port + "}").status())
        .isEqualTo(200);
    assertThat(RawClient.ask(api, "PUT", "/service/web/one",
        "{\"host\":\"127.0.0.1\",\"port\":" + server + ",\"pulse\":{\"type\":\"none\"}}").status()).isEqualTo(200);
  }

  /** Whether one of the connections that wait at a server says hello; the others are those of clients that left. */
  private static boolean isHeard(ServerSocket server) throws IOException {
    server.setSoTimeout(1_000);
    while (true) {
      try (var connection = server.accept()) {
        connection.setSoTimeout(1_000);
        if (new String(connection.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("hello")) {
          return true;
        }
      } catch (SocketTimeoutException _) {
        return false;
      } catch (IOException _) {
        // A client that was reset says nothing.
      }
    }
  }

  private static InetSocketAddress address(GorbProcess gorb) {
    var ready = gorb.awaitReady();
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1)));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
