package gorb.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalLinesTest {
  @Test
  void aLineBeginsWithItsPriorityAndHasNoTimeForTheJournalNotesOne() {
    assertThat(format(LogFormat.PLAIN, Level.SEVERE)).isEqualTo("<3>level=error event=x\n");
    assertThat(format(LogFormat.PLAIN, Level.WARNING)).isEqualTo("<4>level=warning event=x\n");
    assertThat(format(LogFormat.PLAIN, Level.INFO)).isEqualTo("<6>level=info event=x\n");
    assertThat(format(LogFormat.PLAIN, Level.FINE)).isEqualTo("<7>level=debug event=x\n");
    assertThat(format(LogFormat.JSON, Level.INFO)).startsWith("<6>{\"time\":").endsWith("}\n");
  }

  @Test
  void everyLineOfATraceHasItsPriority() {
    var logged = PlainLinesTest.record(Level.SEVERE, "event=x");
    logged.setThrown(new IllegalStateException("broken"));

    assertThat(Logs.formatter(LogFormat.PLAIN, true).format(logged).lines().toList())
        .hasSizeGreaterThan(2).allMatch(line -> line.startsWith("<3>"));
  }

  @Test
  void withoutAJournalThereIsNoPriority() {
    assertThat(Logs.formatter(LogFormat.JSON, false).format(PlainLinesTest.record(Level.INFO, "event=x")))
        .startsWith("{");
    assertThat(Logs.formatter(LogFormat.PLAIN, false).format(PlainLinesTest.record(Level.INFO, "event=x")))
        .startsWith("time=");
  }

  @Test
  void theJournalIsTheStreamWhoseDeviceAndInodeAreNamed(@TempDir Path folder) throws IOException {
    var stream = Files.createFile(folder.resolve("stream"));
    var named = Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino");
    var link = Files.createSymbolicLink(folder.resolve("fd"), stream);

    assertThat(Journal.has(Map.of("JOURNAL_STREAM", named), stream)).isTrue();
    assertThat(Journal.has(Map.of("JOURNAL_STREAM", named), link)).as("as in /proc/self/fd").isTrue();
    assertThat(Journal.has(Map.of("JOURNAL_STREAM", named), Files.createFile(folder.resolve("other")))).isFalse();
    assertThat(Journal.has(Map.of("JOURNAL_STREAM", named), folder.resolve("gone"))).isFalse();
    assertThat(Journal.has(Map.of("JOURNAL_STREAM", ""), stream)).isFalse();
    assertThat(Journal.has(Map.of(), stream)).isFalse();
  }

  private static String format(LogFormat format, Level level) {
    return Logs.formatter(format, true).format(PlainLinesTest.record(level, "event=x"));
  }
}
