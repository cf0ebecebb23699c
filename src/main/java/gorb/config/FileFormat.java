package gorb.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** How a file is written, by its extension. */
enum FileFormat {
  YAML,
  JSON,
  TOML;

  /** For messages. */
  static final String EXPECTED = "a name that ends with .yaml, .yml, .json or .toml";

  /** The format of a file; empty where its extension is none that is known. */
  static Optional<FileFormat> of(Path file) {
    var name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "yaml", "yml" -> Optional.of(YAML);
      case "json" -> Optional.of(JSON);
      case "toml" -> Optional.of(TOML);
      default -> Optional.empty();
    };
  }
}
