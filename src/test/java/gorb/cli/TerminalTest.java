package gorb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TerminalTest {
  @Test
  void theDaemonIsTheOneNamedElseThatOfASocketElseTheUsualOne(@TempDir Path folder) throws IOException {
    var none = folder.resolve("none");
    var first = Files.createFile(folder.resolve("first"));
    var second = Files.createFile(folder.resolve("second"));

    assertThat(Terminal.daemon(Map.of("GORB_URL", "http://lb:1"), List.of(first))).isEqualTo("http://lb:1");
    assertThat(Terminal.daemon(Map.of("GORB_URL", ""), List.of(none, first, second))).isEqualTo("unix:" + first);
    assertThat(Terminal.daemon(Map.of(), List.of(none))).isEqualTo("http://localhost:4672");
  }
}
