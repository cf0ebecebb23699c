package gorb.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What gorb.yaml(5) is made of. */
class ConfigManualTest {
  private static final String TEXT = ConfigManual.text();

  @Test
  void everyKeyOfTheSchemaIsInTheManual() {
    var keys = new TreeSet<String>();
    keys(JsonMapper.shared().readTree(ConfigSchema.text()), keys);
    var told = new TreeSet<String>();
    TEXT.lines().filter(line -> line.startsWith(".B "))
        .forEach(line -> told.add(line.substring(5).replace("\\-", "-")));

    assertThat(keys).hasSizeGreaterThan(100);
    assertThat(told).isEqualTo(keys);
  }

  @Test
  void everyObjectHasASection() {
    assertThat(TEXT.lines().filter(line -> line.startsWith(".SH "))).contains(
        ".SH KEYS", ".SH \"\\&KEYS OF bgp.peers[]\"", ".SH \"\\&KEYS OF webhooks[]\"", ".SH \"\\&KEYS OF services.NAME\"",
        ".SH \"\\&KEYS OF services.NAME.backends.NAME.pulse.args\"", ".SH \"\\&KEYS OF ipvs.timeouts\"");
  }

  @Test
  void aKeyIsToldWithItsRangeAndDefault() {
    assertThat(TEXT).contains(".TP\n.B \\&weight\n\\&the configured weight, the share of new connections; 0: none;"
        + " an integer from 0 to 2147483647 (default: 100)\n");
    assertThat(TEXT).contains(".TP\n.B \\&log\\-format\n");
  }

  @Test
  void noTextIsTakenForARequest() {
    assertThat(TEXT.lines()).allMatch(line -> line.matches("\\.(SH|TP|B)( .*)?|\\\\&.*"));
    assertThat(TEXT.replace("\\-", "").replace("\\&", "").replace("\\(aq", "").replace("\\(dq", "").replace("\\e", ""))
        .doesNotContain("\\", "-");
  }

  private static void keys(JsonNode schema, TreeSet<String> into) {
    var object = schema.has("anyOf") ? schema.path("anyOf").get(0) : schema;
    for (var property : object.path("properties").properties()) {
      into.add(property.getKey());
      keys(property.getValue(), into);
    }
    for (var inner : new String[] {"items", "additionalProperties"}) {
      if (object.path(inner).isObject()) {
        keys(object.path(inner), into);
      }
    }
  }
}
