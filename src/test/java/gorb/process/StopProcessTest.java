package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import gorb.systemd.Listener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of real clients when a daemon that balances in user space is told to stop. */
@Tag("process")
class StopProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir
  private Path folder;

  @Test
  void aDrainLetsClientsFinishToldBeforeAndTheNextProcessServesAgain() throws Exception {
    try (var a = new NamedServer('a'); var b = new NamedServer('b'); var manager = Listener.in(folder)) {
      int port;
      try (var gorb = BalancedDaemon.start(
          List.of("env", "NOTIFY_SOCKET=" + folder.resolve("notify")), folder, "--stop", "drain", "--stop-within", "1h")) {
        port = gorb.serve(a, b);
        try (var client = NamedClient.of('a', port)) {
          gorb.process().terminate();
          assertThat(manager.next("STOPPING=1"))
              .as("an hour and the usual 90 s").isEqualTo("STOPPING=1\nEXTEND_TIMEOUT_USEC=3690000000");

          await().atMost(PATIENCE).until(() ->
              gorb.get("/").path("troubles").path(0).asString().equals("the daemon is stopping: 1 connections left"));
          assertThatThrownBy(() -> new NamedClient(port).close()).isInstanceOf(IOException.class);
          assertThat(client.isServed()).isTrue();
          assertThat(gorb.status("/health/ready")).isEqualTo(503);
        }
        assertThat(gorb.process().awaitExit()).isZero();
      }
      try (var _ = BalancedDaemon.start(folder)) {
        assertThat(NamedClient.serversOf(port)).contains("a", "b");
      }
    }
  }

  @Test
  void atTheEndOfItsTimeADrainCutsWhoIsLeft() throws IOException {
    try (var a = new NamedServer('a'); var b = new NamedServer('b');
        var gorb = BalancedDaemon.start(folder, "--stop", "drain", "--stop-within", "1s")) {
      try (var client = NamedClient.of('a', gorb.serve(a, b))) {
        assertThat(gorb.process().terminate().awaitExit()).isZero();

        assertThat(client.isServed()).isFalse();
        assertThat(gorb.process().output()).contains("event=data-plane-left connections=1 refused=0");
      }
    }
  }

  @Test
  void aSecondSignalEndsTheProcessAtOnce() throws IOException {
    try (var a = new NamedServer('a'); var b = new NamedServer('b');
        var gorb = BalancedDaemon.start(folder, "--stop", "drain", "--stop-within", "1h")) {
      try (var _ = NamedClient.of('a', gorb.serve(a, b))) {
        gorb.process().terminate().awaitLine("event=stop-drain");

        assertThat(gorb.process().terminate().awaitExit()).isEqualTo(1);
        assertThat(gorb.process().output()).contains("event=stopped-at-once signal=TERM");
      }
    }
  }

  @Test
  void aRemovalWaitsForNobody() throws IOException {
    try (var a = new NamedServer('a'); var b = new NamedServer('b');
        var gorb = BalancedDaemon.start(folder, "--stop", "remove", "--stop-within", "1h")) {
      try (var client = NamedClient.of('a', gorb.serve(a, b))) {
        assertThat(gorb.process().terminate().awaitExit()).isZero();

        assertThat(client.isServed()).isFalse();
      }
      assertThat(gorb.process().output()).contains("event=stop-remove");
    }
  }
}
