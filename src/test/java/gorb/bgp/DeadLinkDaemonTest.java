package gorb.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.conformance.OpenApi;
import gorb.http.RawClient;
import gorb.process.GorbProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What routers that watch the link to a daemon make of its end; where the link is shown. Run by {@code lab/bgp}. */
@Tag("bgp")
class DeadLinkDaemonTest {
  private static final String ROUTE = "192.0.2.80/32";
  private static final Duration INTERVAL = Duration.ofMillis(300);

  @TempDir
  private Path folder;

  /** What a router does with the routes of a daemon that has ended. */
  enum Outcome {
    KEPT,
    DROPPED
  }

  /** How a daemon ends. */
  enum End {
    STOP {
      @Override
      void of(GorbProcess gorb) {
        gorb.terminate().awaitExit();
      }
    },
    CRASH {
      @Override
      void of(GorbProcess gorb) {
        gorb.kill();
      }
    };

    abstract void of(GorbProcess gorb);
  }

  /** The user-space plane listens on addresses that are there; this one goes with the namespace. */
  @BeforeAll
  static void addTheAddress() {
    RealSpeaker.ask(List.of("ip", "address", "replace", ROUTE, "dev", "lo"));
  }

  @Test
  void theLinkIsShownByTheApiTheCommandAndMetrics() throws IOException {
    try (var _ = new Wire(); var router = router(Router.Program.BIRD); var gorb = gorb("0s")) {
      var api = address(gorb);
      patiently().until(() -> router.isUp() && shown(api).path("state").asString().equals("up"));

      OpenApi.DOCUMENT.requireDescribed("GET", "/bgp", RawClient.ask(api, "GET", "/bgp", ""));
      assertThat(shown(api).path("interval_ms").asLong()).isEqualTo(INTERVAL.toMillis());
      assertThat(shown(api).path("detection_ms").asLong()).isEqualTo(INTERVAL.toMillis() * Router.MULTIPLIER);
      assertThat(RawClient.ask(api, "GET", "/metrics", "").body())
          .contains("gorb_bgp_peer_bfd_up{asn=\"64513\",peer=\"10.8.0.2\"} 1")
          .contains("gorb_bgp_peer_bfd_failures_total{asn=\"64513\",peer=\"10.8.0.2\"} ");
      try (var command = GorbProcess.start("bgp", "--url", "http://127.0.0.1:" + api.getPort())) {
        assertThat(command.awaitExit()).as(command.output()).isZero();
        assertThat(command.output()).contains("peer 10.8.0.2  AS 64513  established since ").contains("  bfd up  ");
      }
    }
  }

  @Test
  void aRouterWithoutBfdHasASessionAllTheSame() throws IOException {
    try (var _ = new Wire(); var router = router(Router.Program.BIRD); var gorb = gorb("0s")) {
      var api = address(gorb);
      router.birdc("disable bfd1");
      patiently().until(() -> router.hasRoute(ROUTE) && !router.isUp());
      patiently().until(() -> shown(api).path("state").asString().equals("down"));

      assertThat(peer(api).path("state").asString()).isEqualTo("established");
    }
  }

  @ParameterizedTest
  @CsvSource({
      "BIRD, STOP, DROPPED", "PATIENT_BIRD, STOP, KEPT", "FRR, STOP, KEPT",
      "BIRD, CRASH, DROPPED", "PATIENT_BIRD, CRASH, KEPT", "FRR, CRASH, KEPT"})
  void whatBecomesOfTheRoutesOfADaemonThatRestartsGracefully(Router.Program program, End end, Outcome outcome)
      throws Exception {
    try (var _ = new Wire(); var router = router(program)) {
      try (var first = gorb("300s")) {
        var api = address(first);
        patiently().untilAsserted(() -> {
          assertThat(router.hasRoute(ROUTE)).as(() -> first.output() + router.log()).isTrue();
          assertThat(router.isUp()).as(() -> router.links() + router.log()).isTrue();
          assertThat(peer(api).path("graceful_restart").asBoolean()).isTrue();
        });
        end.of(first);
      }
      switch (outcome) {
        case DROPPED -> patiently().until(() -> !router.hasRoute(ROUTE));
        case KEPT -> {
          patiently().until(() -> !router.isUp());
          assertThat(isEverGoneUntilTheNextHasAnnounced(router)).as(router.log()).isFalse();
        }
      }
    }
  }

  private boolean isEverGoneUntilTheNextHasAnnounced(Router router) throws Exception {
    var isGone = new AtomicBoolean();
    var isWatching = new AtomicBoolean(true);
    var watch = Thread.ofPlatform().start(() -> {
      while (isWatching.get()) {
        isGone.compareAndSet(false, !router.hasRoute(ROUTE));
      }
    });
    try (var second = gorb("300s")) {
      var api = address(second);
      patiently().until(() -> peer(api).path("announced").asInt() == 1);
    } finally {
      isWatching.set(false);
      watch.join();
    }
    return isGone.get();
  }

  private Router router(Router.Program program) {
    return new Router(program, folder, "10.8.0.1", "10.8.0.2", INTERVAL);
  }

  private GorbProcess gorb(String restartTime) throws IOException {
    var file = Files.writeString(folder.resolve("gorb.yaml"), """
        bgp:
          asn: %d
          router_id: 10.8.0.1
          port: 0
          restart_time: %s
          peers:
            - {address: 10.8.0.2, asn: 64513, hold_time: 240s, bfd: {interval: 300ms, multiplier: %d}}
        services:
          web:
            host: 192.0.2.80
            port: 8080
            backends:
              one: {host: 127.0.0.1, port: 9, pulse: {type: none}}
        """.formatted(RealSpeaker.OUR_ASN, restartTime, Router.MULTIPLIER));
    return GorbProcess.start("-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "userspace", "--socket",
        "none", "--config", file.toString());
  }

  private static JsonNode shown(InetSocketAddress api) throws IOException {
    return peer(api).path("bfd");
  }

  private static JsonNode peer(InetSocketAddress api) throws IOException {
    return JsonMapper.shared().readTree(RawClient.ask(api, "GET", "/bgp", "").body()).at("/peers/0");
  }

  private static InetSocketAddress address(GorbProcess gorb) {
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(gorb.awaitReady().replaceFirst(".*:", "")));
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100)).ignoreExceptions();
  }
}
