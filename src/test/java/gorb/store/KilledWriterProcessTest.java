package gorb.store;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.Revision;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that keeps 1,000 revisions is killed at random moments, again and again. */
@Tag("process")
class KilledWriterProcessTest {
  private static final long LAST = 1_000;
  /** Between two kills; with the start of a process each, it is to take less than 40 s. */
  private static final int MOST_WRITES = 130;
  private static final int LONGEST_WAIT_NANOS = 3_000_000;

  @TempDir
  private Path directory;

  @Test
  void whatIsReadBackIsTheLastAcknowledgedRevisionOrTheOneInFlight() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    var random = new SplittableRandom(seed);
    long acknowledged = 0;
    int kills = 0;
    int inFlight = 0;
    while (acknowledged < LAST) {
      long heard = writeAndKill(seed, random, acknowledged);
      kills++;
      try (var store = FileIntentStore.open(directory)) {
        var found = store.latest().orElseThrow();

        assertThat(store.problems()).as("seed %d", seed).isEmpty();
        assertThat(found.number()).as("seed %d", seed).isIn(heard, Math.min(heard + 1, LAST));
        assertThat(Bare.revision(found)).as("seed %d", seed).isEqualTo(Bare.revision(expected(seed, found.number())));
        assertThat(store.revisions()).as("seed %d", seed).hasSize((int) Math.min(found.number(), FileIntentStore.KEPT));
        inFlight += found.number() > heard ? 1 : 0;
        acknowledged = found.number();
      }
    }
    System.out.println(kills + " kills, of which " + inFlight + " found a revision that was not yet acknowledged");
    assertThat(kills).isGreaterThan((int) LAST / MOST_WRITES);
  }

  @Test
  void aSecondProcessOnOneDirectoryIsRefusedWithTheNumberOfTheFirst() throws Exception {
    try (var _ = FileIntentStore.open(directory)) {
      var second = writer(1).redirectErrorStream(true).start();
      var output = new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(second.waitFor()).isEqualTo(1);
      assertThat(output).contains("state directory " + directory + ": process " + ProcessHandle.current().pid()
          + " uses it (stop that one, or give another --state-dir)");
    }
  }

  private ProcessBuilder writer(long seed) {
    return new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
        "-cp", System.getProperty("java.class.path"), KilledWriter.class.getName(),
        directory.toString(), String.valueOf(seed), String.valueOf(LAST));
  }

  private static Revision expected(long seed, long number) {
    return KilledWriter.walk(seed).at(number);
  }

  /** Kills a writer a moment after some writes; gives the last number that it said. */
  private long writeAndKill(long seed, SplittableRandom random, long before) throws IOException, InterruptedException {
    int writes = 1 + random.nextInt(MOST_WRITES);
    int nanos = random.nextInt(LONGEST_WAIT_NANOS);
    var writer = writer(seed).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var output = new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      long heard = before;
      for (int i = 0; i < writes; i++) {
        var line = output.readLine();
        if (line == null) {
          break;
        }
        heard = Long.parseLong(line);
      }
      LockSupport.parkNanos(nanos);
      // Process.destroyForcibly() would close the pipe, and with it what the writer had said.
      writer.toHandle().destroyForcibly();
      writer.waitFor();
      for (var line = output.readLine(); line != null; line = output.readLine()) {
        heard = Long.parseLong(line);
      }
      return heard;
    } finally {
      writer.destroyForcibly();
    }
  }
}
