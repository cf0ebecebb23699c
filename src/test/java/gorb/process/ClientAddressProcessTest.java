package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import gorb.ffm.CLibrary;
import gorb.http.Answer;
import gorb.http.RawClient;
import gorb.lab.NetworkNamespace;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Servers of a daemon in user space that see their clients' own addresses: three hosts (client, daemon, server) in
 * network namespaces, the daemon's routed as docs/userspace.md says.
 */
@Tag("process")
class ClientAddressProcessTest {
  private static final int PORT = 8080;
  private static final int PATIENCE_MILLIS = 20_000;
  private static final String NAME = "gorb-" + ProcessHandle.current().pid();

  private NetworkNamespace client;
  private NetworkNamespace director;
  private NetworkNamespace server;

  @BeforeEach
  void connect() throws Exception {
    try (var library = CLibrary.open()) {
      assumeThat(library.geteuid()).as("namespaces and transparent sockets need root").isZero();
    }
    client = NetworkNamespace.create(NAME + "-client");
    director = NetworkNamespace.create(NAME + "-director");
    server = NetworkNamespace.create(NAME + "-server");
    director.cable("front", client, "eth0");
    director.cable("rear", server, "eth0");
    client.ip("address add 10.91.1.2/24 dev eth0", "address add fd91:1::2/64 dev eth0 nodad", "link set eth0 up");
    server.ip("address add 10.91.2.2/24 dev eth0", "address add fd91:2::2/64 dev eth0 nodad", "link set eth0 up");
    director.ip(
        "address add 10.91.1.1/24 dev front", "address add fd91:1::1/64 dev front nodad", "link set front up",
        "address add 10.91.2.1/24 dev rear", "address add fd91:2::1/64 dev rear nodad", "link set rear up");
    server.ip("route add default via 10.91.2.1", "route add default via fd91:2::1");
    for (var family : List.of("-4", "-6")) {
      for (var protocol : List.of("tcp", "udp")) {
        director.exec("ip", family, "rule", "add", "pref", "100", "iif", "rear", "ipproto", protocol,
            "sport", Integer.toString(PORT), "lookup", "100");
      }
      director.exec("ip", family, "route", "add", "local", "default", "dev", "lo", "table", "100");
    }
  }

  @AfterEach
  void disconnect() {
    for (var namespace : new NetworkNamespace[] {client, director, server}) {
      if (namespace != null) {
        namespace.close();
      }
    }
  }

  @Test
  void aServerSeesTheClientsOwnAddress() throws Exception {
    try (var _ = start(List.of())) {
      assertThat(seenByTcp("10.91.1.1", "10.91.2.2", "\"source_address\":\"client\"")).isEqualTo("10.91.1.2");
      assertThat(seenByTcp("fd91:1::1", "fd91:2::2", "\"source_address\":\"client\""))
          .isEqualTo("fd91:1:0:0:0:0:0:2");
      assertThat(seenByTcp("10.91.1.1", "10.91.2.2", "\"source_address\":\"host\"")).isEqualTo("10.91.2.1");
      assertThat(seenByUdp()).isEqualTo("10.91.1.2");
    }
  }

  @Test
  void withoutTheRightItIsRefusedAndTheAnswerSaysWhatIsMissing() {
    try (var _ = start(List.of("setpriv", "--bounding-set=-net_admin,-net_raw"))) {
      assertThat(put("/service/web", "{\"host\":\"10.91.1.1\",\"port\":80}").status()).isEqualTo(200);

      var answer = put("/service/web/one",
          "{\"host\":\"10.91.2.2\",\"port\":8080,\"source_address\":\"client\",\"pulse\":{\"type\":\"none\"}}");

      assertThat(answer.status()).isGreaterThanOrEqualTo(400);
      assertThat(answer.body()).contains("EPERM (Operation not permitted)", "CAP_NET_ADMIN");
    }
  }

  /** Which address a server sees as that of its client. */
  private String seenByTcp(String vip, String address, String field) throws Exception {
    assertThat(put("/service/web", "{\"host\":\"" + vip + "\",\"port\":80}").status()).isEqualTo(200);
    assertThat(put("/service/web/one", backend(address, field)).status()).isEqualTo(200);
    try (var listener = server.call(() -> new ServerSocket(PORT, 5, InetAddress.ofLiteral(address)));
        var socket = client.call(() -> new Socket(InetAddress.ofLiteral(vip), 80))) {
      listener.setSoTimeout(PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      try (var accepted = listener.accept()) {
        accepted.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));
        assertThat(accepted.getInputStream().readNBytes(4)).asString(StandardCharsets.US_ASCII).isEqualTo("ping");
        accepted.getOutputStream().write("pong".getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().readNBytes(4)).asString(StandardCharsets.US_ASCII).isEqualTo("pong");
        return accepted.getInetAddress().getHostAddress();
      }
    } finally {
      ask("DELETE", "/service/web", "");
    }
  }

  private String seenByUdp() throws Exception {
    assertThat(put("/service/dns", "{\"host\":\"10.91.1.1\",\"port\":53,\"protocol\":\"udp\"}").status())
        .isEqualTo(200);
    assertThat(put("/service/dns/one", backend("10.91.2.2", "\"source_address\":\"client\"")).status())
        .isEqualTo(200);
    try (var listener = server.call(() -> new DatagramSocket(PORT, InetAddress.ofLiteral("10.91.2.2")));
        var socket = client.call(() -> new DatagramSocket())) {
      listener.setSoTimeout(PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress("10.91.1.1", 53));
      socket.send(new DatagramPacket("ping".getBytes(StandardCharsets.US_ASCII), 4));
      var question = new DatagramPacket(new byte[100], 100);
      listener.receive(question);
      listener.send(new DatagramPacket("pong".getBytes(StandardCharsets.US_ASCII), 4, question.getSocketAddress()));
      var answer = new DatagramPacket(new byte[100], 100);
      socket.receive(answer);
      assertThat(answer.getLength()).isEqualTo(4);
      return question.getAddress().getHostAddress();
    }
  }

  private GorbProcess start(List<String> prefix) {
    var command = new ArrayList<>(List.of("ip", "netns", "exec", director.name()));
    command.addAll(prefix);
    var gorb = GorbProcess.start(command, "-i", "lo", "-l", "10.91.1.1:4672", "--open", "--dataplane", "userspace",
        "--socket", "none");
    gorb.awaitReady();
    return gorb;
  }

  private Answer put(String path, String body) {
    return ask("PUT", path, body);
  }

  private Answer ask(String method, String path, String body) {
    return client.call(() -> RawClient.ask(new InetSocketAddress("10.91.1.1", 4672), method, path, body));
  }

  private static String backend(String address, String field) {
    return "{\"host\":\"" + address + "\",\"port\":" + PORT + "," + field + ",\"pulse\":{\"type\":\"none\"}}";
  }
}
