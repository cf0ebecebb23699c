package gorb.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/logs.md says of every event what it is. */
class LogsPageTest {
  private static final Pattern LOGGED = Pattern.compile("\"event=([a-z-]+)");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]+) \\|");
  private static final Pattern NAME = Pattern.compile("`([a-z-]+)`");

  @Test
  void everyEventHasARowAndEveryRowAnEvent() throws IOException {
    var logged = new TreeSet<String>();
    try (var files = Files.walk(Path.of("src/main/java"))) {
      files.filter(file -> file.toString().endsWith(".java")).forEach(file -> addEvents(file, logged));
    }
    logged.remove("stop-");
    logged.addAll(Set.of("stop-drain", "stop-remove"));
    var rows = new TreeSet<String>();
    ROW.matcher(Files.readString(Path.of("docs/logs.md"))).results()
        .forEach(row -> NAME.matcher(row.group(1)).results().forEach(name -> rows.add(name.group(1))));

    assertThat(logged).hasSizeGreaterThan(80);
    assertThat(rows).as("the first column of docs/logs.md").isEqualTo(logged);
  }

  private static void addEvents(Path file, Set<String> into) {
    try {
      LOGGED.matcher(Files.readString(file)).results().forEach(event -> into.add(event.group(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
