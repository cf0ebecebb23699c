package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.systemd.Listener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that a service manager started, and what it tells it. */
@Tag("process")
class ServiceProcessTest {
  @Test
  void aServiceManagerHearsOfTheStartTheReloadAndTheStop(@TempDir Path folder) throws Exception {
    var config = Files.writeString(folder.resolve("gorb.yaml"), "services: {}\n");
    try (var manager = Listener.in(folder);
        var gorb = GorbProcess.start(
            List.of("env", "NOTIFY_SOCKET=" + folder.resolve("notify"), "WATCHDOG_USEC=1000000"),
            "-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "memory", "--socket", "none", "--config", config.toString())) {
      assertThat(manager.next()).isEqualTo("READY=1\nSTATUS=memory: 0 services, 0 backends");
      assertThat(manager.next("WATCHDOG=1")).contains("STATUS=memory: 0 services");

      Files.writeString(config, "services: {web: {host: 127.0.0.1, port: 80}}\n");
      new ProcessBuilder("kill", "-HUP", Long.toString(gorb.pid())).start().waitFor();
      assertThat(manager.next("RELOADING=1")).contains("MONOTONIC_USEC=");
      assertThat(manager.next("READY=1")).isEqualTo("READY=1");
      assertThat(manager.next("WATCHDOG=1")).contains("STATUS=memory: 1 service, 0 backends");

      gorb.terminate();
      assertThat(manager.next("STOPPING=1")).isEqualTo("STOPPING=1");
      assertThat(gorb.awaitExit()).isZero();
    }
  }
}
