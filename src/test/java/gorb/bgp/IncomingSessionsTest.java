package gorb.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.bgp.PeerSettings.Marks;
import gorb.bgp.PeerSettings.Reach;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that BIRD opens, within our own system; run by {@code lab/bgp}. */
@Tag("bgp")
class IncomingSessionsTest {
  private static final int MANY = 10_000;

  @TempDir
  private Path folder;

  @Test
  void aPassiveSpeakerTakesTheConnectionOfItsPeerWithItsPasswordOnly() throws IOException {
    var told = new CopyOnWriteArrayList<PeerTransition>();
    try (var speaker = speaker(RealSpeaker.PASSWORD)) {
      speaker.tell(told::add);
      speaker.set(new Routes(Map.of(Prefix.host(IpAddress.of("192.0.2.1")), Weighting.NONE), true, false));
      speaker.start();
      try (var bird = new RealSpeaker.InternalBird(folder)) {
        patiently().untilAsserted(() -> assertThat(bird.table()).as(bird.log()).containsOnlyKeys("192.0.2.1/32"));
        assertThat(bird.table().get("192.0.2.1/32"))
            .contains("BGP.local_pref: 200").contains("BGP.as_path:;").contains("BGP.next_hop: 10.9.0.1");
        assertThat(speaker.peers().getFirst().isEstablished()).isTrue();

        bird.crash();
        patiently().until(() -> bird.table().size() == 1);
        assertThat(speaker.peers().getFirst().flaps()).isEqualTo(1);
        assertThat(told).extracting(PeerTransition::isUp).startsWith(true, false);
        assertThat(told.get(1).reason()).isNotEmpty();

        speaker.set(new Routes(Map.of(), true, true));
        patiently().until(() -> bird.table().isEmpty());
      }
      try (var stranger = new Socket()) {
        stranger.bind(new InetSocketAddress("10.9.0.3", 0));
        stranger.connect(new InetSocketAddress("10.9.0.1", RealSpeaker.OUR_PORT), 5_000);
        assertThat(stranger.getInputStream().read()).as("whom nobody knows is told nothing").isEqualTo(-1);
      }
    }
  }

  @Test
  void anotherPasswordOpensNoSession() {
    try (var speaker = speaker("another"); var bird = new RealSpeaker.InternalBird(folder)) {
      speaker.start();

      patiently().until(() -> bird.show("show", "protocols", "all", "four").contains("Connect"));
      await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(10))
          .until(() -> speaker.peers().getFirst().state().equals("active"));
    }
  }

  @Test
  void tenThousandPrefixesOfIpv6AreInTheTableRowByRow() {
    try (var speaker = speaker(RealSpeaker.PASSWORD); var bird = new RealSpeaker.InternalBird(folder)) {
      var routes = new HashMap<Prefix, Weighting>();
      for (int i = 0; i < MANY; i++) {
        routes.put(Prefix.host(IpAddress.of("2001:db8:77::" + Integer.toHexString(i + 1))), Weighting.NONE);
      }
      speaker.set(new Routes(routes, true, false));
      speaker.start();

      patiently().untilAsserted(() -> assertThat(bird.table()).hasSize(MANY));
      assertThat(bird.table().keySet())
          .isEqualTo(routes.keySet().stream().map(Prefix::toString).collect(Collectors.toSet()));
      speaker.set(new Routes(Map.of(), true, false));
      patiently().untilAsserted(() -> assertThat(bird.table()).isEmpty());
    }
  }

  /** Ours: waits for the peer on a port of its own. */
  private static Speaker speaker(String password) {
    var peer = new PeerSettings(IpAddress.of("10.9.0.2"), 179, RealSpeaker.OUR_ASN, Optional.empty(), true,
        EnumSet.allOf(AddressFamily.class), Optional.of(new Password(password)), new Reach.Near(),
        Optional.empty(), Duration.ofSeconds(30), Duration.ofSeconds(1),
        Map.of(AddressFamily.IPV6, IpAddress.of("fd00:9::1")),
        new Marks(OptionalLong.empty(), OptionalInt.of(200), 0, List.of(), List.of()));
    return new Speaker(new SpeakerSettings(RealSpeaker.OUR_ASN, IpAddress.of("10.9.0.1"), RealSpeaker.OUR_PORT,
        Duration.ZERO, true, List.of(peer)), InstantSource.system(), System::nanoTime, RandomGenerator.getDefault(),
        WireTrace.NONE);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100)).ignoreExceptions();
  }
}
