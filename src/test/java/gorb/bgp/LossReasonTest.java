package gorb.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.model.IpAddress;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people are told of a connection that failed. */
class LossReasonTest {
  @ParameterizedTest
  @CsvSource({
      "finishConnect(..) failed with error(-111): Connection refused: /10.0.0.1:179, connection refused",
      "connect(..) failed with error(-101): Network is unreachable: router/[2001:db8:0:0:0:0:0:1]:179, network is unreachable",
      "finishConnect(..) failed: No route to host: /10.0.0.1:179, no route to host",
      "recvAddress(..) failed with error(-104): Connection reset by peer, connection reset by peer",
      "the connection was closed, the connection was closed",
  })
  void onlyTheWordsOfTheSystemAreLeft(String text, String words) {
    assertThat(LossReason.of(new ConnectException(text))).isEqualTo(words);
  }

  @Test
  void aFailureWithoutWordsIsNamed() {
    assertThat(LossReason.of(new IOException())).isEqualTo("IOException");
    assertThat(LossReason.of(new ConnectTimeoutException("connection timed out after 30000 ms: /10.0.0.1:179")))
        .isEqualTo("connection timed out");
  }

  @Test
  void aPeerWhosePortNobodyHasRefusesTheConnection() throws IOException {
    try (var peer = new FakePeer("127.0.8.10", false);
        var speaker = new Speaker(new SpeakerSettings(64_512, IpAddress.of("10.9.0.1"), 0, Duration.ZERO, true,
            List.of(at(peer.settings(), unusedPort()))),
            InstantSource.system(), System::nanoTime, RandomGenerator.getDefault(), WireTrace.NONE)) {
      speaker.start();

      await().until(() -> !speaker.peers().getFirst().lastError().isEmpty());
      assertThat(speaker.peers().getFirst().lastError()).isEqualTo("connect: connection refused");
    }
  }

  private static int unusedPort() throws IOException {
    try (var probe = new ServerSocket(0, 1, InetAddress.getByName("127.0.8.10"))) {
      return probe.getLocalPort();
    }
  }

  private static PeerSettings at(PeerSettings it, int port) {
    return new PeerSettings(it.address(), port, it.asn(), it.source(), it.passive(), it.families(), it.password(),
        it.reach(), it.bfd(), it.holdTime(), it.retry(), it.nextHops(), it.marks());
  }
}
