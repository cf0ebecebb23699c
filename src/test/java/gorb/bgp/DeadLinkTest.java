package gorb.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.bfd.BfdSettings;
import gorb.bfd.LinkState;
import gorb.bfd.LinkView;
import gorb.bgp.PeerSettings.Marks;
import gorb.bgp.PeerSettings.Reach;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** BFD with BIRD's and FRR's over a wire that can be cut; run by {@code lab/bgp}. The hold time is minutes. */
@Tag("bgp")
class DeadLinkTest {
  private static final Map<AddressFamily, IpAddress> HERE =
      Map.of(AddressFamily.IPV4, IpAddress.of("10.8.0.1"), AddressFamily.IPV6, IpAddress.of("fd00:8::1"));
  private static final Duration INTERVAL = Duration.ofMillis(300);
  private static final String ROUTE = "192.0.2.1/32";

  @TempDir
  private Path folder;

  @ParameterizedTest
  @CsvSource({
      "BIRD, 10.8.0.1, 10.8.0.2", "BIRD, fd00:8::1, fd00:8::2",
      "FRR, 10.8.0.1, 10.8.0.2", "FRR, fd00:8::1, fd00:8::2"})
  void aCutWireEndsTheSessionAtBothEndsAndAMendedOneBringsItBack(
      Router.Program program, String us, String them, TestReporter reporter) {
    try (var wire = new Wire();
        var router = new Router(program, folder, us, them, INTERVAL);
        var speaker = speaker(us, them)) {
      speaker.set(new Routes(Map.of(Prefix.host(IpAddress.of("192.0.2.1")), Weighting.NONE), true, false));
      speaker.start();
      patiently().untilAsserted(() -> {
        assertThat(router.hasRoute(ROUTE)).as(router.log()).isTrue();
        assertThat(router.isUp()).as(() -> router.links() + router.log()).isTrue();
        assertThat(link(speaker).state()).isEqualTo(LinkState.UP);
        assertThat(link(speaker).interval()).isEqualTo(INTERVAL);
        assertThat(link(speaker).detectionTime()).isEqualTo(INTERVAL.multipliedBy(Router.MULTIPLIER));
      });

      long before = link(speaker).failures();
      wire.cut();
      long cut = System.nanoTime();
      patiently().until(() -> !router.hasRoute(ROUTE));
      reporter.publishEntry("the route went, ms after the cut", Long.toString((System.nanoTime() - cut) / 1_000_000));
      patiently().until(() -> link(speaker).failures() > before && !speaker.peers().getFirst().isEstablished());
      assertThat(link(speaker).reason()).isEqualTo("nothing heard for 3000 ms");

      wire.mend();
      patiently().until(() -> router.hasRoute(ROUTE) && router.isUp() && link(speaker).state() == LinkState.UP);
    }
  }

  private static LinkView link(Speaker speaker) {
    return speaker.peers().getFirst().link().orElseThrow();
  }

  private static Speaker speaker(String us, String them) {
    var peer = new PeerSettings(IpAddress.of(them), 179, Router.ASN, Optional.of(IpAddress.of(us)), false,
        EnumSet.allOf(AddressFamily.class), Optional.empty(), new Reach.Near(),
        Optional.of(new BfdSettings(INTERVAL, Router.MULTIPLIER)), Duration.ofSeconds(240), Duration.ofSeconds(1), HERE,
        Marks.NONE);
    return new Speaker(new SpeakerSettings(RealSpeaker.OUR_ASN, HERE.get(AddressFamily.IPV4), 0, Duration.ZERO, true,
        List.of(peer)), InstantSource.system(), System::nanoTime, RandomGenerator.getDefault(), WireTrace.NONE);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
  }
}
