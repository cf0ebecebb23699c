package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.SHORT;
import static gorb.health.Checks.reason;
import static gorb.health.TestCertificates.path;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.Advice;
import gorb.model.CheckMethod;
import gorb.model.CheckMethod.Agent;
import gorb.model.CheckMethod.Grpc;
import gorb.model.CheckMethod.HttpStatus;
import gorb.model.CheckMethod.TcpConnect;
import gorb.model.CheckTarget;
import gorb.model.Dialogue;
import gorb.model.HttpExpectation;
import gorb.model.HttpRequest;
import gorb.model.Octets;
import gorb.model.StatusSet;
import gorb.model.TlsSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kinds against what a shell says behind a real socat: each way to fail that they know, and an agent, with and without TLS. */
@Tag("process")
class SocatCheckProcessTest {
  private static final String AGENT = """
      read name
      case $name in
        web1) echo 'up 75%' ;;
        web2) echo 'drain' ;;
        *) echo 'down # disk full' ;;
      esac""";
  /** A frame of HTTP/2 without settings, with which each side begins. */
  private static final String SETTINGS = "printf '\\0\\0\\0\\4\\0\\0\\0\\0\\0'";
  /** Takes the request, however many writes it comes in. */
  private static final String READS = "; timeout 0.5 cat >/dev/null";
  /** Has socat end a connection by close(2), at once and by a reset. */
  private static final String RESET = ",linger=0,shut-none,end-close";
  private static final TlsSettings OURS = new TlsSettings(true, path("ca.pem"), null, null);

  private static final Map<Way, LabServer> SERVERS = new EnumMap<>(Way.class);

  /** How a server fails, as a shell does it. */
  private enum Way {
    SILENT("", "exec sleep 600"),
    CLOSES("", "read line"),
    ENDS_EARLY("", "read line; printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 99\\r\\n\\r\\nno'"),
    RESETS(RESET, "read line; printf 'HTTP/1.1 200 OK'"),
    GARBAGE("", "echo SSH-2.0-OpenSSH_9.2; exec sleep 600"),
    ENDLESS_LINE("", "tr '\\0' x </dev/zero"),
    ENDLESS_BODY("", "printf 'HTTP/1.1 200 OK\\r\\n\\r\\n'; exec cat /dev/zero"),
    CLOSES_IN_HTTP2("", SETTINGS + READS),
    RESETS_IN_HTTP2(RESET, SETTINGS + READS),
    ENDLESS_IN_HTTP2("", SETTINGS + "; while printf '\\0\\0\\10\\6\\1\\0\\0\\0\\0octets..'; do :; done");

    private final String options;
    private final String script;

