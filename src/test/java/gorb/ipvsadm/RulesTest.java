package gorb.ipvsadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.conformance.IpvsSettings;
import gorb.control.Intent;
import gorb.document.DocumentException;
import gorb.document.Hosts;
import gorb.document.StateReader;
import gorb.document.StateWriter;
import gorb.model.IpAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class RulesTest {
  private static final String WEB = "-A -t 10.0.0.1:80 -s rr\n";

  @ParameterizedTest
  @MethodSource("gorb.conformance.IpvsSettings#all")
  void everySettingComesBackAsItWasPrinted(IpvsSettings.Row row) throws Exception {
    var rules = String.join("\n", row.printed()) + "\n";

    assertThat(RuleWriter.write(read(rules))).isEqualTo(rules);
  }

  @Test
  void allOfThemTogetherComeBack() throws Exception {
    var printed = IpvsSettings.all().stream().flatMap(row -> row.printed().stream()).toList();

    assertThat(RuleWriter.write(read(String.join("\n", printed))).lines()).containsExactlyInAnyOrderElementsOf(printed);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "--add-service --tcp-service=10.0.0.1:80 --scheduler rr | -A -t 10.0.0.1:80 -s rr",
      "-A -t10.0.0.1:80 | -A -t 10.0.0.1:80 -s wlc",
      "-A -t 10.0.0.1:80 -p -s rr | -A -t 10.0.0.1:80 -s rr -p 300",
      "-A -t 10.0.0.1:80 -s rr -p | -A -t 10.0.0.1:80 -s rr -p 300",
      "-A -u 10.0.0.1:5060 -s rr -p 60 -M 255.255.0.0 --pe sip -o -b flag-1,flag-3 "
          + "| -A -u 10.0.0.1:5060 -s rr -p 60 -M 255.255.0.0 --pe sip -o -b flag-1,flag-3",
      "-A -f 7 -s sh -b flag-1,sh-port -6 | -A -f 7 -6 -s sh -b sh-fallback,sh-port",
  })
  void longNamesAndDefaultsAreThoseOfIpvsadm(String rule, String canonical) throws Exception {
    assertThat(RuleWriter.write(read(rule))).isEqualTo(canonical + "\n");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "-a -t 10.0.0.1:80 -r 10.1.0.1 | -r 10.1.0.1:80 -g -w 1",
      "-a -t 10.0.0.1:80 -r 10.1.0.1:8080 -m -w7 -x 9 -y 5 | -r 10.1.0.1:8080 -m -w 7 -x 9 -y 5",
      "-a -t 10.0.0.1:80 -r [fd00::1]:80 -i --tun-type=gre | -r [fd00::1]:80 -i -w 1 --tun-type gre --tun-nocsum",
      "-a -t 10.0.0.1:80 -r 10.1.0.1:80 --ipip --tun-type gue --tun-port 6080 --tun-remcsum --weight 0 "
          + "| -r 10.1.0.1:80 -i -w 0 --tun-type gue --tun-port 6080 --tun-remcsum",
  })
  void serversToo(String rule, String canonical) throws Exception {
    assertThat(RuleWriter.write(read(WEB + rule))).isEqualTo(WEB + "-a -t 10.0.0.1:80 " + canonical + "\n");
  }

  @Test
  void commentsAndEmptyLinesSayNothing() throws Exception {
    assertThat(RuleWriter.write(read("# saved\n\n  " + WEB + "\n"))).isEqualTo(WEB);
    assertThat(read("")).hasToString(Intent.EMPTY.toString());
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "-C | -C: unknown (expected: rules of -A and -a, as 'ipvsadm -S -n' writes them)",
      "-t 10.0.0.1:81 -s rr | no rule that makes something (expected: -A or -a)",
      "-A -s rr | 0 services (expected: one of -t -u --sctp-service -f)",
      "-A -t 10.0.0.1:81 -u 10.0.0.1:81 | 2 services (expected: one of -t -u --sctp-service -f)",
      "-A -t localhost:http | -t: localhost:http (expected: an address and a port in numbers, "
          + "as 'ipvsadm -S -n' writes them)",
      "-A -t 10.0.0.1:65536 | -t: 65536 (expected: 0..65535)",
      "-A -t 10.0.0.1:80 | tcp/10.0.0.1:80: added in line 1 already",
      "-A -f 0 | -f: 0 (expected: 1..4294967295)",
      "-A -t 10.0.0.1:81 -6 | -6: given with -t (expected: with -f only)",
      "-A -t 10.0.0.1:81 -s | -s: without a value",
      "-A -t 10.0.0.1:81 -s rr -s wrr | -s: given twice",
      "-A -t 10.0.0.1:81 -w 1 | -w: given with -A",
      "-A -t 10.0.0.1:81 -b sh-prot | -b: sh-prot (expected: flag-1, flag-2, flag-3, sh-fallback, sh-port, mh-fallback "
          + "or mh-port, joined by ',')",
      "-A -t 10.0.0.1:81 -p 1 -M 255.0.255.0 | -M: 255.0.255.0 (expected: a mask, such as 255.255.255.0)",
      "-A -t 10.0.0.1:81 -M 255.255.255.0 | -M: given without -p",
      "-A -u 10.0.0.1:81 -p 1 --pe sap | --pe: sap (expected: sip)",
      "-A -t 10.0.0.1:81 -o | one_packet: true with protocol tcp (expected: udp, whose datagrams alone the kernel "
          + "schedules singly)",
      "-A -t 10.0.0.1:0 | tcp/10.0.0.1:0: port 0, which is every port, needs -p",
      "-a -t 10.0.0.1:80 | no server (expected: -r)",
      "-a -t 10.0.0.9:80 -r 10.1.0.1:80 | tcp/10.0.0.9:80: no -A before this line adds it",
      "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -w -1 | -w: -1 (expected: 0..2147483647)",
      "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -g | [-g, -m] (expected: one of -g -i -m)",
      "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m --tun-type gre | --tun-type: given without -i",
      "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -i --tun-type gue | a tunnel of type gue without --tun-port",
      "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -i --tun-type gre --tun-remcsum | --tun-remcsum: given with a tunnel of type gre",
      "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -x 1 -y 2 | -y: 2 (expected: 0..1, which -x says)",
      "-a -t 10.0.0.1:80 -r [fd00::1]:80 -m | method: fd00::1 behind tcp/10.0.0.1:80 (expected: tunnel)",
  })
  void whatIsWrongIsSaidOfItsLine(String rule, String problem) {
    assertThatThrownBy(() -> RuleReader.read(WEB + rule)).isInstanceOf(RuleException.class).hasMessage("line 2: " + problem);
  }

  @Test
  void everyLineThatIsWrongIsNamed() {
    assertThatThrownBy(() -> RuleReader.read("-X\n" + WEB + "-A -t 10.0.0.1:0\n-a -t 10.0.0.1:80 -r host:80\n"))
        .isInstanceOfSatisfying(RuleException.class, e -> assertThat(e.problems()).satisfiesExactly(
            one -> assertThat(one).startsWith("line 1: -X"),
            two -> assertThat(two).startsWith("line 3: tcp/10.0.0.1:0: port 0"),
            three -> assertThat(three).startsWith("line 4: -r: host:80")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-A -t", "-A -t :", "-A -t [", "-A -t []:", "-A -f", "-A =", "--=", "-", "--", "-A -p -p", "-a -r"})
  void nonsenseIsRefused(String rule) {
    assertThatThrownBy(() -> RuleReader.read(rule)).isInstanceOf(RuleException.class);
  }

  @Test
  void aQuiescedBackendHasWeightZero() throws Exception {
    var document = RuleReader.read(WEB + "-a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 9");
    var service = (ObjectNode) document.path("services").path("tcp-10.0.0.1-80");
    ((ObjectNode) service.path("backends").path("10.1.0.1-80")).put("state", "quiesced");

    assertThat(RuleWriter.write(intent(document))).endsWith("-r 10.1.0.1:80 -m -w 0\n");
  }

  /** By way of the document, and of what is made of it. */
  private static Intent read(String rules) throws Exception {
    var intent = intent(RuleReader.read(rules));
    assertThat(StateWriter.of(intent)).isEqualTo(RuleReader.read(rules));
    return intent;
  }

  private static Intent intent(ObjectNode document) throws DocumentException {
    return new StateReader(new Hosts(IpAddress::of, Optional::empty)).read(document);
  }
}
