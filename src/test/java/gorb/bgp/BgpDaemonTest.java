package gorb.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.http.RawClient;
import gorb.process.GorbProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A daemon on the user-space plane, told by its file to announce, and BIRD; run by {@code lab/bgp}. */
@Tag("bgp")
class BgpDaemonTest {
  private static final String ROUTE = "192.0.2.80/32";

  @TempDir
  private Path folder;
  private int port;

  /** The user-space plane listens on addresses that are there; this one goes with the namespace. */
  @BeforeAll
  static void addTheAddress() {
    RealSpeaker.ask(List.of("ip", "address", "replace", ROUTE, "dev", "lo"));
  }

  @BeforeEach
  void reserve() throws IOException {
    try (var backend = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
      port = backend.getLocalPort();
    }
  }

  @Test
  void aRouteLivesAsLongAsABackendOfItsService() throws IOException {
    try (var bird = new RealSpeaker.Bird(folder, false); var gorb = gorb("")) {
      var api = address(gorb);
      try (var _ = backend()) {
        patiently().untilAsserted(() -> assertThat(bird.table()).as(gorb.output()).containsKey(ROUTE));
        assertThat(bird.table().get(ROUTE)).contains("10.9.0.1").contains(Long.toString(RealSpeaker.OUR_ASN));
        var shown = ask(api);
        assertThat(shown.at("/peers/0/state").asString()).isEqualTo("established");
        assertThat(shown.at("/addresses/0/services/0/reason").asString()).isEqualTo("announced");
        assertThat(shown.at("/addresses/0/peers/0").asString()).isEqualTo("10.9.0.2");
      }
      patiently().until(() -> !bird.table().containsKey(ROUTE));
      assertThat(ask(api).at("/addresses/0/services/0/reason").asString()).isEqualTo("belowQuorum");
      gorb.awaitLine("event=route-withdrawn prefix=" + ROUTE);
      try (var _ = backend()) {
        patiently().until(() -> bird.table().containsKey(ROUTE));
        gorb.terminate().awaitExit();
        patiently().until(() -> !bird.table().containsKey(ROUTE));
        assertThat(bird.show("show", "protocols", "all", "four")).contains("the daemon stops");
      }
    }
  }

  @Test
  void aGracefulRestartOfTheDaemonLeavesTheRouteWhereItIs() throws Exception {
    try (var bird = new RealSpeaker.Bird(folder, false); var _ = backend()) {
      try (var first = gorb("  restart_time: 60s\n")) {
        patiently().untilAsserted(() -> assertThat(bird.table()).as(first.output()).containsKey(ROUTE));
        first.terminate().awaitExit();
      }
      var isGone = new AtomicBoolean();
      var watching = new AtomicBoolean(true);
      var watch = Thread.ofPlatform().start(() -> {
        while (watching.get()) {
          isGone.compareAndSet(false, !bird.table().containsKey(ROUTE));
        }
      });
      try (var second = gorb("  restart_time: 60s\n")) {
        var api = address(second);
        patiently().until(() -> ask(api).at("/addresses/0/peers/0").asString("").equals("10.9.0.2"));
        watching.set(false);
        watch.join();
        assertThat(isGone).isFalse();
        second.terminate().awaitExit();
      }
    }
  }

  @Test
  void aPasswordComesFromAFileAndIsNeverShown() throws IOException {
    var password = Files.writeString(folder.resolve("password"), RealSpeaker.PASSWORD + "\n");
    try (var bird = new RealSpeaker.Bird(folder, true); var _ = backend();
        var gorb = gorb("", "ttl_security: 2", "password_file: " + password)) {
      patiently().untilAsserted(() -> assertThat(bird.table()).as(gorb.output()).containsKey(ROUTE));

      assertThat(ask(address(gorb)).toString()).doesNotContain(RealSpeaker.PASSWORD);
      gorb.terminate().awaitExit();
      assertThat(gorb.output()).doesNotContain(RealSpeaker.PASSWORD);
    }
  }

  @Test
  void aNodeThatLeavesAsksForOthersFirstAndCanComeBack() throws IOException {
    try (var bird = new RealSpeaker.Bird(folder, false); var _ = backend();
        var gorb = gorb("  leave_wait: 1s\n  leave_on_stop: true\n")) {
      var api = address(gorb);
      patiently().until(() -> bird.table().containsKey(ROUTE));

      assertThat(RawClient.ask(api, "POST", "/leave", "{\"reason\": \"a new disk\"}").status()).isEqualTo(200);
      patiently().until(() -> bird.table().get(ROUTE).contains("(65535,0)"));
      patiently().until(() -> ask(api).path("leaving").asString("").equals("left"));
      assertThat(bird.table()).doesNotContainKey(ROUTE);
      assertThat(bird.show("show", "protocols", "all", "four")).contains("a new disk");
      assertThat(ask(api).at("/addresses/0/services/0/reason").asString()).isEqualTo("leaving");

      assertThat(RawClient.ask(api, "POST", "/join", "").status()).isEqualTo(200);
      patiently().until(() -> bird.table().containsKey(ROUTE));
      assertThat(bird.table().get(ROUTE)).doesNotContain("(65535,0)");

      gorb.terminate();
      gorb.awaitLine("event=node state=preparing");
      patiently().until(() -> !bird.table().containsKey(ROUTE));
      gorb.awaitExit();
      assertThat(bird.show("show", "protocols", "all", "four")).contains("the node stops");
    }
  }

