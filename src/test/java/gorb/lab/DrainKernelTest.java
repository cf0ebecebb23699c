package gorb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.lab.IpvsadmText.Row;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A server is drained in a real kernel; the witness is ipvsadm. */
@KernelTest
@Tag("traffic")
class DrainKernelTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String SERVICE = "tcp/10.10.2.100:80";
  private static final Row.Key ONE = new Row.Key(SERVICE, "10.10.2.11:8080");
  private static final Pattern UNTIL = Pattern.compile("\"drain_until\": \"([^\"]+)\"");

  @Test
  void aServerIsDrainedToItsLastConnectionOverAKillAnotherToItsDeadlineAndTheStopRemovesTheService() throws IOException {
    try (var network = Topology.masquerading(2);
        var listener = network.servers().get(0).call(() -> new ServerSocket(8080));
        var _ = IdentityServer.start(network.servers().get(1), 8080)) {
      String[] state = {"--state-dir", "/tmp/gorb-drain-state"};
      var ipvsadm = Ipvsadm.in(network.director());
      var daemon = Director.start(network.director(), state);
      daemon.ask("PUT", "/service/web", "{\"host\":\"10.10.2.100\",\"port\":80,\"method\":\"rr\"}");
      daemon.ask("PUT", "/service/web/one", backend(network.address(0)));
      try (var client = network.client().call(() -> new Socket(network.vip(), 80)); var served = listener.accept()) {
        daemon.ask("PUT", "/service/web/two", backend(network.address(1)));

        daemon.ask("POST", "/service/web/one/drain", "{\"within\":\"1h\"}");

        assertThat(weights(ipvsadm)).isEqualTo(Map.of("10.10.2.11:8080", 0, "10.10.2.12:8080", 100));
        assertThat(network.ask(network.vip(), 80, 6)).isEqualTo(Map.of("server2", 6));
        assertCarries(client, served);
        var first = daemon;
        await().atMost(PATIENCE).until(() -> first.get("/service/web/one").contains("\"active\": 1"));
        assertThat(ipvsadm.connections().get(ONE).active()).isEqualTo(1);
        var until = until(daemon);

        daemon.process().kill();
        daemon = Director.start(network.director(), "--state-dir", state[1], "--stop", "remove");

        assertThat(until(daemon)).isEqualTo(until);
        assertThat(weights(ipvsadm)).containsEntry("10.10.2.11:8080", 0);
        assertCarries(client, served);
        // A reset connection leaves the kernel's table after 10 s, one that ended after 120 s.
        client.setSoLinger(true, 0);
      }
      await().atMost(PATIENCE).until(() -> !weights(ipvsadm).containsKey("10.10.2.11:8080"));
      assertThat(daemon.get("/revisions")).contains("drained web/one: no connection left");

      // On a slow machine the kernel has forgotten those before: it keeps a closed connection for two minutes.
      assertThat(network.ask(network.vip(), 80, 6)).isEqualTo(Map.of("server2", 6));
      daemon.ask("POST", "/service/web/two/drain", "{\"within\":\"2s\"}");
      await().atMost(PATIENCE).until(() -> weights(ipvsadm).isEmpty());
      assertThat(daemon.get("/revisions"))
          .containsPattern("drained web/two: its time is over, ([6-9]|1[0-2]) connections left");

      assertThat(daemon.stop()).isZero();
      assertThat(ipvsadm.table()).as("after --stop remove").isEmpty();
    }
  }

  private static void assertCarries(Socket client, Socket server) throws IOException {
    server.setSoTimeout((int) PATIENCE.toMillis());
    client.getOutputStream().write('?');
    assertThat(server.getInputStream().read()).isEqualTo('?');
  }

  private static String until(Director daemon) {
    var matcher = UNTIL.matcher(daemon.get("/service/web/one"));
    assertThat(matcher.find()).isTrue();
    return matcher.group(1);
  }

  private static Map<String, Integer> weights(Ipvsadm ipvsadm) {
    var weights = new TreeMap<String, Integer>();
    ipvsadm.table().get(SERVICE).servers().forEach((server, it) -> weights.put(server, it.weight()));
    return weights;
  }

  private static String backend(String host) {
    return "{\"host\":\"%s\",\"port\":8080,\"pulse\":{\"type\":\"none\"}}".formatted(host);
  }
}
