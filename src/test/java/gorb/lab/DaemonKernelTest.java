package gorb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real daemon on a real kernel: traffic, health, restarts. The witness of the table is ipvsadm. */
@KernelTest
@Tag("traffic")
class DaemonKernelTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String SERVICE = "tcp/10.10.2.100:80";

  @Test // H08, H09, H28
  void aServerThatDiesUnderTrafficIsTakenOutAndComesBack() throws Exception {
    try (var network = Topology.masquerading(2); var director = Director.start(network.director())) {
      var first = IdentityServer.start(network.servers().get(0), 8080);
      try (var _ = IdentityServer.start(network.servers().get(1), 8080)) {
        serveByBoth(director, network);
        await().atMost(PATIENCE).until(() -> director.get("/service/web").contains("\"health\": 1"));
        try (var client = SteadyClient.start(network.client(), network.vip(), 80)) {
          await().atMost(PATIENCE).until(() -> client.answers("server1") > 5 && client.answers("server2") > 5);

          first.close();
          await().atMost(PATIENCE).until(() -> weight(network, 0) == 0);
          int lost = client.failures().size();
          int before = client.answers("server2");
          await().atMost(PATIENCE).until(() -> client.answers("server2") > before + 20);

          assertThat(client.failures()).as("no request is lost once the weight is 0").hasSize(lost);
          assertThat(weight(network, 1)).isEqualTo(100);
          assertThat(director.get("/service/web/one")).contains("refused");

          first = IdentityServer.start(network.servers().get(0), 8080);
          int answered = client.answers("server1");
          await().atMost(PATIENCE).until(() -> weight(network, 0) > 0);
          assertThat(weight(network, 0)).isBetween(1, 99);
          await().atMost(PATIENCE).until(() -> client.answers("server1") > answered + 5);
        }
      } finally {
        first.close();
      }
    }
  }

  @Test // P10, P16
  void stoppingKillingAndRestartingLoseNoRequestAndDropNoWeight() {
    try (var network = Topology.masquerading(2)) {
      network.serve(8080);
      var ipvsadm = Ipvsadm.in(network.director());
      var daemon = Director.start(network.director());
      serveByBoth(daemon, network);
      var table = ipvsadm.table();
      assertThat(table.get(SERVICE).servers()).hasSize(2);

      try (var client = SteadyClient.start(network.client(), network.vip(), 80)) {
        await().atMost(PATIENCE).until(() -> client.answers() > 10);
        for (var end : List.of("TERM", "KILL")) {
          if (end.equals("TERM")) {
            assertThat(daemon.stop()).isZero();
          } else {
            daemon.process().kill();
          }
          assertThat(ipvsadm.table()).as("after SIG" + end).isEqualTo(table);

          daemon = Director.start(network.director());
          assertThat(ipvsadm.table()).as("after a restart").isEqualTo(table);
          serveByBoth(daemon, network);
          assertThat(ipvsadm.table()).as("after a PUT that describes what is there").isEqualTo(table);
        }
        int answered = client.answers();
        await().atMost(PATIENCE).until(() -> client.answers() > answered + 20);
        assertThat(client.failures()).isEmpty();
      } finally {
        daemon.close();
      }
    }
  }

  @Test
  void whatIsWantedOutlivesAKillUnderTrafficAndEndsInTheKernelAsItWas() {
    try (var network = Topology.masquerading(2)) {
      network.serve(8080);
      var ipvsadm = Ipvsadm.in(network.director());
      String[] state = {"--state-dir", "/tmp/gorb-state"};
      var daemon = Director.start(network.director(), state);
      serveByBoth(daemon, network);
      var table = ipvsadm.table();

      try (var client = SteadyClient.start(network.client(), network.vip(), 80)) {
        await().atMost(PATIENCE).until(() -> client.answers() > 10);
        daemon.process().kill();
        ipvsadm.restore("-e -t 10.10.2.100:80 -r 10.10.2.11:8080 -m -w 99");
        daemon = Director.start(network.director(), state);
        assertThat(daemon.get("/service/web")).contains("one", "two");
        await().atMost(PATIENCE).until(() -> ipvsadm.table().equals(table));

        int answered = client.answers();
        await().atMost(PATIENCE).until(() -> client.answers() > answered + 20);
        assertThat(client.failures()).isEmpty();
      } finally {
        daemon.close();
      }
    }
  }

  @Test // B-34
  void whatSomebodyElseChangesIsRepairedAndTold() {
    try (var network = Topology.masquerading(2); var director = Director.start(network.director())) {
      network.serve(8080);
      serveByBoth(director, network);
      var ipvsadm = Ipvsadm.in(network.director());
      var table = ipvsadm.table();
      ipvsadm.restore(
          "-d -t 10.10.2.100:80 -r 10.10.2.11:8080",
          "-e -t 10.10.2.100:80 -r 10.10.2.12:8080 -m -w 1",
          "-A -t 10.99.0.1:99 -s rr");

      await().atMost(PATIENCE).until(() -> ipvsadm.table().get(SERVICE).equals(table.get(SERVICE)));

      assertThat(ipvsadm.table()).as("a stranger's service is left alone").containsKey("tcp/10.99.0.1:99");
      assertThat(director.get("/metrics")).contains("gorb_drift_steps_total 2.0");
      assertThat(director.process().output()).contains("event=drift");
    }
  }

  private static void serveByBoth(Director director, Topology network) {
    director.ask("PUT", "/service/web", "{\"host\":\"10.10.2.100\",\"port\":80,\"method\":\"rr\"}");
    director.ask("PUT", "/service/web/one", backend(network.address(0), 8080));
    director.ask("PUT", "/service/web/two", backend(network.address(1), 8080));
  }

  private static String backend(String host, int port) {
    return "{\"host\":\"%s\",\"port\":%d,\"method\":\"nat\",\"pulse\":{\"type\":\"tcp\",\"interval\":\"1s\"}}"
        .formatted(host, port);
  }

  private static int weight(Topology network, int server) {
    var key = network.address(server) + ":8080";
    return Ipvsadm.in(network.director()).table().get(SERVICE).servers().get(key).weight();
  }
}
