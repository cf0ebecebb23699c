package gorb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import gorb.document.Hosts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of bad files: each of them lies beside its list of problems, {@code NAME.problems}. */
class ConfigProblemsTest {
  private static final Path FOLDER = Path.of("src/test/resources/gorb/config");
  private static final int LEAST = 17;

  @ParameterizedTest
  @MethodSource("badFiles")
  void everyProblemIsToldWithItsPlace(String name) throws IOException {
    assertThat(problems(FOLDER.resolve(name)).replace(FOLDER + "/", ""))
        .isEqualTo(Files.readString(FOLDER.resolve(name + ".problems")).stripTrailing());
  }

  static List<String> badFiles() throws IOException {
    try (var files = Files.list(FOLDER)) {
      var names = files.map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".problems"))
          .sorted()
          .toList();
      assertThat(names).hasSizeGreaterThanOrEqualTo(LEAST);
      return names;
    }
  }

  @Test
  void aFileThatIsNotThereIsNamed(@TempDir Path folder) {
    assertThat(problems(folder.resolve("gorb.yaml"))).isEqualTo(folder + "/gorb.yaml: no such file");
    assertThat(problems(folder.resolve("gorb.toml/x.toml"))).contains("no such file");
  }

  @Test
  void aFolderIsNoFile(@TempDir Path folder) throws IOException {
    assertThat(problems(Files.createDirectory(folder.resolve("gorb.yaml")))).endsWith("gorb.yaml: no regular file");
  }

  @ParameterizedTest
  @MethodSource("formats")
  void aFileOfMoreThan16MiBIsNotRead(String extension, @TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("gorb." + extension), " ".repeat((16 << 20) + 1));

    assertThat(problems(file)).isEqualTo(file + ": too large (expected: at most 16 MiB)");
  }

  static List<String> formats() {
    return List.of("yaml", "json", "toml");
  }

  private static String problems(Path file) {
    return String.valueOf(catchThrowableOfType(
        ConfigException.class, () -> ConfigFile.read(file, Hosts.unresolved())).getMessage());
  }
}
