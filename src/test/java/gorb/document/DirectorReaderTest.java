package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.DirectorSamples;
import gorb.model.DirectorSettings;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class DirectorReaderTest {
  private static final int ROUNDS = 500;

  @Test
  void whatIsWrittenIsReadAsItWas() {
    var random = new Random(11);
    for (int round = 0; round < ROUNDS; round++) {
      var settings = DirectorSamples.random(random);
      var problems = Problems.strict();

      assertThat(read(DirectorWriter.write(settings).toString(), problems)).isEqualTo(settings);
      assertThat(problems.all()).isEmpty();
    }
  }

  @Test
  void anEmptySyncSaysThatNoDaemonRunsAndNoneSaysNothing() {
    assertThat(read("{\"sync\": {}}", Problems.strict()).sync()).hasValueSatisfying(it -> assertThat(it).isEmpty());
    assertThat(read("{\"sync\": null}", Problems.strict())).isEqualTo(DirectorSettings.NONE);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
      "{'timeouts': {'udp': 0}} | timeouts.udp",
      "{'timeouts': {'udp': '500ms'}} | timeouts.udp",
      "{'timeouts': {'tcp': 2147484}} | timeouts.tcp",
      "{'timeouts': {'sctp': 3}} | timeouts.sctp",
      "{'sync': []} | sync",
      "{'sync': {'master': {}}} | sync.master.interface",
      "{'sync': {'master': {'interface': 'a/b'}}} | sync.master.interface",
      "{'sync': {'master': {'interface': 'sixteen-letters-'}}} | sync.master.interface",
      "{'sync': {'master': {'interface': 'lo', 'id': 256}}} | sync.master.id",
      "{'sync': {'master': {'interface': 'lo', 'group': '10.0.0.1'}}} | sync.master.group",
      "{'sync': {'master': {'interface': 'lo', 'port': 0}}} | sync.master.port",
      "{'sync': {'master': {'interface': 'lo', 'ttl': 0}}} | sync.master.ttl",
      "{'sync': {'backup': {'interface': 'lo', 'length': 1023}}} | sync.backup.length",
      "{'sync': {'master': {'interface': 'lo', 'length': 65500, 'group': 'ff02::9'}}} | sync.master.length",
      "{'sync': {'slave': {'interface': 'lo'}}} | sync.slave",
      "{'sysctl': {'conntrack': 2}} | sysctl.conntrack",
      "{'sysctl': {'conntrack': true}} | sysctl.conntrack",
      "{'sysctl': {'sync_ports': 3}} | sysctl.sync_ports",
      "{'sysctl': {'sync_threshold': '50 3'}} | sysctl.sync_threshold",
      "{'sysctl': {'sync_threshold': 3}} | sysctl.sync_threshold",
      "{'sysctl': {'../../ip_forward': 1}} | sysctl.../../ip_forward",
      "{'timeout': {}} | timeout"
  })
  void whatIsWrongIsNamed(String document, String field) {
    var problems = Problems.strict();
    read(document.replace('\'', '"'), problems);

    assertThat(problems.all()).extracting(Problem::field).containsExactly(field);
  }

  private static DirectorSettings read(String text, Problems problems) {
    return DirectorReader.read(Fields.of((ObjectNode) JsonMapper.shared().readTree(text), problems));
  }
}
