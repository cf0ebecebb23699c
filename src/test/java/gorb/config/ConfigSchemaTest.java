package gorb.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import gorb.document.Hosts;
import gorb.document.JsonText;
import gorb.document.StateWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The published schema and the readers say the same; where a schema cannot say it, that is said here. */
class ConfigSchemaTest {
  private static final ObjectNode TEXT = (ObjectNode) JsonMapper.shared().readTree(ConfigSchema.text());
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(TEXT);
  private static final int DOCUMENTS = 200;

  @TempDir
  private Path folder;

  @Test
  void thePublishedSchemaIsOfThisVersion() throws IOException {
    assertThat(Files.readString(Path.of("docs/gorb.schema.json")))
        .as("after: ./gorb schema > docs/gorb.schema.json")
        .isEqualTo(ConfigSchema.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{}",
      "{'$schema': 'gorb.schema.json', 'listen': ':1', 'flush': true, 'dataplane': 'memory', 'host-name': ['a', 'b']}",
      "{'listen': null, 'flush': null, 'host-name': null, 'dataplane': null, 'services': null}",
      "{'services': {}}",
      "{'ipvs': null}",
      "{'ipvs': {}}",
      "{'ipvs': {'timeouts': {'tcp': '15m', 'tcp_fin': 77, 'udp': '30'}, 'sync': {}, 'sysctl': {'conntrack': 1,"
          + " 'est_nice': -20, 'sync_threshold': '3 50', 'sync_ports': 4}}}",
      "{'ipvs': {'sync': {'master': {'interface': 'lo', 'id': 7, 'group': 'ff02::9', 'port': 1, 'ttl': 255,"
          + " 'length': 1}, 'backup': {'interface': 'eth0', 'length': 1024}}}}",
      "{'bgp': null}",
      "{'webhooks': null, 'log-format': 'json'}",
      "{'webhooks': []}",
      "{'webhooks': [{'url': 'http://10.0.0.1:8400/x?y=z'}, {'url': 'https://[fd00::1]/', 'name': 'chat-2',"
          + " 'events': ['verdict', 'standing', 'drained', 'drift', 'refused', 'revision', 'peer'], 'secret_file': '/s',"
          + " 'ca_file': '/ca', 'timeout': '10s', 'queue': 1, 'retry_for': 0}]}",
      "{'bgp': {'asn': 64512, 'peers': [{'address': '10.79.0.2', 'asn': 64513}]}}",
      "{'bgp': {'asn': 64512, 'router_id': '10.0.0.1', 'port': 0, 'restart_time': '2m', 'peers': [{'address': 'fd00::1',"
          + " 'asn': 64512, 'families': ['ipv6'], 'communities': ['1:2'], 'local_pref': 7, 'ttl_security': 1}]}}",
      "{'services': {'web': {'port': 80, 'announce': 'all', 'quorum': 3, 'quorum_down': 2, 'announce_weight': 'med'}}}",
      "{'services': {'web': {'port': 80, 'host': 'x', 'announce_prefix': '2001:db8::/48'}}}",
      "{'services': {'web': {'port': 80, 'announce_prefix': ''}}}",
      "{'services': {'web': {'fwmark': 7, 'announce': 'all', 'announce_prefix': '192.0.2.0/24'}}}",
      "{'services': {'web': {'fwmark': 7, 'quorum': 2, 'panic_threshold': 30}}}",
      "{'services': {'web': {'fwmark': 4294967295, 'family': 'ipv6', 'backends': {'one': {'host': 'fd00::1'}}}}}",
      "{'services': {'sip': {'port': 5060, 'protocol': 'udp', 'one_packet': false, 'persistent': true,"
          + " 'persistence_prefix': 24, 'persistence_engine': 'sip'}}}",
      "{'services': {'dns': {'port': 53, 'protocol': 'udp', 'one_packet': true}}}",
      "{'services': {'all': {'port': 0, 'protocol': 'sctp', 'persistent': true}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 1, 'method': 'gue',"
          + " 'tunnel_port': 6080, 'tunnel_checksum': 'remote', 'upper_threshold': 9, 'lower_threshold': 3}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 1, 'method': 'nat',"
          + " 'proxy_protocol': 'v2', 'source_address': 'client'}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 1, 'proxy_protocol': 'none'}}}}}",
      "{'services': {'web': {'port': 80}}}",
      "{'services': {'a b': {'host': '', 'port': 1, 'flags': '', 'method': 'mh', 'backends': null, 'origin': 'file'}}}",
      "{'services': {'web': {'port': 80, 'flags': 'flag-1|mh-port', 'persistent': true, 'persistence_timeout': 90}}}",
      "{'services': {'web': {'port': 80, 'persistent': true, 'persistence_timeout': '1m30s'}}}",
      "{'services': {'web': {'port': 80, 'persistent': true, 'persistence_timeout': '90'}}}",
      "{'services': {'web': {'port': 80, 'address': '10.0.0.1', 'backends': {'one': {'host': 'x', 'port': 1}}}}}",
      "{'services': {'w': {'port': 80, 'backends': {'o': {'host': 'x', 'port': 1, 'weight': 0, 'state': 'quiesced',"
          + " 'method': 'tunnel', 'pulse': {'type': 'http', 'interval': '1.5m', 'args': {'expect': '204'}}}}}}}",
      "{'services': {'w': {'port': 80, 'backends': {'o': {'host': 'x', 'port': 1, 'state': 'draining',"
          + " 'drain_until': '2026-01-31T12:00:00Z', 'drain_keep': true}}}}}",
      "{'services': {'w': {'port': 80, 'backends': {'o': {'host': 'x', 'port': 1, 'pulse':"
          + " {'args': {'host': 'y', 'port': '80', 'timeout': '1s'}}}}}}}",
      "{'services': {'w': {'port': 80, 'backends': {'o': {'host': 'x', 'port': 1, 'pulse':"
          + " {'type': 'none', 'args': {}}}}}}}"
  })
  void whatTheSchemaTakesTheReadersTake(String document) throws IOException {
    assertThat(complaintsOfSchema(json(document))).isEmpty();
    assertThat(problemsOfReaders(json(document))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{'$schema': 1}",
      "{'listn': ':1'}",
      "{'listen': 1}",
      "{'flush': 'yes'}",
      "{'flush': 1}",
      "{'dataplane': 'xdp'}",
      "{'host-name': 'a'}",
      "{'host-name': [1]}",
      "{'host-name': ['a,b']}",
      "{'host-name': ['']}",
      "{'store-sync-time': 0}",
      "{'store-sync-time': '60'}",
      "{'services': []}",
      "{'ipvs': []}",
      "{'ipvs': {'timeouts': {'udp': 0}}}",
      "{'ipvs': {'timeouts': {'udp': 2147484}}}",
      "{'ipvs': {'timeouts': {'sctp': 1}}}",
      "{'ipvs': {'sync': {'master': {}}}}",
      "{'ipvs': {'sync': {'master': {'interface': 'a/b'}}}}",
      "{'ipvs': {'sync': {'backup': {'interface': 'lo', 'length': 1023}}}}",
      "{'ipvs': {'sysctl': {'conntrack': 2}}}",
      "{'ipvs': {'sysctl': {'ip_forward': 1}}}",
      "{'ipvs': {'sysctl': {'sync_threshold': 3}}}",
      "{'bgp': []}",
      "{'log-format': 'xml'}",
      "{'webhooks': {}}",
      "{'webhooks': [1]}",
      "{'webhooks': [{}]}",
      "{'webhooks': [{'url': 'ftp://x/'}]}",
      "{'webhooks': [{'url': 'http://x/', 'name': 'a b'}]}",
      "{'webhooks': [{'url': 'http://x/', 'events': ['down']}]}",
      "{'webhooks': [{'url': 'http://x/', 'events': 'peer'}]}",
      "{'webhooks': [{'url': 'http://x/', 'secret': 'x'}]}",
      "{'webhooks': [{'url': 'http://x/', 'timeout': 0}]}",
      "{'webhooks': [{'url': 'http://x/', 'queue': 0}]}",
      "{'webhooks': [{'url': 'http://x/', 'queue': 100001}]}",
      "{'bgp': {'asn': 64512}}",
      "{'bgp': {'asn': 64512, 'peers': []}}",
      "{'bgp': {'asn': 0, 'peers': [{'address': '10.79.0.2', 'asn': 64513}]}}",
      "{'bgp': {'asn': 1, 'peers': [{'asn': 64513}]}}",
      "{'bgp': {'asn': 1, 'peers': [{'address': '10.79.0.2', 'asn': 64513, 'password': 'x'}]}}",
      "{'bgp': {'asn': 1, 'peers': [{'address': '10.79.0.2', 'asn': 64513, 'communities': ['x']}]}}",
      "{'bgp': {'asn': 1, 'peers': [{'address': '10.79.0.2', 'asn': 64513, 'families': 'ipv4'}]}}",
      "{'services': {'web': {'port': 80, 'announce': true}}}",
      "{'services': {'web': {'port': 80, 'announce_prefix': '192.0.2.0'}}}",
      "{'services': {'web': {'port': 80, 'announce_prefix': '0.0.0.0/0'}}}",
      "{'services': {'web': {'port': 80, 'announce_prefix': 24}}}",
      "{'services': {'web': {'port': 80, 'quorum': 0}}}",
      "{'services': {'web': {'port': 80, 'panic_threshold': 101}}}",
      "{'services': {'': {'port': 80}}}",
      "{'services': {'a/b': {'port': 80}}}",
      "{'services': {'web': 80}}",
      "{'services': {'web': {'port': 65536}}}",
      "{'services': {'web': {'port': '80'}}}",
      "{'services': {'web': {'port': 80.5}}}",
      "{'services': {'web': {'port': 80, 'Protocol': 'tcp'}}}",
      "{'services': {'web': {'port': 80, 'protocol': 'gre'}}}",
      "{'services': {'web': {'fwmark': 0}}}",
      "{'services': {'web': {'fwmark': 4294967296}}}",
      "{'services': {'web': {'fwmark': 1, 'family': 'ip'}}}",
      "{'services': {'web': {'port': 80, 'persistent': true, 'persistence_prefix': 0}}}",
      "{'services': {'web': {'port': 80, 'persistent': true, 'persistence_engine': 'h323'}}}",
      "{'services': {'web': {'port': 80, 'host': 'a b'}}}",
      "{'services': {'web': {'port': 80, 'method': 'w r r'}}}",
      "{'services': {'web': {'port': 80, 'flags': 'mh'}}}",
      "{'services': {'web': {'port': 80, 'flags': 'mh-port|'}}}",
      "{'services': {'web': {'port': 80, 'origin': 'api'}}}",
      "{'services': {'web': {'port': 80, 'persistent': 1}}}",
      "{'services': {'web': {'port': 80, 'persistent': true, 'persistence_timeout': 0}}}",
      "{'services': {'web': {'port': 80, 'persistent': true, 'persistence_timeout': 'soon'}}}",
      "{'services': {'web': {'port': 80, 'persistent': true, 'persistence_timeout': 2678401}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'port': 80}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': '', 'port': 80}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'vsid': 'y'}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'weight': -1}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'weight': 2147483648}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'method': 'vxlan'}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'state': 'down'}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'state': 'draining',"
          + " 'drain_until': 'soon'}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'pulse': {'type': 'icmp'}}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'pulse': {'intervl': '5s'}}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'pulse': {'interval': 5}}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'pulse': {'interval': 'x'}}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'pulse':"
          + " {'args': {'path': '/'}}}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'pulse':"
          + " {'type': 'none', 'args': {'port': 1}}}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'pulse':"
          + " {'type': 'http', 'args': {'expect': 99}}}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'pulse':"
          + " {'type': 'http', 'args': {'path': '/#top'}}}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'pulse':"
          + " {'type': 'http', 'args': {'method': 'G T'}}}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'pulse':"
          + " {'args': {'host': 'a/b'}}}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'pulse':"
          + " {'args': {'timeout': 0}}}}}}}"
  })
  void whatTheSchemaRefusesTheReadersRefuse(String document) throws IOException {
    assertThat(complaintsOfSchema(json(document))).isNotEmpty();
    assertThat(problemsOfReaders(json(document))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{'open': true, 'token-file': 'x'}",
      "{'webhooks': [{'url': 'http://x:0/'}]}",
      "{'webhooks': [{'url': 'http://user@x/'}]}",
      "{'webhooks': [{'url': 'http://x/', 'ca_file': 'y'}]}",
      "{'webhooks': [{'url': 'http://x/', 'retry_for': '25h'}]}",
      "{'webhooks': [{'url': 'http://x/a'}, {'url': 'http://x/b'}]}",
      "{'bgp': {'asn': 1, 'peers': [{'address': '10.79.0.2.', 'asn': 64513}]}}",
      "{'bgp': {'asn': 1, 'peers': [{'address': '10.79.0.2', 'asn': 64513, 'local_pref': 1}]}}",
      "{'bgp': {'asn': 1, 'peers': [{'address': '10.79.0.2', 'asn': 64513, 'hold_time': 2}]}}",
      "{'ipvs': {'sysctl': {'sync_ports': 3}}}",
      "{'ipvs': {'sysctl': {'sync_threshold': '50 3'}}}",
      "{'ipvs': {'sync': {'master': {'interface': 'lo', 'group': '10.0.0.1'}}}}",
      "{'ipvs': {'sync': {'master': {'interface': 'lo', 'group': 'ff02::9', 'length': 65500}}}}",
      "{'services': {'web': {'port': 80, 'quorum': 1, 'quorum_down': 2}}}",
      "{'services': {'web': {'port': 80, 'host': '192.0.2.80', 'announce_prefix': '192.0.2.80/24'}}}",
      "{'services': {'web': {'port': 80, 'host': '192.0.2.80', 'announce_prefix': '192.0.3.0/24'}}}",
      "{'services': {'web': {'port': 80, 'host': '192.0.2.80', 'announce_prefix': '2001:db8::/48'}}}",
      "{'services': {'web': {'fwmark': 7, 'announce': 'all'}}}",
      "{'services': {'web': {}}}",
      "{'services': {'web': {'port': null}}}",
      "{'services': {'web': {'port': 0}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x'}}}}}",
      "{'services': {'web': {'fwmark': 1, 'port': 80}}}",
      "{'services': {'web': {'fwmark': 1, 'host': '10.0.0.1', 'protocol': 'tcp'}}}",
      "{'services': {'web': {'port': 80, 'family': 'ipv4'}}}",
      "{'services': {'web': {'port': 80, 'one_packet': true}}}",
      "{'services': {'web': {'port': 80, 'persistent': true, 'persistence_engine': 'sip'}}}",
      "{'services': {'web': {'port': 80, 'host': '10.0.0.1', 'persistent': true, 'persistence_prefix': 33}}}",
      "{'services': {'web': {'port': 80, 'persistence_prefix': 24}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 1, 'method': 'gue'}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 1, 'tunnel_port': 9}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 1, 'method': 'dr',"
          + " 'source_address': 'client'}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 1, 'method': 'dr',"
          + " 'tunnel_checksum': 'full'}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 1, 'method': 'gre',"
          + " 'tunnel_checksum': 'remote'}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 1, 'lower_threshold': 1}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 1, 'state': 'draining'}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 1, 'state': 'quiesced',"
          + " 'drain_keep': true}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 1,"
          + " 'drain_until': '2026-01-31T12:00:00Z'}}}}}",
      "{'services': {'web': {'port': 80.0}}}",
      "{'services': {'a': {'port': 80}, 'b': {'port': 80}}}",
      "{'services': {'web': {'port': 80, 'persistence_timeout': 90}}}",
      "{'services': {'web': {'port': 80, 'persistent': true, 'persistence_timeout': '745h'}}}",
      "{'services': {'web': {'port': 80, 'host': '127.1'}}}",
      "{'services': {'web': {'port': 80, 'host': '10.0.0.1', 'backends': {'one': {'host': 'fd00::1', 'port': 80}}}}}",
      "{'services': {'dns': {'port': 53, 'protocol': 'udp', 'backends': {'one': {'host': 'x', 'port': 80, 'pulse':"
          + " {'args': {'port': 1}}}}}}}"
  })
  void someRulesAreBeyondASchema(String document) throws IOException {
    assertThat(complaintsOfSchema(json(document))).isEmpty();
    assertThat(problemsOfReaders(json(document))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{'services': {'web': {'port': 80, 'protocol': 'TCP'}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'method': 'NAT'}}}}}",
      "{'services': {'web': {'port': 80, 'backends': {'one': {'host': 'x', 'port': 80, 'pulse': {'interval': '5S'}}}}}}"
  })
  void theSchemaWantsWordsInLowerCaseWhichTheReadersDoNotMind(String document) throws IOException {
    assertThat(complaintsOfSchema(json(document))).isNotEmpty();
    assertThat(problemsOfReaders(json(document))).isEmpty();
  }

  @Test
  void whatTheReadersTakeAndWhatIsWrittenForThemIsOfTheSchema() throws Exception {
    long seed = new SplittableRandom().nextLong();
    var documents = new RandomDocuments(new SplittableRandom(seed));
    for (int i = 0; i < DOCUMENTS; i++) {
      var document = documents.next();
      var file = Files.writeString(folder.resolve("gorb.json"), JsonText.of(document));
      var services = ConfigFile.read(file, Hosts.unresolved()).services();

      assertThat(complaintsOfSchema(document)).as("seed " + seed).isEmpty();
      assertThat(complaintsOfSchema(StateWriter.of(services))).as("seed " + seed).isEmpty();
      assertThat(complaintsOfSchema(StateWriter.kept(services))).as("seed " + seed).isEmpty();
    }
  }

  /** Whoever writes a name that means nothing is told those that do: they are the ones of the schema. */
  @ParameterizedTest
  @ValueSource(strings = {
      "", "services.*", "services.*.backends.*", "services.*.backends.*.pulse",
      "services.*.backends.*.pulse.args:tcp", "services.*.backends.*.pulse.args:http",
      "services.*.backends.*.pulse.args:https", "services.*.backends.*.pulse.args:agent",
      "services.*.backends.*.pulse.args:udp", "services.*.backends.*.pulse.args:dns",
      "services.*.backends.*.pulse.args:grpc", "services.*.backends.*.pulse.args:exec", "services.*.backends.*.pulse.args:held"})
  void theReadersAskForTheFieldsOfTheSchema(String path) throws IOException {
    var steps = path.isEmpty() ? List.<String>of() : List.of(path.replaceFirst(":.*", "").split("\\."));
    var type = path.contains(":") ? path.replaceFirst(".*:", "") : "";
    var document = JsonMapper.shared().createObjectNode();
    var object = document;
    JsonNode schema = TEXT;
    for (var step : steps) {
      object = object.putObject(step.equals("*") ? "x" : step);
      if (step.equals("args")) {
        schema = caseOf(schema, type).path("properties").path("args");
      } else {
        schema = step.equals("*") ? schema.path("additionalProperties") : schema.path("properties").path(step);
      }
      schema = schema.has("anyOf") ? schema.path("anyOf").get(0) : schema;
    }
    object.put("unheard-of-name", true);
    if (!type.isEmpty()) {
      ((ObjectNode) document.at("/services/x/backends/x/pulse")).put("type", type);
    }

    var told = Pattern.compile("unheard-of-name: unknown \\(expected: (.*)\\)")
        .matcher(String.join("\n", problemsOfReaders(document)));

    assertThat(told.find()).as(problemsOfReaders(document).toString()).isTrue();
    var names = new ArrayList<>(schema.path("properties").propertyNames());
    names.remove("$schema");
    assertThat(told.group(1).split(", ")).isNotEmpty().containsExactlyInAnyOrderElementsOf(names);
  }

  /** What holds for a pulse of a type. */
  private static JsonNode caseOf(JsonNode pulse, String type) {
    for (var each : pulse.path("allOf").values()) {
      if (each.path("if").toString().contains("\"" + type + "\"")) {
        return each.path("then");
      }
    }
    throw new AssertionError("no case of " + type + ": " + pulse);
  }

  private static List<String> complaintsOfSchema(JsonNode document) {
    return SCHEMA.validate(document).stream().map(Object::toString).toList();
  }

  private List<String> problemsOfReaders(JsonNode document) throws IOException {
    var file = Files.writeString(folder.resolve("gorb.json"), document.toString());
    try {
      ConfigFile.read(file, Hosts.unresolved());
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream().map(ConfigProblem::toString).toList();
    }
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text.replace('\'', '"'));
  }
}
