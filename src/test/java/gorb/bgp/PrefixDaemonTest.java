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
import java.util.Set;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A daemon on the user-space plane that announces prefixes, in the tables of BIRD and FRR; run by {@code lab/bgp}. */
@Tag("bgp")
class PrefixDaemonTest {
  private static final String FOUR = "192.0.2.0/24";
  private static final String SIX = "2001:db8:80::/48";

  @TempDir
  private Path folder;

  /** The user-space plane listens on addresses that are there; these go with the namespace. */
  @BeforeAll
  static void addTheAddresses() {
    for (var address : List.of("192.0.2.80/32", "192.0.2.81/32", "2001:db8:80::80/128")) {
      var _ = RealSpeaker.ask(List.of("ip", "address", "replace", address, "dev", "lo"));
    }
  }

  @Test
  void aPrefixIsKnownToRoutersWhileAServiceOfItIsHealthy() throws IOException {
    int web = freePort();
    int tls = freePort();
    int six = freePort();
    try (var bird = new RealSpeaker.Bird(folder, false); var frr = new RealSpeaker.Frr(folder, false);
        var gorb = gorb()) {
      var api = new InetSocketAddress("127.0.0.1", Integer.parseInt(gorb.awaitReady().replaceFirst(".*:", "")));
      make(api, "web", "192.0.2.80", FOUR, web);
      make(api, "tls", "192.0.2.81", FOUR, tls);
      make(api, "six", "2001:db8:80::80", SIX, six);
      var speakers = List.of(bird, frr);
      try (var _ = backend(tls)) {
        try (var _ = backend(web); var _ = backend(six)) {
          awaitTables(gorb, speakers, Set.of(FOUR, SIX));
          patiently().until(() -> reasons(api, FOUR).equals(List.of("announced", "announced")));
          assertThat(at(api, FOUR).path("peers").size()).isEqualTo(2);
        }
        patiently().until(() -> reasons(api, FOUR).contains("belowQuorum"));
        awaitTables(gorb, speakers, Set.of(FOUR));
        assertThat(reasons(api, SIX)).containsExactly("belowQuorum");
        gorb.awaitLine("event=route-withdrawn prefix=" + SIX);
      }
      awaitTables(gorb, speakers, Set.of());
      gorb.awaitLine("event=route-withdrawn prefix=" + FOUR);

      try (var _ = backend(web)) {
        awaitTables(gorb, speakers, Set.of(FOUR));
        var edit = "{\"announce_prefix\": \"192.0.2.80/31\"}";
        assertThat(RawClient.ask(api, "PATCH", "/service/web", edit).status()).isEqualTo(200);
        awaitTables(gorb, speakers, Set.of("192.0.2.80/31"));
        assertThat(RawClient.ask(api, "DELETE", "/service/web", "").status()).isEqualTo(200);
        awaitTables(gorb, speakers, Set.of());
      }
    }
  }

  private static void awaitTables(GorbProcess gorb, List<? extends RealSpeaker> speakers, Set<String> prefixes) {
    patiently().untilAsserted(() -> {
      for (var speaker : speakers) {
        assertThat(speaker.table().keySet()).as("%s: %s", speaker.getClass(), gorb.output()).isEqualTo(prefixes);
      }
    });
  }

  private static List<String> reasons(InetSocketAddress api, String prefix) throws IOException {
    return at(api, prefix).path("services").valueStream().map(it -> it.path("reason").asString()).sorted().toList();
  }

  private static JsonNode at(InetSocketAddress api, String prefix) throws IOException {
    var answer = JsonMapper.shared().readTree(RawClient.ask(api, "GET", "/bgp", "").body());
    return answer.path("addresses").valueStream()
        .filter(it -> it.path("prefix").asString().equals(prefix)).findFirst().orElseThrow();
  }

  private GorbProcess gorb() throws IOException {
    var file = Files.writeString(folder.resolve("gorb.yaml"), """
        bgp:
          asn: %1$d
          router_id: 10.9.0.1
          port: 0
          peers:
            - {address: 10.9.0.2, asn: 64513, local_address: 10.9.0.1, multihop: 2, next_hop_ipv6: 'fd00:9::1'}
            - {address: 10.9.0.3, asn: 64514, port: 2179, local_address: 10.9.0.1, multihop: 2, next_hop_ipv6: 'fd00:9::1'}
        """.formatted(RealSpeaker.OUR_ASN));
    return GorbProcess.start("-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "userspace", "--socket", "none",
        "--config", file.toString());
  }

  private static void make(InetSocketAddress api, String name, String host, String prefix, int port) throws IOException {
    var service = "{\"host\": \"%s\", \"port\": 8080, \"announce_prefix\": \"%s\"}".formatted(host, prefix);
    assertThat(RawClient.ask(api, "PUT", "/service/" + name, service).status()).isEqualTo(200);
    var local = host.contains(":") ? "::1" : "127.0.0.1";
    var backend = "{\"host\": \"%s\", \"port\": %d, \"pulse\": {\"interval\": \"100ms\"}}".formatted(local, port);
    assertThat(RawClient.ask(api, "PUT", "/service/" + name + "/one", backend).status()).isEqualTo(200);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 16, InetAddress.getByName("::"))) {
      return socket.getLocalPort();
    }
  }

  /** Takes connections of both families. */
  private static ServerSocket backend(int port) throws IOException {
    return BgpDaemonTest.backend(InetAddress.getByName("::"), port);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100)).ignoreExceptions();
  }
}
