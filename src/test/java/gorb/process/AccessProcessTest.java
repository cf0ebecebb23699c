package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.http.Answer;
import gorb.http.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may change a running daemon: this host, the owner of its socket, and who has the token. */
@Tag("process")
class AccessProcessTest {
  /** What a proxy on this host adds: the request is not from this host then. */
  private static final String FROM_ELSEWHERE = "X-Forwarded-For: 192.0.2.1\r\n";

  @TempDir
  private Path folder;

  @Test
  void theTokenLetsAnotherHostInAndAChangedTokenIsTakenAtOnce() throws IOException {
    var file = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
    try (var gorb = start("--socket", "none", "--token-file", file.toString())) {
      var api = address(gorb);

      assertThat(put(api, "81", FROM_ELSEWHERE).status()).isEqualTo(401);
      assertThat(put(api, "81", FROM_ELSEWHERE + "Authorization: Bearer wrong\r\n").status()).isEqualTo(401);
      assertThat(put(api, "81", FROM_ELSEWHERE + "Authorization: Bearer 0123456789abcdef\r\n").status()).isEqualTo(200);
      Files.writeString(file, "fedcba9876543210\n");
      assertThat(put(api, "82", FROM_ELSEWHERE + "Authorization: Bearer 0123456789abcdef\r\n").status()).isEqualTo(401);
      assertThat(put(api, "82", FROM_ELSEWHERE + "Authorization: Bearer fedcba9876543210\r\n").body()).isEmpty();
      assertThat(put(api, "83", "").status()).as("this host needs no token").isEqualTo(200);
    }
  }

  @Test
  void theSocketIsTheOwnersAloneAndGoesWithTheDaemon() throws IOException {
    var socket = folder.resolve("gorb.sock");
    try (var gorb = start("--socket", socket.toString())) {
      gorb.awaitReady();

      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-------");
      try (var client = RawClient.connect(socket)) {
        assertThat(client.send(request("80", FROM_ELSEWHERE)).read().status()).isEqualTo(200);
      }
      try (var second = start("--socket", socket.toString())) {
        assertThat(second.awaitExit()).isEqualTo(1);
        assertThat(second.output()).contains(socket.toString(), "another process answers on it");
      }
      assertThat(gorb.terminate().awaitExit()).isZero();
      assertThat(folder).isEmptyDirectory();
    }
  }

  @Test
  void aSocketThatAKilledDaemonLeftIsReplaced() throws IOException {
    var socket = folder.resolve("gorb.sock");
    try (var gorb = start("--socket", socket.toString())) {
      gorb.awaitReady();
      gorb.kill();
    }
    assertThat(socket).exists();
    try (var gorb = start("--socket", socket.toString())) {
      gorb.awaitReady();

      try (var client = RawClient.connect(socket)) {
        assertThat(client.send(request("80", "")).read().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void anAliasOfTheHostIsKnownByItsFlag() throws IOException {
    try (var gorb = start("--socket", "none", "--host-name", "lb.example")) {
      var api = address(gorb);

      assertThat(get(api, "lb.example:4672").status()).isEqualTo(200);
      assertThat(get(api, "other.example").status()).isEqualTo(403);
    }
  }

  private static GorbProcess start(String... flags) {
    var arguments = new ArrayList<>(List.of("-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "memory"));
    arguments.addAll(List.of(flags));
    return GorbProcess.start(arguments.toArray(String[]::new));
  }

  private static InetSocketAddress address(GorbProcess gorb) {
    var address = gorb.awaitReady();
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
  }

  private static Answer put(InetSocketAddress api, String port, String headers) throws IOException {
    try (var client = RawClient.connect(api)) {
      return client.send(request(port, headers)).read();
    }
  }

  private static Answer get(InetSocketAddress api, String host) throws IOException {
    try (var client = RawClient.connect(api)) {
      return client.send("GET /service HTTP/1.1\r\nHost: " + host + "\r\n\r\n").read();
    }
  }

  /** Makes a service that is named after its port. */
  private static String request(String port, String headers) {
    var body = "{\"port\":" + port + "}";
    return "PUT /service/" + port + " HTTP/1.1\r\nHost: localhost\r\n" + headers
        + "Content-Length: " + body.length() + "\r\n\r\n" + body;
  }
}