    Way(String options, String script) {
      this.options = options;
      this.script = script;
    }
  }

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    for (var way : Way.values()) {
      SERVERS.put(way, LabServers.socat(
          Files.createDirectory(folder.resolve(way.name())), "TCP4-LISTEN", way.options, way.script));
    }
  }

  @AfterAll
  static void stop() {
    SERVERS.values().forEach(LabServer::close);
  }

  /** Of kinds that are alike in a way one stands for all: TLS is one code. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      SILENT           | tcp       | timed out after 300 ms
      SILENT           | tcp-tls   | timed out after 300 ms
      SILENT           | http      | timed out after 300 ms
      SILENT           | body      | timed out after 300 ms
      SILENT           | http2     | timed out after 300 ms
      SILENT           | agent     | timed out after 300 ms
      SILENT           | grpc      | timed out after 300 ms
      CLOSES           | tcp       | connection closed before "+PONG"; nothing came
      CLOSES           | tcp-tls   | connection closed in the TLS handshake
      CLOSES           | http      | connection closed before an answer
      CLOSES           | body      | connection closed before an answer
      CLOSES           | https     | connection closed in the TLS handshake
      CLOSES           | agent     | agent says nothing
      CLOSES           | agent-tls | connection closed in the TLS handshake
      CLOSES           | grpc-tls  | connection closed in the TLS handshake
      ENDS_EARLY       | tcp       | connection closed before "+PONG"; what came: "HTTP/1.1 200 OK..Content-Length: 99....n"…
      ENDS_EARLY       | body      | connection closed before the end of the body
      RESETS           | tcp       | connection reset
      RESETS           | http      | connection reset
      RESETS           | body      | connection reset
      RESETS           | agent     | connection reset
      GARBAGE          | tcp       | timed out after 300 ms
      GARBAGE          | tcp-tls   | what came is not TLS
      GARBAGE          | http      | not an HTTP answer: "SSH-2.0-OpenSSH_9.2"
      GARBAGE          | body      | not an HTTP answer: "SSH-2.0-OpenSSH_9.2"
      GARBAGE          | https     | what came is not TLS
      GARBAGE          | http2     | what came is not HTTP/2: First received frame was not SETTINGS.
      GARBAGE          | agent     | agent says "SSH-2.0-OpenSSH_9.2"
      GARBAGE          | agent-tls | what came is not TLS
      GARBAGE          | grpc      | what came is not HTTP/2: First received frame was not SETTINGS.
      GARBAGE          | grpc-tls  | what came is not TLS
      ENDLESS_LINE     | tcp       | no "+PONG" in the first 65536 bytes
      ENDLESS_LINE     | http      | not an HTTP answer: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
      ENDLESS_LINE     | agent     | agent says more than 1024 bytes in a line
      ENDLESS_BODY     | body      | no "well" in the first 1000 bytes of the body
      CLOSES_IN_HTTP2  | http2     | connection closed before the end of the answer
      CLOSES_IN_HTTP2  | grpc      | connection closed before the end of the answer
      RESETS_IN_HTTP2  | http2     | connection reset
      RESETS_IN_HTTP2  | grpc      | connection reset
      ENDLESS_IN_HTTP2 | http2     | answer longer than 66536 bytes
      ENDLESS_IN_HTTP2 | grpc      | answer longer than 65536 bytes
      """)
  void eachKindSaysHowAServerFails(Way way, String kind, String expected) throws Exception {
    var timeout = expected.startsWith("timed out") ? SHORT : PLENTY;
    for (var engine : Engine.values()) {
      assertThat(reason(engine.once(method(kind, SERVERS.get(way).target(0)), timeout)))
          .as(engine.name()).startsWith(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "tcp-tls", "http", "https", "http2", "agent", "agent-tls", "grpc", "grpc-tls"})
  void aServerThatIsGoneRefuses(String kind, @TempDir Path folder) throws Exception {
    try (var server = LabServers.socat(folder, "TCP4-LISTEN", "", AGENT)) {
      server.kill();

      for (var engine : Engine.values()) {
        assertThat(reason(engine.once(method(kind, server.target(0)), PLENTY))).isEqualTo("refused connection");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"web1, 75%, 75", "web2, drain, 0"})
  void anAgentIsAskedByNameAndSaysAWeight(String name, String words, int percent, @TempDir Path folder) throws Exception {
    try (var agent = LabServers.socat(folder, "TCP4-LISTEN", "", AGENT)) {
      var report = Checks.once(new Agent(agent.target(0), Octets.ofText(name + "\n"), null), PLENTY);

      assertThat(report.health().advice()).isEqualTo(new Advice("agent", percent, words));
    }
  }

  @Test
  void anAgentThatSaysDownSaysWhy(@TempDir Path folder) throws Exception {
    try (var agent = LabServers.socat(folder, "TCP4-LISTEN", "", AGENT)) {
      assertThat(reason(Checks.once(new Agent(agent.target(0), Octets.ofText("web3\n"), null), PLENTY)))
          .isEqualTo("agent says down: disk full");
    }
  }

  @Test
  void anAgentWithTlsShowsItsCertificate(@TempDir Path folder) throws Exception {
    try (var agent = tls(folder, "server")) {
      assertThat(ask(agent, OURS)).startsWith("Success");
      assertThat(ask(agent, new TlsSettings(true, path("ca.pem"), "elsewhere.example", null)))
          .startsWith("certificate of another name (");
      assertThat(ask(agent, TlsSettings.DEFAULT)).isEqualTo("certificate of an unknown authority");
    }
  }

  @Test
  void anAgentWithAnExpiredCertificateIsDown(@TempDir Path folder) throws Exception {
    try (var agent = tls(folder, "expired")) {
      assertThat(ask(agent, OURS)).startsWith("certificate expired (");
      agent.kill();
      assertThat(ask(agent, OURS)).isEqualTo("refused connection");
    }
  }

  private static LabServer tls(Path folder, String certificate) throws Exception {
    return LabServers.socat(folder, "OPENSSL-LISTEN",
        ",verify=0,cert=" + path(certificate + ".pem") + ",key=" + path(certificate + ".key"), AGENT);
  }

  private static String ask(LabServer agent, TlsSettings tls) throws Exception {
    return reason(Checks.once(new Agent(agent.target(0), Octets.ofText("web1\n"), tls), PLENTY));
  }

  private static CheckMethod method(String kind, CheckTarget target) {
    var dialogue = new Dialogue(Octets.ofText("PING\r\n"), Octets.ofText("+PONG"));
    return switch (kind) {
      case "tcp" -> new TcpConnect(target, dialogue, null);
      case "tcp-tls" -> new TcpConnect(target, dialogue, OURS);
      case "http" -> new HttpStatus(target, "GET", "/", 200);
      case "body" -> http(target, false, null);
      case "https" -> http(target, false, OURS);
      case "http2" -> http(target, true, null);
      case "agent" -> new Agent(target, Octets.ofText("web1\n"), null);
      case "agent-tls" -> new Agent(target, Octets.ofText("web1\n"), OURS);
      case "grpc" -> new Grpc(target, "", null);
      case "grpc-tls" -> new Grpc(target, "", OURS);
      default -> throw new IllegalArgumentException("kind: " + kind);
    };
  }

  private static HttpStatus http(CheckTarget target, boolean isHttp2, @Nullable TlsSettings tls) {
    return new HttpStatus(target, new HttpRequest("GET", "/", List.of(), isHttp2),
        new HttpExpectation(StatusSet.of(200), Octets.ofText("well"), "", 1000), 0, tls);
  }
}
