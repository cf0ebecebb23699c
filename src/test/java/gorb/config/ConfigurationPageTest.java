package gorb.config;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.Intent;
import gorb.document.Hosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** docs/configuration.md says of every key what it is, and its examples work. */
class ConfigurationPageTest {
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
  private static final Pattern EXAMPLE = Pattern.compile("(?s)```(yaml|toml|json)\n(.*?)```");

  @TempDir
  private Path folder;

  @Test
  void everyKeyHasARowAndEveryRowAKey() throws IOException {
    var rows = new TreeSet<String>();
    ROW.matcher(page()).results().forEach(row -> rows.add(row.group(1)));
    var keys = new TreeSet<String>();
    keys(JsonMapper.shared().readTree(ConfigSchema.text()), "", keys);

    assertThat(rows).isEqualTo(keys);
  }

  @Test
  void theExamplesOfTheFormatsSayTheSame() throws Exception {
    Set<ConfigFile> read = new HashSet<>();
    var formats = new TreeSet<String>();
    for (var example : EXAMPLE.matcher(page()).results().toList()) {
      formats.add(example.group(1));
      var file = Files.writeString(folder.resolve("gorb." + example.group(1)), example.group(2));
      var config = ConfigFile.read(file, Hosts.unresolved());
      assertThat(config.services().services()).containsOnlyKeys("web");
      read.add(new ConfigFile(config.settings(), Intent.EMPTY, config.bgp(), config.webhooks(), config.director()));
      assertThat(config.services().services().get("web").servers()).containsOnlyKeys("one", "two");
    }

    assertThat(formats).containsExactly("json", "toml", "yaml");
    assertThat(read).hasSize(1);
  }

  /** The keys of a schema; the tables have those of arguments and of bfd by their path. */
  private static void keys(JsonNode schema, String prefix, Set<String> into) {
    var object = schema.has("anyOf") ? schema.path("anyOf").get(0) : schema;
    for (var property : object.path("properties").properties()) {
      into.add(prefix + property.getKey());
      keys(property.getValue(), Set.of("args", "bfd").contains(property.getKey()) ? property.getKey() + "." : "", into);
    }
    if (object.path("items").isObject()) {
      keys(object.path("items"), "", into);
    }
    if (object.path("additionalProperties").isObject()) {
      keys(object.path("additionalProperties"), "", into);
    }
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("docs/configuration.md"));
  }
}
