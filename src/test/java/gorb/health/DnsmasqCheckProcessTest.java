package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.SHORT;
import static gorb.health.Checks.once;
import static gorb.health.Checks.reason;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.discovery.DnsmasqProcess;
import gorb.model.CheckMethod.Dns;
import gorb.model.CheckMethod.Udp;
import gorb.model.CheckTarget;
import gorb.model.Dialogue;
import gorb.model.DnsQuestion;
import gorb.model.DnsQuestion.Type;
import gorb.model.Octets;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kinds dns and udp against a real name server. */
@Tag("process")
class DnsmasqCheckProcessTest {
  private static DnsmasqProcess dnsmasq;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    dnsmasq = DnsmasqProcess.start(folder, "10.1.0.1 web.test\n10.1.0.2 web.test\nfd00::1 web.test\n", 1,
        "--cname=alias.test,web.test", "--mx-host=test,mail.test,10", "--srv-host=_sip._udp.test,sip.test,5060,1,2",
        "--txt-record=text.test,hello world");
  }

  @AfterAll
  static void stop() {
    if (dnsmasq != null) {
      dnsmasq.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "web.test, A, ''", "web.test, A, 10.1.0.1", "WEB.test, A, 10.1.0.2", "web.test, AAAA, fd00:0:0:0:0:0:0:1",
    "alias.test, CNAME, web.test", "alias.test, A, 10.1.0.1", "test, MX, 10 mail.test",
    "_sip._udp.test, SRV, 1 2 5060 sip.test", "text.test, TXT, hello world"
  })
  void recordsOfEachTypeAreFound(String name, Type type, String answer) throws Exception {
    assertThat(check(name, type, answer)).startsWith("Success");
  }

  @ParameterizedTest
  @CsvSource({
    "missing.test, A, '', answer NXDOMAIN", "text.test, A, '', no A of text.test", "web.example, A, '', answer REFUSED"
  })
  void whatIsMissingIsAFailure(String name, Type type, String answer, String reason) throws Exception {
    assertThat(check(name, type, answer)).isEqualTo(reason);
  }

  @Test
  void anotherAddressIsAFailureThatNamesThem() throws Exception {
    assertThat(check("web.test", Type.A, "10.9.9.9"))
        .startsWith("answer 10.1.0.").contains("10.1.0.1", "10.1.0.2").endsWith(" (expected 10.9.9.9)");
  }

  @Test
  void aServerThatHasEndedRefuses(@TempDir Path folder) throws Exception {
    try (var other = DnsmasqProcess.start(folder, "10.1.0.1 web.test\n", 1)) {
      var question = new DnsQuestion("web.test", Type.A, "10.1.0.1");
      var target = new CheckTarget("127.0.0.1", other.address().port());
      assertThat(reason(once(new Dns(target, question), PLENTY))).startsWith("Success");

      other.stop();

      assertThat(reason(once(new Dns(target, question), PLENTY))).isEqualTo("refused datagram");
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      web.test | 10.1.0.1 | Success
      web.test | 10.9.9.9 | timed out after 300 ms
      """)
  void theKindUdpComparesTheOctetsOfAnAnswer(String name, String address, String expected) throws Exception {
    assertThat(reason(once(udp(dnsmasq.address().port(), name, address), SHORT))).startsWith(expected);
  }

  @Test
  void aServerThatIsStoppedByASignalTimesOutAndOneThatIsKilledRefuses(@TempDir Path folder) throws Exception {
    try (var other = DnsmasqProcess.start(folder, "10.1.0.1 web.test\n", 1)) {
      int port = other.address().port();
      var dns = new Dns(new CheckTarget("127.0.0.1", port), new DnsQuestion("web.test", Type.A, ""));
      var silent = new Udp(new CheckTarget("127.0.0.1", port), Dialogue.NONE, SHORT);
      assertThat(reason(once(udp(port, "web.test", "10.1.0.1"), PLENTY))).startsWith("Success");

      other.signal("STOP");
      assertThat(reason(once(dns, SHORT))).isEqualTo("timed out after 300 ms");
      assertThat(reason(once(udp(port, "web.test", "10.1.0.1"), SHORT))).isEqualTo("timed out after 300 ms");
      assertThat(reason(once(silent, PLENTY))).startsWith("Success");
      other.stop();

      assertThat(reason(once(udp(port, "web.test", "10.1.0.1"), PLENTY))).isEqualTo("refused datagram");
      assertThat(reason(once(silent, PLENTY))).isEqualTo("refused datagram");
    }
  }

  /** Asks for an address as the kind dns does, but by octets. */
  private static Udp udp(int port, String name, String address) throws Exception {
    var question = new ByteArrayOutputStream();
    question.writeBytes(HexFormat.of().parseHex("123401000001000000000000"));
    for (var label : name.split("\\.", -1)) {
      question.write(label.length());
      question.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    question.writeBytes(HexFormat.of().parseHex("0000010001"));
    return new Udp(new CheckTarget("127.0.0.1", port),
        new Dialogue(Octets.of(question.toByteArray()), Octets.of(InetAddress.ofLiteral(address).getAddress())), SHORT);
  }

  private static String check(String name, Type type, String answer) throws Exception {
    var target = new CheckTarget("127.0.0.1", dnsmasq.address().port());
    return reason(once(new Dns(target, new DnsQuestion(name, type, answer)), PLENTY));
  }
}
