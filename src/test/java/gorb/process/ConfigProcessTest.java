package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration file by real processes: checked, read at the start, and read again. */
@Tag("process")
class ConfigProcessTest {
  private static final String SETTINGS = """
      listen: 127.0.0.1:0
      interface: lo
      dataplane: memory
      socket: none
      """;

  @TempDir
  private Path folder;
  private Path file;

  @BeforeEach
  void nameFile() {
    file = folder.resolve("gorb.yaml");
  }

  @Test
  void checkCountsWhatIsRight() throws IOException {
    Files.writeString(file, SETTINGS + """
        services:
          web: {port: 80, backends: {one: {host: a.example, port: 80}, two: {host: b.example, port: 80}}}
        """);
    try (var gorb = GorbProcess.start("check", file.toString())) {
      assertThat(gorb.awaitExit()).isZero();
      assertThat(gorb.output()).isEqualTo(file + ": ok (1 services, 2 backends)");
    }
  }

  @Test
  void checkNamesEveryProblemAndEndsWithOne() throws IOException {
    Files.writeString(file, "listn: x\nservices: {web: {port: 80000}}\n");
    try (var gorb = GorbProcess.start("check", file.toString())) {
      assertThat(gorb.awaitExit()).isEqualTo(1);
      assertThat(gorb.output()).isEqualTo(
          file + ":1:1: listn: unknown (did you mean \"listen\"?)\n"
              + file + ":2:18: services.web.port: 80000 (expected: an integer from 1 to 65535)");
    }
  }

  @Test
  void checkLooksNamesUpWhereItIsToldTo() throws IOException {
    Files.writeString(file, "services: {web: {port: 80, backends: {one: {host: nowhere.invalid, port: 80}}}}\n");
    try (var gorb = GorbProcess.start("check", "--resolve", file.toString())) {
      assertThat(gorb.awaitExit()).isEqualTo(1);
      assertThat(gorb.output()).contains(file + ":1:45: services.web.backends.one.host: lookup nowhere.invalid: ");
    }
  }

  @Test
  void checkWithoutAFileSaysHowItIsUsedAndEndsWithTwo() {
    try (var gorb = GorbProcess.start("check")) {
      assertThat(gorb.awaitExit()).isEqualTo(2);
      assertThat(gorb.output()).contains("Usage: gorb check FILE");
    }
  }

  @Test
  void theSchemaIsPrinted() throws IOException {
    try (var gorb = GorbProcess.start("schema")) {
      assertThat(gorb.awaitExit()).isZero();
      assertThat(gorb.output()).isEqualTo(Files.readString(Path.of("docs/gorb.schema.json")).stripTrailing());
    }
  }

  @Test
  void aBadFileEndsTheStartWithEveryProblem() throws IOException {
    Files.writeString(file, SETTINGS + "vebose: true\nopen: 1\n");
    try (var gorb = GorbProcess.start("--config", file.toString())) {
      assertThat(gorb.awaitExit()).isEqualTo(1);
      assertThat(gorb.output()).contains(":5:1: vebose: unknown", ":6:1: open: 1").doesNotContain("event=", "Usage");
    }
  }

  @Test
  void sighupReadsTheFileAgainAndABadOneChangesNothing() throws Exception {
    Files.writeString(file, SETTINGS);
    try (var gorb = GorbProcess.start("--config", file.toString())) {
      gorb.awaitReady();
      Files.writeString(file, SETTINGS + "services: {web: {prt: 80}}\n");
      hangUp(gorb);
      assertThat(gorb.awaitLine("event=config-refused")).contains(file + ":5:12: services.web.port: missing");
      Files.writeString(file, SETTINGS.replace("memory", "auto"));
      hangUp(gorb);
      assertThat(gorb.awaitLine("event=config-setting"))
          .contains("setting=dataplane", "takes effect at the next start");
      gorb.awaitLine("event=config-read");

      assertThat(gorb.terminate().awaitExit()).isZero();
    }
  }

  @Test
  void aWatchedFileIsReadWhenItChanges() throws IOException {
    Files.writeString(file, SETTINGS);
    try (var gorb = GorbProcess.start("--config", file.toString(), "--watch-config")) {
      gorb.awaitReady();
      Files.writeString(file, SETTINGS + "# changed\n");

      assertThat(gorb.awaitLine("event=config-read")).contains("reason=\"it has changed\"");
    }
  }

  private static void hangUp(GorbProcess gorb) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-HUP", Long.toString(gorb.pid())).start().waitFor();
  }
}
