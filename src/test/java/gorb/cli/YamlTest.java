package gorb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.config.ConfigException;
import gorb.config.DocumentFile;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class YamlTest {
  @Test
  void objectsAndArraysAreBlocks() {
    assertThat(Yaml.of(json("{\"a\":{\"b\":1,\"c\":[true,null,\"x\"],\"d\":{}},\"e\":[{\"f\":1.5}]}"))).isEqualTo("""
        a:
          b: 1
          c:
            - true
            - null
            - x
          d: {}
        e:
          -
            f: 1.5
        """);
  }

  @Test
  void whatCouldBeReadAsSomethingElseIsQuoted() {
    for (var text : new String[] {"", "10", "1e3", "yes", "No", "null", "~", "a: b", "a:", "#x", "10.0.0.1", "90s", "-",
        "- x", "a\nb", "\"", "'", "fd00::1", "mh-port|sh-port", "ü", "0x1f", "/a", "web", "_", "1:20", " a "}) {
      var object = JsonMapper.shared().createObjectNode().put(text, text);

      assertThat(read(Yaml.of(object))).as(text).isEqualTo(object);
    }
  }

  @Test
  void whatIsWrittenIsReadAsTheSame() {
    var document = json("{\"services\":{\"a.b\":{\"port\":80,\"backends\":{\"1\":{\"pulse\":{\"args\":null}}}}}}");

    assertThat(read(Yaml.of(document))).isEqualTo(document);
    assertThat(read(document.toString())).as("JSON is YAML").isEqualTo(document);
  }

  private static JsonNode json(String text) {
    return JsonMapper.shared().readTree(text);
  }

  private static JsonNode read(String text) {
    try {
      InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
      return DocumentFile.read(Path.of("-"), in).content();
    } catch (ConfigException e) {
      throw new AssertionError(text, e);
    }
  }
}
