package gorb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.lab.IpvsadmText.Counters;
import gorb.lab.IpvsadmText.Limits;
import gorb.lab.IpvsadmText.Method;
import gorb.lab.IpvsadmText.Row;
import gorb.lab.IpvsadmText.Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The lab itself: the guest has IPVS, and the topologies carry traffic with a table made by ipvsadm alone. */
@KernelTest
class LabTest {
  private static final Map<String, Integer> EVEN = Map.of("server1", 5, "server2", 5);

  @Test
  void ipvsadmAddsListsAndRemovesAService() {
    try (var host = NetworkNamespace.create("host")) {
      var ipvsadm = Ipvsadm.in(host);

      ipvsadm.restore("-A -t 10.0.0.1:80 -s wrr", "-a -t 10.0.0.1:80 -r 10.0.0.2:80 -g -w 3 -x 9 -y 5");

      var service = ipvsadm.table().get("tcp/10.0.0.1:80");
      assertThat(service).isNotNull();
      assertThat(service.scheduler()).isEqualTo("wrr");
      assertThat(service.servers()).isEqualTo(Map.of("10.0.0.2:80", new Server(Method.ROUTE, 3, "")));
      assertThat(ipvsadm.limits()).isEqualTo(Map.of(new Row.Key("tcp/10.0.0.1:80", "10.0.0.2:80"), new Limits(9, 5)));

      ipvsadm.clear();

      assertThat(ipvsadm.table()).isEmpty();
    }
  }

  @Test
  void aRuleThatFailsIsAnErrorThoughLaterOnesSucceed() {
    try (var host = NetworkNamespace.create("host")) {
      var ipvsadm = Ipvsadm.in(host);

      assertThatThrownBy(() -> ipvsadm.restore("-a -t 10.0.0.1:80 -r 10.0.0.2:80 -m", "-A -t 10.0.0.1:80 -s rr"))
          .hasMessageContaining("Service not defined");
    }
  }

  @Test
  void namespacesHaveTablesOfTheirOwn() {
    try (var one = NetworkNamespace.create("one"); var other = NetworkNamespace.create("other")) {
      Ipvsadm.in(one).restore("-A -t 10.0.0.1:80 -s rr");

      assertThat(Ipvsadm.in(one).table()).hasSize(1);
      assertThat(Ipvsadm.in(other).table()).isEmpty();
      assertThat(Ipvsadm.here().table()).isEmpty();
    }
  }

  @Test
  void aThreadInANamespaceSeesItsParametersAndConnections() {
    try (var host = NetworkNamespace.create("host")) {
      host.sysctl("net.ipv4.vs.sync_refresh_period", 123);

      assertThat(host.sysctl("net.ipv4.vs.sync_refresh_period")).isEqualTo("123");
      assertThat(Command.of("sysctl", "-n", "net.ipv4.vs.sync_refresh_period").succeed().stdout()).isEqualTo("0\n");
      assertThat(host.exec("ip", "-br", "link", "show", "up").stdout()).contains("lo ");
      assertThat(host.call(() -> Files.readString(Path.of("/proc/thread-self/net/ip_vs_conn")))).contains("Pro FromIP");
    }
  }

  @Test
  void masqueradingReachesBothServers() {
    try (var network = Topology.masquerading(2)) {
      network.serve(8080);
      Ipvsadm.in(network.director()).restore(
          "-A -t 10.10.2.100:80 -s rr",
          "-a -t 10.10.2.100:80 -r 10.10.2.11:8080 -m",
          "-a -t 10.10.2.100:80 -r 10.10.2.12:8080 -m",
          "-A -t [fd10:2::100]:80 -s rr",
          "-a -t [fd10:2::100]:80 -r [fd10:2::11]:8080 -m",
          "-a -t [fd10:2::100]:80 -r [fd10:2::12]:8080 -m");

      assertThat(network.ask(network.vip(), 80, 10)).isEqualTo(EVEN);
      assertThat(network.ask(network.vip6(), 80, 10)).isEqualTo(EVEN);
    }
  }

  @Test
  void directRoutingReachesBothServers() {
    try (var network = Topology.directRouting(2)) {
      network.serve(80);
      Ipvsadm.in(network.director()).restore(
          "-A -t 10.10.2.100:80 -s rr",
          "-a -t 10.10.2.100:80 -r 10.10.2.11:80 -g",
          "-a -t 10.10.2.100:80 -r 10.10.2.12:80 -g",
          "-A -t [fd10:2::100]:80 -s rr",
          "-a -t [fd10:2::100]:80 -r [fd10:2::11]:80 -g",
          "-a -t [fd10:2::100]:80 -r [fd10:2::12]:80 -g");

      assertThat(network.ask(network.vip(), 80, 10)).isEqualTo(EVEN);
      assertThat(network.ask(network.vip6(), 80, 10)).isEqualTo(EVEN);
    }
  }

  @Test
  void tunnelsReachBothServers() {
    try (var network = Topology.tunnelling(2)) {
      network.serve(80);
      Ipvsadm.in(network.director()).restore(
          "-A -t 10.10.2.100:80 -s rr",
          "-a -t 10.10.2.100:80 -r 10.10.2.11:80 -i",
          "-a -t 10.10.2.100:80 -r 10.10.2.12:80 -i",
          "-A -t [fd10:2::100]:80 -s rr",
          "-a -t [fd10:2::100]:80 -r [fd10:2::11]:80 -i",
          "-a -t [fd10:2::100]:80 -r [fd10:2::12]:80 -i");

      assertThat(network.ask(network.vip(), 80, 10)).isEqualTo(EVEN);
      assertThat(network.ask(network.vip6(), 80, 10)).isEqualTo(EVEN);
    }
  }

  @Test
  void ipvsadmCountsTheConnectionsOfEachServer() {
    try (var network = Topology.masquerading(1)) {
      network.serve(80);
      var ipvsadm = Ipvsadm.in(network.director());
      ipvsadm.restore("-A -t 10.10.2.100:80 -s rr", "-a -t 10.10.2.100:80 -r 10.10.2.11:80 -m");
      var server = new Row.Key("tcp/10.10.2.100:80", "10.10.2.11:80");

      network.ask(network.vip(), 80, 4);

      Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() ->
          assertThat(ipvsadm.counters()).extractingByKey(server).extracting(Counters::connections).isEqualTo(4L));
      var connections = ipvsadm.connections().get(server);
      assertThat(connections).isNotNull();
      assertThat(connections.active() + connections.inactive()).isEqualTo(4);
    }
  }
}
