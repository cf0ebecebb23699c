package gorb.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.bgp.PeerSettings.Marks;
import gorb.bgp.message.Community;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Settings that change while sessions are up, over loopback. */
class SpeakerChangeTest {
  private static final String ROUTE = "192.0.2.1/32";

  @Test
  void aNewPeerIsToldTheRoutesOfNowAndOneThatGoesIsToldSo() throws IOException {
    try (var one = new FakePeer("127.0.8.1", false); var two = new FakePeer("127.0.8.2", false);
        var speaker = started(Duration.ZERO, one.settings())) {
      assertThat(one.next(3)).containsExactly("1 up", "1 +" + ROUTE, "1 end");

      speaker.become(settings(64_512, Duration.ZERO, one.settings(), two.settings()));
      assertThat(two.next(3)).containsExactly("1 up", "1 +" + ROUTE, "1 end");
      awaitPeers(speaker, "127.0.8.1", "127.0.8.2");

      speaker.become(settings(64_512, Duration.ZERO, two.settings()));
      assertThat(one.next(2)).containsExactly("1 peer de-configured (6/3)", "1 closed");
      awaitPeers(speaker, "127.0.8.2");
      assertThat(two.wasToldNothingMore()).isTrue();
    }
  }

  @Test
  void anotherHoldTimeBeginsTheSessionOfThatPeerAnewAndOfNoOther() throws IOException {
    try (var one = new FakePeer("127.0.8.1", false); var two = new FakePeer("127.0.8.2", false);
        var speaker = started(Duration.ZERO, one.settings(), two.settings())) {
      one.next(3);
      two.next(3);

      speaker.become(settings(64_512, Duration.ZERO, patient(one.settings()), two.settings()));
      assertThat(one.next(5)).containsExactly(
          "1 other configuration change (6/6)", "1 closed", "2 up", "2 +" + ROUTE, "2 end");
      assertThat(two.wasToldNothingMore()).isTrue();
      await().atMost(Duration.ofSeconds(60)).until(() -> speaker.peers().stream().allMatch(PeerView::isEstablished));
    }
  }

  @Test
  void aPeerThatKeepsRoutesKeepsThemOverASessionThatBeginsAnew() throws IOException {
    try (var one = new FakePeer("127.0.8.1", true); var speaker = started(Duration.ofMinutes(1), one.settings())) {
      one.next(3);

      speaker.become(settings(64_512, Duration.ofMinutes(1), patient(one.settings())));
      assertThat(one.next(4)).as("no NOTIFICATION").containsExactly("1 closed", "2 up", "2 +" + ROUTE, "2 end");

      speaker.become(settings(64_514, Duration.ofMinutes(1), patient(one.settings())));
      assertThat(one.next(3)).as("of somebody else it keeps nothing").containsExactly(
          "2 hard reset (6/9): other configuration change (6/6)", "2 closed", "3 up");
    }
  }

  @Test
  void otherMarksAreToldInTheSameSession() throws IOException {
    try (var one = new FakePeer("127.0.8.1", false); var speaker = started(Duration.ZERO, one.settings())) {
      one.next(3);
      var marked = with(one.settings(), new Marks(OptionalLong.empty(), OptionalInt.empty(), 0,
          List.of(new Community(64_512, 7)), List.of()));

      speaker.become(settings(64_512, Duration.ZERO, marked));
      assertThat(one.next()).isEqualTo("1 +" + ROUTE + " [64512:7]");
      assertThat(speaker.peers().getFirst().flaps()).isZero();
    }
  }

  @Test
  void aSpeakerWithoutPeersGoesOnWhenItHasSomeAgain() throws IOException {
    try (var one = new FakePeer("127.0.8.1", false); var speaker = started(Duration.ZERO, one.settings())) {
      one.next(3);
      speaker.become(speaker.settings().alone());
      assertThat(one.next(2)).containsExactly("1 peer de-configured (6/3)", "1 closed");
      awaitPeers(speaker);

      speaker.become(settings(64_512, Duration.ZERO, one.settings()));
      assertThat(one.next(3)).containsExactly("2 up", "2 +" + ROUTE, "2 end");
    }
  }

  @Test
  void aPeerThatComesWhileTheNodeHasLeftWaitsForItToComeBack() throws IOException {
    try (var one = new FakePeer("127.0.8.1", false); var two = new FakePeer("127.0.8.2", false);
        var speaker = started(Duration.ZERO, one.settings())) {
      one.next(3);
      speaker.leave("a new disk");
      assertThat(one.next(2)).containsExactly("1 administrative shutdown (6/2): a new disk", "1 closed");

      speaker.become(settings(64_512, Duration.ZERO, two.settings()));
      awaitPeers(speaker, "127.0.8.2");
      assertThat(speaker.peers().getFirst().state()).isEqualTo("idle");
      speaker.start();
      assertThat(two.next(3)).containsExactly("1 up", "1 +" + ROUTE, "1 end");
    }
  }

  private static void awaitPeers(Speaker speaker, String... addresses) {
    await().atMost(Duration.ofSeconds(60)).until(() ->
        speaker.peers().stream().map(it -> it.address().toString()).toList().equals(List.of(addresses)));
  }

  private static Speaker started(Duration restartTime, PeerSettings... peers) {
    var speaker = new Speaker(settings(64_512, restartTime, peers), InstantSource.system(), System::nanoTime,
        RandomGenerator.getDefault(), WireTrace.NONE);
    speaker.set(new Routes(Map.of(Prefix.host(IpAddress.of("192.0.2.1")), Weighting.NONE), true, false));
    speaker.start();
    return speaker;
  }

  private static SpeakerSettings settings(long asn, Duration restartTime, PeerSettings... peers) {
    return new SpeakerSettings(asn, IpAddress.of("10.9.0.1"), 0, restartTime, true, List.of(peers));
  }

  private static PeerSettings patient(PeerSettings it) {
    return new PeerSettings(it.address(), it.port(), it.asn(), it.source(), it.passive(), it.families(), it.password(),
        it.reach(), it.bfd(), Duration.ofSeconds(90), it.retry(), it.nextHops(), it.marks());
  }

  private static PeerSettings with(PeerSettings it, Marks marks) {
    return new PeerSettings(it.address(), it.port(), it.asn(), it.source(), it.passive(), it.families(), it.password(),
        it.reach(), it.bfd(), it.holdTime(), it.retry(), it.nextHops(), marks);
  }
}
