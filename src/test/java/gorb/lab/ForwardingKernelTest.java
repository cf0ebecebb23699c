package gorb.lab;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.http.RawClient;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Traffic through what the API made: every way of forwarding, over one network. */
@KernelTest
@Tag("traffic")
class ForwardingKernelTest {
  private static final Map<String, Integer> EVEN = Map.of("server1", 2, "server2", 2);
  private static final int TIMES = 4;
  private static final int FIRST_PORT = 80;
  private static final int OWN_PORT = 8080;
  private static final int MARKED_PORT = 99;
  private static final int MARK = 7;
  private static final int SCTP_PORT = 200;

  /** A way of forwarding, as the API says it. */
  private record Way(String fields, boolean atOwnAddress) {}

  /** Not gre with a checksum: a server's device takes packets either with or without, and these have the same ends. */
  private static final List<Way> WAYS = List.of(
      new Way("\"method\":\"nat\"", true),
      new Way("\"method\":\"dr\"", false),
      new Way("\"method\":\"ipip\"", false),
      new Way("\"method\":\"gre\"", false),
      new Way("\"method\":\"gue\",\"tunnel_port\":" + Topology.GUE_PORT, false),
      new Way("\"method\":\"gue\",\"tunnel_checksum\":\"full\",\"tunnel_port\":" + Topology.GUE_PORT, false));

  /** What is changed, one after the other. */
  private record Edit(String path, String body) {}

  private static final int HELD = 20;
  private static final List<Edit> EDITS = List.of(
      new Edit("/service/web/0", "{\"weight\":7}"),
      new Edit("/service/web/0", "{\"weight\":0}"),
      new Edit("/service/web/1", "{\"upper_threshold\":5,\"lower_threshold\":2}"),
      new Edit("/service/web", "{\"method\":\"wlc\"}"),
      new Edit("/service/web", "{\"method\":\"sh\",\"flags\":\"sh-port\"}"),
      new Edit("/service/web", "{\"flags\":\"sh-port|sh-fallback\"}"),
      new Edit("/service/web", "{\"persistent\":true}"),
      new Edit("/service/web", "{\"persistence_timeout\":\"90s\"}"),
      new Edit("/service/web", "{\"persistence_prefix\":24}"),
      new Edit("/service/web", "{\"persistent\":false}"),
      new Edit("/service/web/0", "{\"weight\":100}"));

  @Test
  void everyWayOfForwardingCarriesTcpAndUdpOfBothFamiliesMarkedPacketsAndSctp() throws Exception {
    try (var network = Topology.everyWay(2); var director = Director.start(network.director())) {
      var services = new ArrayList<String>();
      for (int i = 0; i < WAYS.size(); i++) {
        var way = WAYS.get(i);
        int port = FIRST_PORT + i;
        int serverPort = way.atOwnAddress ? OWN_PORT : port;
        network.serve(serverPort);
        network.serveDatagrams(serverPort, !way.atOwnAddress);
        for (var protocol : List.of("tcp", "udp")) {
          services.add(service(network, protocol + i, "\"host\":\"" + network.vip() + "\",\"port\":" + port
              + ",\"protocol\":\"" + protocol + "\"", false, serverPort, way.fields));
          services.add(service(network, protocol + i + "-6", "\"host\":\"" + network.vip6() + "\",\"port\":" + port
              + ",\"protocol\":\"" + protocol + "\"", true, serverPort, way.fields));
        }
      }
      network.serve(MARKED_PORT);
      services.add(service(network, "marked", "\"fwmark\":" + MARK, false, MARKED_PORT, "\"method\":\"dr\""));
      services.add(service(network, "marked-6", "\"fwmark\":" + MARK + ",\"family\":\"ipv6\"", true, MARKED_PORT,
          "\"method\":\"dr\""));
      // IPv6 within IPv4: servers of another family than their service's.
      int mixedPort = FIRST_PORT + WAYS.size();
      network.serve(mixedPort);
      services.add(service(network, "mixed", "\"host\":\"" + network.vip6() + "\",\"port\":" + mixedPort, false, mixedPort,
          "\"method\":\"ipip\""));
      services.add(service(network, "sctp-nat", "\"host\":\"" + network.vip() + "\",\"port\":" + SCTP_PORT
          + ",\"protocol\":\"sctp\"", false, OWN_PORT, "\"method\":\"nat\""));
      services.add(service(network, "sctp-dr", "\"host\":\"" + network.vip() + "\",\"port\":" + (SCTP_PORT + 1)
          + ",\"protocol\":\"sctp\"", false, SCTP_PORT + 1, "\"method\":\"dr\""));
      network.director().exec("nft", "add table inet lab; add chain inet lab before { type filter hook prerouting"
          + " priority mangle; }; add rule inet lab before tcp dport " + MARKED_PORT + " meta mark set " + MARK);

      director.ask("PUT", "/state", "{\"services\":{" + String.join(",", services) + "}}");

      for (int i = 0; i < WAYS.size(); i++) {
        int port = FIRST_PORT + i;
        for (var address : List.of(network.vip(), network.vip6())) {
          var what = WAYS.get(i).fields + " to " + address;
          assertThat(network.ask(address, port, TIMES)).as("tcp, %s", what).isEqualTo(EVEN);
          assertThat(network.askByDatagrams(address, port, TIMES)).as("udp, %s", what).isEqualTo(EVEN);
        }
      }
      assertThat(network.ask(network.vip(), MARKED_PORT, TIMES)).as("marked by nftables").isEqualTo(EVEN);
      assertThat(network.ask(network.vip6(), MARKED_PORT, TIMES)).as("marked by nftables, IPv6").isEqualTo(EVEN);
      assertThat(network.ask(network.vip6(), mixedPort, TIMES)).as("IPv6 to servers of IPv4").isEqualTo(EVEN);
      assertSctp(network);
    }
  }

