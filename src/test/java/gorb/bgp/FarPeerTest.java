package gorb.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.bgp.PeerSettings.Reach;
import gorb.model.IpAddress;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The kernel drops what comes from further away than a peer may be (RFC 5082). */
class FarPeerTest {
  /** What Linux sends with where nobody asks for more: as from a peer that is 191 routers behind one with 255. */
  private static final int USUAL_TTL = 64;

  @Test
  void aPeerThatIsFurtherAwayThanItMayBeIsNotHeard() throws IOException {
    try (var near = new FakePeer("127.0.8.3", false); var far = new FakePeer("127.0.8.4", false);
        var speaker = new Speaker(new SpeakerSettings(64_512, IpAddress.of("10.9.0.1"), 0, Duration.ZERO, true, List.of(
            within(near.settings(), 256 - USUAL_TTL), within(far.settings(), 255 - USUAL_TTL))),
            InstantSource.system(), System::nanoTime, RandomGenerator.getDefault(), WireTrace.NONE)) {
      speaker.start();

      assertThat(near.next()).isEqualTo("1 up");
      await().atMost(Duration.ofSeconds(60))
          .until(() -> speaker.peers().getLast().lastError().startsWith("no connection within"));
      assertThat(far.wasToldNothingMore()).isTrue();
    }
  }

  private static PeerSettings within(PeerSettings it, int hops) {
    return new PeerSettings(it.address(), it.port(), it.asn(), it.source(), it.passive(), it.families(), it.password(),
        new Reach.Secured(hops), it.bfd(), it.holdTime(), it.retry(), it.nextHops(), it.marks());
  }
}
