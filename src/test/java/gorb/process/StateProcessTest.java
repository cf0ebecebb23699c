package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state in a file, by the commands of the launcher, on a daemon over memory. */
@Tag("process")
class StateProcessTest {
  private static final String WEB = """
      services:
        web:
          host: 10.0.0.1
          port: 80
          backends:
            one: {host: 10.1.0.1, port: 8080, pulse: {type: none}}
      """;

  @TempDir Path folder;

  @Test
  void aStateIsPlannedAppliedConfirmedAndRolledBack() throws IOException {
    var file = Files.writeString(folder.resolve("state.yaml"), WEB).toString();
    var other = Files.writeString(folder.resolve("other.json"), "{\"services\":{}}").toString();
    try (var daemon = GorbProcess.start(
        "-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "memory", "--socket", "none")) {
      var url = "http://" + daemon.awaitReady();

      expect(3, "add destination 10.1.0.1:8080 to tcp/10.0.0.1:80 weight 100", "plan", "-f", file, "--exit-code",
          "--url", url);
      expect(0, "applied: revision 1, 2 steps", "apply", "-f", file, "--url", url);
      expect(0, "nothing to change", "plan", "-f", file, "--exit-code", "--url", url);
      expect(0, "removes service web", "apply", "-f", other, "--confirm-within", "1h", "--url", url);
      expect(0, "confirmed: revision 3", "confirm", "--url", url);
      expect(1, "gorb: nothing waits to be confirmed", "confirm", "--url", url);
      expect(0, "rolled back to 1: revision 4, 2 steps", "rollback", "1", "--url", url);
      expect(0, "state: enabled", "get", "--url", url);
      expect(0, "api: rollback to 1  (current)", "revisions", "--url", url);
      expect(0, "nothing to change", "diff", "1", "4", "--url", url);
      expect(0, "no drift", "drift", "--url", url);
    }
  }

  @Test
  void whatNobodyConfirmsIsTakenBack() throws Exception {
    var file = Files.writeString(folder.resolve("state.yaml"), WEB).toString();
    try (var daemon = GorbProcess.start(
        "-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "memory", "--socket", folder + "/gorb.sock")) {
      daemon.awaitReady();
      var url = "unix:" + folder + "/gorb.sock";

      expect(0, "unless it is confirmed", "apply", "-f", file, "--confirm-within", "1s", "--url", url);
      Awaitility.await().atMost(Duration.ofMinutes(2)).untilAsserted(() ->
          expect(0, "api: taken back: not confirmed in time  (current)", "revisions", "--url", url));
      expect(0, "services: {}", "get", "--url", url);
    }
  }

  private static void expect(int code, String printed, String... arguments) {
    try (var gorb = GorbProcess.start(arguments)) {
      assertThat(gorb.awaitExit()).as("%s%n%s", String.join(" ", arguments), gorb.output()).isEqualTo(code);
      assertThat(gorb.output()).contains(printed);
    }
  }
}