  @Test
  void routersComeChangeAndGoWithTheFileAndOthersAreLeftAlone() throws Exception {
    var plain = peer("10.9.0.2", 64_513, "multihop: 2");
    var marked = peer("10.9.0.2", 64_513, "multihop: 2", "communities: ['64512:7']");
    try (var bird = new RealSpeaker.Bird(folder, false); var goBgp = new RealSpeaker.GoBgp(folder, false);
        var _ = backend(); var gorb = started(write("", plain))) {
      var api = address(gorb);
      patiently().untilAsserted(() -> assertThat(bird.table()).as(gorb.output()).containsKey(ROUTE));
      var since = ask(api).at("/peers/0/since").asString();

      write("", marked, peer("10.9.0.4", 64_515, "multihop: 3", "port: 1179", "hold_time: 90s"));
      hangUp(gorb);
      patiently().untilAsserted(() -> assertThat(goBgp.table()).as(gorb.output()).containsKey(ROUTE));
      patiently().until(() -> bird.table().get(ROUTE).contains("(64512,7)"));

      write("", marked, peer("10.9.0.4", 64_515, "multihop: 3", "port: 1179", "hold_time: 30s"));
      hangUp(gorb);
      gorb.awaitLine("event=bgp-peer-reset peer=10.9.0.4");
      gorb.awaitLine("event=bgp-up peer=10.9.0.4");
      patiently().until(() -> goBgp.table().containsKey(ROUTE));
      assertThat(ask(api).at("/peers/0/since").asString()).as("BIRD's session went on").isEqualTo(since);

      write("", peer("10.9.0.4", 64_515, "multihop: 3", "port: 1179", "hold_time: 30s"));
      hangUp(gorb);
      patiently().until(() -> !bird.table().containsKey(ROUTE));
      assertThat(bird.show("show", "protocols", "all", "four")).contains("Peer de-configured");
      assertThat(goBgp.table()).containsKey(ROUTE);
      assertThat(ask(api).path("peers").size()).isEqualTo(1);
    }
  }

  @Test
  void aPasswordThatCannotBeReadChangesNoSession() throws Exception {
    var plain = peer("10.9.0.2", 64_513, "multihop: 2");
    try (var bird = new RealSpeaker.Bird(folder, false); var _ = backend(); var gorb = started(write("", plain))) {
      var api = address(gorb);
      patiently().untilAsserted(() -> assertThat(bird.table()).as(gorb.output()).containsKey(ROUTE));
      var since = ask(api).at("/peers/0/since").asString();

      write("", plain, peer("10.9.0.4", 64_515, "password_file: " + folder.resolve("nothing")));
      hangUp(gorb);
      gorb.awaitLine("event=config-bgp-refused");
      assertThat(ask(api).path("peers").size()).isEqualTo(1);
      assertThat(ask(api).at("/peers/0/since").asString()).isEqualTo(since);
    }
  }

  private static void hangUp(GorbProcess gorb) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-HUP", Long.toString(gorb.pid())).start().waitFor();
  }

  private GorbProcess gorb(String more, String... ofPeer) throws IOException {
    return started(write(more, peer("10.9.0.2", 64_513, ofPeer.length == 0 ? new String[] {"multihop: 2"} : ofPeer)));
  }

  private static String peer(String address, int asn, String... more) {
    return "{address: %s, asn: %d, local_address: 10.9.0.1, %s}".formatted(address, asn, String.join(", ", more));
  }

  private Path write(String more, String... peers) throws IOException {
    return Files.writeString(folder.resolve("gorb.yaml"), """
        bgp:
          asn: %d
          router_id: 10.9.0.1
          port: 0
        %s  peers: [%s]
        services:
          web:
            host: 192.0.2.80
            port: 8080
            backends:
              one: {host: 127.0.0.1, port: %d, pulse: {interval: 100ms}}
        """.formatted(RealSpeaker.OUR_ASN, more, String.join(", ", peers), port));
  }

  private static GorbProcess started(Path file) {
    return GorbProcess.start("-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "userspace", "--socket",
        "none", "--config", file.toString());
  }

  private ServerSocket backend() throws IOException {
    return backend(InetAddress.getLoopbackAddress(), port);
  }

  /** A backend that checks find well; on the unspecified address of IPv6 it takes connections of both families. */
  static ServerSocket backend(InetAddress address, int port) throws IOException {
    var socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(address, port), 64);
    Thread.ofVirtual().start(() -> {
      while (!socket.isClosed()) {
        try (var _ = socket.accept()) {
          // A check: connected, and closed.
        } catch (IOException _) {
          return;
        }
      }
    });
    return socket;
  }

  private static JsonNode ask(InetSocketAddress api) throws IOException {
    return JsonMapper.shared().readTree(RawClient.ask(api, "GET", "/bgp", "").body());
  }

  private static InetSocketAddress address(GorbProcess gorb) {
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(gorb.awaitReady().replaceFirst(".*:", "")));
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100)).ignoreExceptions();
  }
}
