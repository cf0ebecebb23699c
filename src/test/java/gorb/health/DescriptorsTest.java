package gorb.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.model.CheckMethod;
import gorb.model.CheckMethod.HttpStatus;
import gorb.model.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DescriptorsTest {
  @Test // H37
  void aThousandChecksWithBodiesLeaveNoDescriptorOpen() throws Exception {
    try (var server = LoopbackServer.answering("HTTP/1.1 200 OK\r\n\r\n" + "body ".repeat(1000))) {
      var probe = Probe.of(new HttpStatus(server.target(), "GET", "/", 200), Checks.equipment(IpAddress::of), () -> {});

      assertDescriptorsStay(probe, server);
    }
  }

  @Test
  void aThousandFailedChecksLeaveNoDescriptorOpen() throws Exception {
    try (var server = LoopbackServer.answering("garbage\r\n\r\n")) {
      var probe = Probe.of(new HttpStatus(server.target(), "GET", "/", 200), Checks.equipment(IpAddress::of), () -> {});

      assertDescriptorsStay(probe, server);
    }
  }

  @Test
  void aThousandConnectionsLeaveNoDescriptorOpen() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", LoopbackServer::readHead)) {
      var probe = Probe.of(new CheckMethod.TcpConnect(server.target()), Checks.equipment(IpAddress::of), () -> {});

      assertDescriptorsStay(probe, server);
    }
  }

  /** The bound leaves room for what other tests of this process open meanwhile. */
  private static void assertDescriptorsStay(Probe probe, LoopbackServer server) throws IOException {
    int before = descriptors();
    for (int check = 0; check < 1000; check++) {
      try {
        probe.run();
      } catch (CheckFailedException _) {
        // Its descriptor counts just as well.
      }
    }
    await().untilAsserted(() -> {
      assertThat(server.accepted()).isEqualTo(1000);
      assertThat(descriptors()).isLessThan(before + 50);
    });
  }

  private static int descriptors() throws IOException {
    try (var entries = Files.list(Path.of("/proc/self/fd"))) {
      return (int) entries.count();
    }
  }
}
