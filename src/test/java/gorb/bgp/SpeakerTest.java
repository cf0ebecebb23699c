package gorb.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.bgp.message.Family;
import gorb.bgp.message.Notification;
import gorb.bgp.message.RouteRefresh;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a peer is told in a session that is up, over loopback. */
class SpeakerTest {
  private static final String ROUTE = "192.0.2.1/32";
  /** About 50 KB of messages. */
  private static final int MANY = 10_000;

  @Test
  void aPeerThatAsksForRoutesIsToldThemOnceMore() throws IOException {
    try (var peer = new FakePeer("127.0.8.5", false); var speaker = started(peer)) {
      speaker.set(of(Map.of(prefix("192.0.2.1"), Weighting.NONE)));
      assertThat(peer.next(3)).contains("1 +" + ROUTE);

      peer.say(new RouteRefresh(Family.IPV4_UNICAST, RouteRefresh.REQUEST));
      assertThat(peer.next()).isEqualTo("1 +" + ROUTE);
    }
  }

  @Test
  void aPeerThatComesBackIsToldEverythingAndThatNothingMoreComes() throws IOException {
    try (var peer = new FakePeer("127.0.8.8", false); var speaker = started(peer)) {
      speaker.set(of(Map.of(prefix("192.0.2.1"), Weighting.NONE)));
      assertThat(peer.next(3)).contains("1 +" + ROUTE, "1 end");
      peer.say(Notification.reset("a new version"));

      assertThat(peer.next(4)).containsExactly("1 closed", "2 up", "2 +" + ROUTE, "2 end");
      assertThat(speaker.peers().getFirst().lastError()).endsWith("administrative reset (6/4): a new version");
    }
  }

  @Test
  void aPeerThatDoesNotReadHasNothingQueuedForIt() throws IOException {
    try (var peer = new FakePeer("127.0.8.6", false); var speaker = started(peer)) {
      assertThat(peer.next()).isEqualTo("1 up");
      peer.pause();
      changeTheRoutes(speaker, 200);
      // Waits for what was asked before.
      speaker.leave("enough");
      peer.goOn();

      long lines = 0;
      while (!peer.next().equals("1 closed")) {
        lines++;
      }
      assertThat(lines).as("of 200 changes of %d routes: what fits in the buffers of the kernel", MANY)
          .isLessThan(150L * MANY);
    }
  }

  @Test
  void aPeerThatReadsAgainGetsTheNewestState() throws IOException {
    try (var peer = new FakePeer("127.0.8.7", false); var other = new FakePeer("127.0.8.9", false);
        var speaker = started(peer)) {
      assertThat(peer.next()).isEqualTo("1 up");
      peer.pause();
      changeTheRoutes(speaker, 120);
      speaker.set(of(Map.of(prefix("192.0.2.1"), Weighting.NONE)));
      speaker.become(settings(peer, other));
      assertThat(other.next()).as("what was asked before is done").isEqualTo("1 up");
      peer.goOn();

      var line = peer.next();
      while (!line.equals("1 +" + ROUTE)) {
        line = peer.next();
      }
      await().until(() -> speaker.peers().getFirst().announced().equals(Set.of(prefix("192.0.2.1"))));
    }
  }

  private static void changeTheRoutes(Speaker speaker, int times) {
    for (int change = 1; change <= times; change++) {
      var weighting = new Weighting(Weighting.Means.MED, (double) change / times);
      var routes = new HashMap<Prefix, Weighting>();
      for (int i = 0; i < MANY; i++) {
        routes.put(prefix("10.1." + i / 256 + "." + i % 256), weighting);
      }
      speaker.set(of(routes));
    }
  }

  private static Routes of(Map<Prefix, Weighting> routes) {
    return new Routes(routes, true, false);
  }

  private static Speaker started(FakePeer peer) {
    var speaker = new Speaker(
        settings(peer), InstantSource.system(), System::nanoTime, RandomGenerator.getDefault(), WireTrace.NONE);
    speaker.start();
    return speaker;
  }

  private static SpeakerSettings settings(FakePeer... peers) {
    return new SpeakerSettings(64_512, IpAddress.of("10.9.0.1"), 0, Duration.ZERO, true,
        Stream.of(peers).map(FakePeer::settings).toList());
  }

  private static Prefix prefix(String address) {
    return Prefix.host(IpAddress.of(address));
  }
}
