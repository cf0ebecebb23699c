package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server is taken out of service under real clients, by a real daemon that balances in user space. */
@Tag("process")
class DrainProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String A = "/service/web/a";

  @TempDir
  private Path folder;

  @Test
  void aServerIsDrainedToItsLastConnection() throws IOException {
    try (var a = new NamedServer('a'); var b = new NamedServer('b'); var gorb = start()) {
      int port = gorb.serve(a, b);
      try (var client = NamedClient.of('a', port)) {
        expect(0, "web/a: draining until ", "drain", "web/a", "--within", "1h", "--url", gorb.url());

        assertThat(NamedClient.serversOf(port)).isEqualTo("bbbbbbbb");
        assertThat(client.isServed()).isTrue();
        await().atMost(PATIENCE).until(() -> gorb.get(A).path("connections").path("active").asInt() == 1);
        assertThat(gorb.get(A + "/why").path("words").asString()).contains("1 connection left");
      }

      await().atMost(PATIENCE).until(() -> gorb.status(A) == 404);
      assertThat(gorb.get("/revisions").get(0).path("cause").asString())
          .isEqualTo("drained web/a: no connection left");
      assertThat(NamedClient.serversOf(port)).isEqualTo("bbbbbbbb");
    }
  }

  @Test
  void atItsDeadlineItIsRemovedAndBeforeThatItIsTakenBack() throws IOException {
    try (var a = new NamedServer('a'); var b = new NamedServer('b'); var gorb = start()) {
      int port = gorb.serve(a, b);
      try (var client = NamedClient.of('a', port)) {
        gorb.ask("POST", A + "/drain", "{\"within\":\"1h\"}");
        expect(0, "web/a: enabled", "resume", "web/a", "--url", gorb.url());
        assertThat(NamedClient.serversOf(port)).contains("a", "b");

        expect(0, "web/a: removed", "drain", "web/a", "--within", "2s", "--wait", "--url", gorb.url());

        assertThat(client.isServed()).as("it was removed with its client, who is not cut off").isTrue();
        assertThat(gorb.get("/revisions").get(0).path("cause").asString())
            .isEqualTo("drained web/a: its time is over, 1 connection left");
      }
    }
  }

  @Test
  void aKillEndsNoDrain() throws IOException {
    try (var a = new NamedServer('a'); var b = new NamedServer('b')) {
      int port;
      String until;
      try (var gorb = start()) {
        port = gorb.serve(a, b);
        try (var _ = NamedClient.of('a', port)) {
          gorb.ask("POST", A + "/drain", "{\"within\":\"1h\",\"keep\":true}");
          until = gorb.get(A).path("drain_until").asString();
          gorb.process().kill();
        }
      }
      try (var gorb = start()) {
        assertThat(NamedClient.serversOf(port)).isEqualTo("bbbbbbbb");
        await().atMost(PATIENCE).until(() -> gorb.get(A).path("state").asString().equals("quiesced"));
        assertThat(gorb.process().output()).contains("event=draining service=web backend=a until=" + until);
        assertThat(NamedClient.serversOf(port)).isEqualTo("bbbbbbbb");
      }
    }
  }

  private BalancedDaemon start() {
    return BalancedDaemon.start(folder);
  }

  private static void expect(int code, String printed, String... arguments) {
    try (var gorb = GorbProcess.start(arguments)) {
      assertThat(gorb.awaitExit()).as("%s%n%s", String.join(" ", arguments), gorb.output()).isEqualTo(code);
      assertThat(gorb.output()).contains(printed);
    }
  }
}
