package gorb.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.bgp.PeerSettings.Marks;
import gorb.bgp.PeerSettings.Reach;
import gorb.bgp.message.Community;
import gorb.bgp.message.LargeCommunity;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions with BIRD, FRR and GoBGP of Debian; run by {@code lab/bgp} in a network namespace of their own. */
@Tag("bgp")
class RealSpeakersTest {
  private static final Map<AddressFamily, IpAddress> HERE =
      Map.of(AddressFamily.IPV4, IpAddress.of("10.9.0.1"), AddressFamily.IPV6, IpAddress.of("fd00:9::1"));
  private static final int MANY = 10_000;

  @TempDir
  private Path folder;

  /** The programs. */
  enum Program {
    BIRD,
    FRR,
    GOBGP;

    RealSpeaker start(Path folder, boolean secured) {
      return switch (this) {
        case BIRD -> new RealSpeaker.Bird(folder, secured);
        case FRR -> new RealSpeaker.Frr(folder, secured);
        case GOBGP -> new RealSpeaker.GoBgp(folder, secured);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void routesComeChangeAndGo(Program program) {
    try (var peer = program.start(folder, false); var speaker = speaker(peer, AddressFamily.IPV4, Duration.ZERO)) {
      speaker.set(routes("192.0.2.1", "2001:db8::1"));
      speaker.start();
      patiently().untilAsserted(() ->
          assertThat(peer.table().keySet()).as(peer.log()).containsExactly("192.0.2.1/32", "2001:db8::1/128"));
      assertThat(peer.table().get("192.0.2.1/32")).contains("10.9.0.1").contains("4200000001");
      assertThat(peer.table().get("2001:db8::1/128")).contains("fd00:9::1");

      speaker.set(routes("192.0.2.1", "192.0.2.2"));
      patiently().untilAsserted(() ->
          assertThat(peer.table().keySet()).containsExactly("192.0.2.1/32", "192.0.2.2/32"));

      peer.crash();
      patiently().untilAsserted(() -> assertThat(peer.table()).hasSize(2));

      speaker.leave("maintenance tonight");
      patiently().untilAsserted(() -> assertThat(peer.table()).isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource
  void sessionsOfIpv6Work(Program program) {
    try (var peer = program.start(folder, false); var speaker = speaker(peer, AddressFamily.IPV6, Duration.ZERO)) {
      speaker.set(routes("192.0.2.1", "2001:db8::1"));
      speaker.start();

      patiently().untilAsserted(() ->
          assertThat(peer.table().keySet()).as(peer.log()).containsExactly("192.0.2.1/32", "2001:db8::1/128"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRestartOfOursLeavesNoGapInTheTableOfThePeer(Program program) {
    try (var peer = program.start(folder, false)) {
      try (var first = speaker(peer, AddressFamily.IPV4, Duration.ofSeconds(60))) {
        first.set(routes("192.0.2.1", "192.0.2.2"));
        first.start();
        patiently().untilAsserted(() -> assertThat(peer.table()).as(peer.log()).hasSize(2));
        patiently().until(() -> first.peers().getFirst().keepsRoutes());
      }
      assertThat(peer.table().keySet()).containsExactly("192.0.2.1/32", "192.0.2.2/32");

      try (var second = speaker(peer, AddressFamily.IPV4, Duration.ofSeconds(60))) {
        second.set(routes("192.0.2.2", "192.0.2.3"));
        var seen = new TreeSet<Boolean>();
        second.start();
        patiently().untilAsserted(() -> {
          var rows = peer.table().keySet();
          seen.add(rows.contains("192.0.2.2/32"));
          assertThat(rows).containsExactly("192.0.2.2/32", "192.0.2.3/32");
        });
        assertThat(seen).containsExactly(true);
        second.leave("done");
        patiently().untilAsserted(() -> assertThat(peer.table()).isEmpty());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"BIRD, IPV4", "BIRD, IPV6", "FRR, IPV4", "FRR, IPV6", "GOBGP, IPV4", "GOBGP, IPV6"})
  void tenThousandRoutesAreInTheTableRowByRow(Program program, AddressFamily family) {
    try (var peer = program.start(folder, false); var speaker = speaker(peer, AddressFamily.IPV4, Duration.ZERO)) {
      var routes = new HashMap<Prefix, Weighting>();
      for (int i = 0; i < MANY; i++) {
        routes.put(Prefix.host(IpAddress.of(switch (family) {
          case IPV4 -> "10.77." + i / 256 + "." + i % 256;
          case IPV6 -> "2001:db8:77::" + Integer.toHexString(i + 1);
        })), Weighting.NONE);
      }
      speaker.set(new Routes(routes, true, false));
      speaker.start();

      var meant = routes.keySet().stream().map(Prefix::toString).collect(Collectors.toSet());
      patiently().untilAsserted(() -> assertThat(peer.table()).hasSize(MANY));
      assertThat(peer.table().keySet()).isEqualTo(meant);
      speaker.set(new Routes(Map.of(), true, false));
      patiently().untilAsserted(() -> assertThat(peer.table()).isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource
  void sessionsWithAPasswordAndSecuredHopsComeUpAndThoseWithAnotherPasswordDoNot(Program program) {
    try (var peer = program.start(folder, true)) {
      for (var family : AddressFamily.values()) {
        var settings = peer(peer, family, Optional.of(new Password(RealSpeaker.PASSWORD)),
            new Reach.Secured(program == Program.BIRD ? 2 : 1));
        try (var speaker = speaker(settings, Duration.ZERO)) {
          speaker.set(routes("192.0.2.1"));
          speaker.start();
          patiently().untilAsserted(() -> assertThat(peer.table()).as("%s %s", family, peer.log()).hasSize(1));
          speaker.leave("done");
        }
        patiently().untilAsserted(() -> assertThat(peer.table()).isEmpty());
      }
      var wrong = peer(peer, AddressFamily.IPV4, Optional.of(new Password("wrong")), new Reach.Secured(1));
      try (var speaker = speaker(wrong, Duration.ZERO)) {
        speaker.start();
        patiently().until(() -> speaker.peers().getFirst().lastError().contains("no connection within"));
        assertThat(wrong.toString()).doesNotContain("wrong");
      }
    }
  }

  private static Routes routes(String... addresses) {
    return new Routes(Set.of(addresses).stream().collect(
        Collectors.toMap(address -> Prefix.host(IpAddress.of(address)), _ -> Weighting.NONE)), true, false);
  }

  private static PeerSettings peer(RealSpeaker peer, AddressFamily family, Optional<Password> password, Reach reach) {
    return new PeerSettings(family == AddressFamily.IPV4 ? peer.address() : peer.address6(), peer.port(), peer.asn(),
        Optional.of(HERE.get(family)), false, HERE.keySet(), password, reach,
        Optional.empty(), Duration.ofSeconds(30), Duration.ofSeconds(1), HERE,
        new Marks(OptionalLong.of(50), OptionalInt.empty(), 1, List.of(new Community(64_512, 7)),
            List.of(new LargeCommunity(RealSpeaker.OUR_ASN, 1, 2))));
  }

  private static Speaker speaker(RealSpeaker peer, AddressFamily family, Duration restartTime) {
    return speaker(peer(peer, family, Optional.empty(), new Reach.Multihop(3)), restartTime);
  }

  private static Speaker speaker(PeerSettings peer, Duration restartTime) {
    return new Speaker(new SpeakerSettings(RealSpeaker.OUR_ASN, IpAddress.of("10.9.0.1"), 0, restartTime, true,
        List.of(peer)), InstantSource.system(), System::nanoTime, RandomGenerator.getDefault(), WireTrace.NONE);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100));
  }
}
