package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class JsonTextTest {
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void aLevelIsATabAndNothingEndsTheText() {
    var tree = JSON.readTree("{\"a\":{\"b\":[1,\"x\"]},\"c\":null,\"d\":[],\"e\":{},\"f\":true}");

    assertThat(JsonText.of(tree)).isEqualTo("""
        {
        	"a": {
        		"b": [
        			1,
        			"x"
        		]
        	},
        	"c": null,
        	"d": [],
        	"e": {},
        	"f": true
        }""");
  }

  @Test
  void belowSoManyLevelsThereAreNoLines() {
    var tree = JSON.readTree("{\"a\":{\"b\":{\"c\":[1,{\"d\":2,\"e\":{}}],\"f\":3},\"g\":[]},\"h\":4}");

    assertThat(JsonText.of(tree, 2)).isEqualTo("""
        {
        	"a": {
        		"b": {"c": [1, {"d": 2, "e": {}}], "f": 3},
        		"g": []
        	},
        	"h": 4
        }""");
  }

  @Test
  void markupAndControlCharactersAreEscaped() {
    var text = JsonNodeFactory.instance.stringNode("<a>&\"\\\n\r\t\u0001\u2028ü");

    assertThat(JsonText.of(text)).isEqualTo("\"\\u003ca\\u003e\\u0026\\\"\\\\\\n\\r\\t\\u0001\\u2028ü\"");
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 1", "0.0, 0", "0.5, 0.5", "0.6666666666666666, 0.6666666666666666", "0.99, 0.99", "100.0, 100",
    "1.0E10, 10000000000", "1.0E-7, 0.0000001",
  })
  void aFractionIsAsShortAsCanBe(double number, String text) {
    assertThat(JsonText.of(JsonNodeFactory.instance.numberNode(number))).isEqualTo(text);
  }

  @Test
  void sortingGoesThroughEveryLevel() {
    var tree = JSON.readTree("{\"b\":[{\"z\":1,\"y\":2}],\"a\":{\"d\":1,\"c\":2}}");

    assertThat(JsonText.sorted((ObjectNode) tree)).hasToString("{\"a\":{\"c\":2,\"d\":1},\"b\":[{\"y\":2,\"z\":1}]}");
  }

  @Test
  void everyTextIsReadBackAsWhatWasWritten() {
    for (char c = 0; c < 0x3000; c++) {
      var text = "a" + c + "b";

      assertThat(JSON.readTree(JsonText.of(JsonNodeFactory.instance.stringNode(text))).stringValue()).isEqualTo(text);
    }
  }
}
