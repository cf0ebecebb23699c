package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.http.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows C01 to C06 and P13: registration in a real Consul agent. */
@Tag("process")
class ConsulProcessTest {
  private static ConsulProcess consul;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    consul = ConsulProcess.start();
  }

  @AfterAll
  static void stop() {
    if (consul != null) {
      consul.close();
    }
  }

  @BeforeEach
  void nothingIsLeft() {
    patiently().until(() -> registered().isEmpty());
  }

  @Test // C01, C02, C03, C06
  void theDaemonAndItsServicesAreFoundUntilTheyEnd() throws IOException {
    try (var other = gorb("127.0.0.1:0"); var gorb = gorb("127.0.0.1:0", "-c", consul.url())) {
      ask(address(other), "PUT", "/service/unregistered", "{\"host\":\"127.0.0.9\",\"port\":99}");
      var api = address(gorb);
      ask(api, "PUT", "/service/web-80-tcp", "{\"host\":\"127.0.0.8\",\"port\":80}");
      ask(api, "PUT", "/service/a%20%C3%A9%3F", "{\"host\":\"127.0.0.7\",\"port\":53,\"protocol\":\"udp\"}");

      patiently().until(() -> registered().size() == 3);
      assertThat(registered()).containsExactly("a é?", "gorb/" + hostName() + ":" + api.getPort(), "web-80-tcp");
      var web = consul.services().path("web-80-tcp");
      assertThat(web.path("Service").asString()).isEqualTo("web-80-tcp");
      assertThat(web.path("Address").asString()).isEqualTo("127.0.0.8");
      assertThat(web.path("Port").asInt()).isEqualTo(80);
      assertThat(web.path("Tags").toString()).isEqualTo("[\"tcp\",\"memory\",\"api\"]");
      var self = consul.services().path("gorb/" + hostName() + ":" + api.getPort());
      assertThat(self.path("Service").asString()).isEqualTo("gorb");
      assertThat(self.path("Address").asString()).isEqualTo("127.0.0.1");
      assertThat(self.path("Port").asInt()).isEqualTo(api.getPort());

      ask(api, "DELETE", "/service/a%20%C3%A9%3F", "");
      patiently().until(() -> registered().size() == 2);
      assertThat(gorb.terminate().awaitExit()).isZero();
      assertThat(registered()).as("after an orderly stop").isEmpty();
    }
  }

  @Test
  void dnsAnswersForAServiceWhileABackendLives() throws Exception {
    try (var gorb = gorb("127.0.0.1:0", "-c", consul.url())) {
      var api = address(gorb);
      ask(api, "PUT", "/service/dns", "{\"host\":\"127.0.0.8\",\"port\":80}");
      try (var backend = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
        ask(api, "PUT", "/service/dns/one", "{\"host\":\"127.0.0.1\",\"port\":" + backend.getLocalPort()
            + ",\"pulse\":{\"type\":\"tcp\",\"interval\":\"1s\"}}");
        patiently().until(() -> consul.addresses("dns").equals(List.of("127.0.0.8")));
      }
      patiently().until(() -> consul.addresses("dns").isEmpty());
      assertThat(registered()).as("it stays registered").contains("dns");
      gorb.terminate().awaitExit();
    }
  }

  @Test // C04, P13
  void aConsulThatWasAwayAndComesBackEmptyIsFilledAgain() throws Exception {
    try (var gorb = gorb("127.0.0.1:0", "-c", consul.url())) {
      var api = address(gorb);
      ask(api, "PUT", "/service/before", "{\"host\":\"127.0.0.8\",\"port\":80}");
      patiently().until(() -> registered().contains("before"));
      consul.close();
      ask(api, "PUT", "/service/while-away", "{\"host\":\"127.0.0.8\",\"port\":81}");
      gorb.awaitLine("event=consul-failed");
      consul.restart();

      patiently().until(() -> registered().containsAll(List.of("before", "while-away")));
      gorb.awaitLine("event=consul-works");
      gorb.terminate().awaitExit();
    }
  }

  @Test
  void whatAKilledDaemonLeftIsRemovedByTheNext() throws IOException {
    String listen;
    try (var gorb = gorb("127.0.0.1:0", "-c", consul.url())) {
      listen = gorb.awaitReady();
      ask(address(listen), "PUT", "/service/left", "{\"host\":\"127.0.0.8\",\"port\":80}");
      patiently().until(() -> registered().contains("left"));
      gorb.kill();
    }
    assertThat(registered()).contains("left");
    try (var gorb = gorb(listen, "-c", consul.url())) {
      gorb.awaitReady();
      patiently().until(() -> !registered().contains("left"));
      gorb.terminate().awaitExit();
    }
  }

  private static TreeSet<String> registered() {
    return new TreeSet<>(consul.services().propertyNames());
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100));
  }

  private static GorbProcess gorb(String listen, String... more) {
    var arguments = new ArrayList<>(List.of("-i", "lo", "-l", listen, "--dataplane", "memory", "--socket", "none"));
    arguments.addAll(List.of(more));
    return GorbProcess.start(arguments.toArray(String[]::new));
  }

  private static String hostName() throws IOException {
    return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
  }

  private static InetSocketAddress address(GorbProcess gorb) {
    return address(gorb.awaitReady());
  }

  private static InetSocketAddress address(String listen) {
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(listen.replaceFirst(".*:", "")));
  }

  private static void ask(InetSocketAddress api, String method, String target, String body) throws IOException {
    assertThat(RawClient.ask(api, method, target, body).status()).as(target).isEqualTo(200);
  }
}