  @Test
  void everythingThatCanBeEditedIsEditedUnderOpenConnectionsAndNoneIsLost() throws Exception {
    try (var network = Topology.masquerading(2);
        var _ = HeldConnections.echo(network.servers().get(0), OWN_PORT);
        var _ = HeldConnections.echo(network.servers().get(1), OWN_PORT);
        var director = Director.start(network.director())) {
      director.ask("PUT", "/state", "{\"services\":{"
          + service(network, "web", "\"host\":\"10.10.2.100\",\"port\":80", false, OWN_PORT, "\"method\":\"nat\"") + "}}");
      var ipvsadm = Ipvsadm.in(network.director());
      try (var held = HeldConnections.open(network.client(), network.vip(), 80, HELD)) {
        assertThat(held.alive()).isEqualTo(HELD);
        for (var edit : EDITS) {
          var before = ipvsadm.table();
          var limits = ipvsadm.limits();

          assertThat(patch(network.director(), edit)).as("%s %s", edit.path, edit.body).isEqualTo(200);

          assertThat(ipvsadm.table().equals(before) && ipvsadm.limits().equals(limits))
              .as("%s %s left the kernel as it was", edit.path, edit.body).isFalse();
          assertThat(held.alive()).as("connections after %s %s", edit.path, edit.body).isEqualTo(HELD);
          assertThat(connections(ipvsadm)).as("the kernel's after %s %s", edit.path, edit.body).isEqualTo(HELD);
        }
        assertThat(director.get("/drift")).contains("\"drift\": []", "\"unrepaired\": []");
      }
    }
  }

  private static void assertSctp(Topology network) throws Exception {
    var servers = network.servers();
    try (var _ = SctpSocket.serve(servers.get(0), network.address(0), OWN_PORT);
        var _ = SctpSocket.serve(servers.get(1), network.address(1), OWN_PORT);
        var _ = SctpSocket.serve(servers.get(0), network.vip(), SCTP_PORT + 1);
        var _ = SctpSocket.serve(servers.get(1), network.vip(), SCTP_PORT + 1)) {
      assertThat(SctpSocket.ask(network.client(), network.vip(), SCTP_PORT, TIMES)).as("SCTP, nat").isEqualTo(EVEN);
      assertThat(SctpSocket.ask(network.client(), network.vip(), SCTP_PORT + 1, TIMES)).as("SCTP, dr").isEqualTo(EVEN);
    }
  }

  /** Java's own client of HTTP/1.1 has no PATCH. */
  private static int patch(NetworkNamespace host, Edit edit) {
    return host.call(() ->
        RawClient.ask(new InetSocketAddress("127.0.0.1", 4672), "PATCH", edit.path, edit.body).status());
  }

  private static long connections(Ipvsadm ipvsadm) {
    return ipvsadm.connections().values().stream().mapToLong(IpvsadmText.Connections::active).sum();
  }

  /** A service of both servers, which are not checked, as a member of a document. */
  private static String service(
      Topology network, String name, String endpoint, boolean ipv6, int serverPort, String way) {
    var backends = new ArrayList<String>();
    for (int server = 0; server < 2; server++) {
      backends.add("\"%d\":{\"host\":\"%s\",\"port\":%d,\"pulse\":{\"type\":\"none\"},%s}".formatted(
          server, ipv6 ? network.address6(server) : network.address(server), serverPort, way));
    }
    return "\"%s\":{%s,\"method\":\"rr\",\"backends\":{%s}}".formatted(name, endpoint, String.join(",", backends));
  }
}
