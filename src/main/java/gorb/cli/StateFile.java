package gorb.cli;

import gorb.config.WholeCharacters;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A state that somebody keeps in a file: YAML, of which JSON is a part. The daemon says what is wrong with it. */
final class StateFile {
  /** Stands for the standard input. */
  static final String STANDARD_INPUT = "-";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int LARGEST = 16 << 20;

  private StateFile() {}

  /** The document of a file, or of the standard input. */
  static ObjectNode read(String file, InputStream standardInput) throws CommandException {
    if (file.endsWith(".toml")) {
      throw new CommandException(file + ": TOML is not in this version (expected: YAML or JSON)");
    }
    try {
      var settings =
          LoadSettings.builder().setLabel(file).setSchema(new CoreSchema()).setCodePointLimit(LARGEST).build();
      var text = new WholeCharacters(text(file, standardInput));
      if (tree(new Load(settings).loadFromReader(text)) instanceof ObjectNode document) {
        return document;
      }
      throw new CommandException(file + ": no object (expected: a document with services)");
    } catch (YamlEngineException e) {
      throw new CommandException(file + ": " + e.getMessage());
    } catch (NoSuchFileException _) {
      throw new CommandException(file + ": no such file");
    } catch (IOException e) {
      throw new CommandException(file + ": cannot be read: " + e);
    }
  }

  /** What a file holds, or the standard input. */
  static String text(String file, InputStream standardInput) throws IOException {
    var bytes = file.equals(STANDARD_INPUT) ? standardInput.readAllBytes() : Files.readAllBytes(Path.of(file));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static JsonNode tree(@Nullable Object value) {
    return switch (value) {
      case null -> NODES.nullNode();
      case Map<?, ?> map -> {
        var object = NODES.objectNode();
        map.forEach((name, child) -> object.set(String.valueOf(name), tree(child)));
        yield object;
      }
      case List<?> list -> {
        var array = NODES.arrayNode();
        list.forEach(child -> array.add(tree(child)));
        yield array;
      }
      case Boolean bool -> NODES.booleanNode(bool);
      case Integer number -> NODES.numberNode(number);
      case Long number -> NODES.numberNode(number);
      case Double number -> NODES.numberNode(number);
      case Object other -> NODES.stringNode(other.toString());
    };
  }
}
