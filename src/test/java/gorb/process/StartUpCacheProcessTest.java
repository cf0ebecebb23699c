package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The archive of classes that the build makes beside the jar (docs/decisions/0005-start-up-cache.md). */
@Tag("process")
class StartUpCacheProcessTest {
  private static final Path LOG_OF_THE_BUILD = Path.of("target/cache/start");

  /** It was that of this machine: services that somebody keeps there were served for a moment, by a build. */
  @Test
  void theDaemonOfTheBuildHasAStateOfItsOwn() throws IOException {
    assertThat(Files.readString(LOG_OF_THE_BUILD))
        .contains("event=state-kept directory=target/cache/state", "event=ready");
  }

  @Test
  void aStartMapsTheArchiveAndLoadsClassesOfIpvsFromItThoughTheBuildHadNone() throws IOException {
    var classes = Files.createTempFile("gorb-classes", ".log");
    try (var gorb = GorbProcess.start(List.of("env", "GORB_JAVA_OPTIONS=-Xlog:class+load:file=" + classes),
        "-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "auto", "--socket", "none", "--state-dir", "none")) {
      gorb.awaitReady();

      assertThat(Files.readString(Path.of("/proc/" + gorb.pid() + "/maps"))).contains("target/gorb.jsa");
      assertThat(Files.readAllLines(classes))
          .anyMatch(line -> line.contains(" gorb.dataplane.ipvs.IpvsDataplane source: shared objects file"));
    } finally {
      Files.delete(classes);
    }
  }
}
