package gorb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.lab.IpvsadmText.Connections;
import gorb.lab.IpvsadmText.Counters;
import gorb.lab.IpvsadmText.Limits;
import gorb.lab.IpvsadmText.Method;
import gorb.lab.IpvsadmText.Row;
import gorb.lab.IpvsadmText.Server;
import gorb.lab.IpvsadmText.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IpvsadmTextTest {
  /** As ipvsadm 1.31 printed it on Linux 6.12. */
  private static final String SAVED = """
      -A -t 10.0.0.1:80 -s wrr
      -a -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w 1
      -a -t 10.0.0.1:80 -r 10.0.0.3:80 -g -w 0
      -a -t 10.0.0.1:80 -r 10.0.0.4:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum
      -a -t 10.0.0.1:80 -r 10.0.0.6:80 -i -w 7 --tun-type ipip
      -A -u 10.0.0.1:53 -s mh -p 300 -M 255.255.255.0 -o -b mh-fallback,mh-port
      -A -u 10.0.0.9:5060 -s rr -p 60 --pe sip
      -A --sctp-service 10.0.0.1:9 -s rr
      -A -t [fd00::1]:80 -s sh -p 360 -M 64 -b sh-port
      -a -t [fd00::1]:80 -r [fd00::2]:80 -m -w 1
      -A -f 7 -s rr
      -a -f 7 -r 10.0.0.2:0 -m -w 1
      -A -f 8 -6 -s rr -p 360
      -a -f 8 -6 -r [fd00::9]:0 -g -w 1
      """;

  private static final String LISTED = """
      IP Virtual Server version 1.2.1 (size=4096)
      Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn
        -> RemoteAddress:Port
      TCP  10.0.0.1:80 wrr
        -> 10.0.0.2:80                  1         4           3          2
      UDP  10.0.0.1:53 mh (mh-fallback,mh-port) persistent 300 mask 255.255.255.0 ops
      TCP  [fd00::1]:80 sh (sh-port) persistent 360 mask 64
        -> [fd00::2]:80                 1         0           0          0
      FWM  7 rr
        -> 10.0.0.2:0                   1         0           0          0
      FWM  8 IPv6 rr persistent 360
        -> [fd00::9]:0                  1         0           0          0
      """;

  @Test
  void aSavedTableHasEveryServiceInItsOrder() {
    assertThat(table(SAVED).keySet()).containsExactly("tcp/10.0.0.1:80", "udp/10.0.0.1:53", "udp/10.0.0.9:5060",
        "sctp/10.0.0.1:9", "tcp/[fd00::1]:80", "fwmark/ipv4/7", "fwmark/ipv6/8");
  }

  @Test
  void aServerHasItsMethodWeightAndTunnel() {
    assertThat(table(SAVED)).extractingByKey("tcp/10.0.0.1:80").extracting(Service::servers).isEqualTo(Map.of(
        "10.0.0.2:80", new Server(Method.MASQUERADE, 1, ""),
        "10.0.0.3:80", new Server(Method.ROUTE, 0, ""),
        "10.0.0.4:80", new Server(Method.TUNNEL, 1, "type gue port 6080 csum"),
        "10.0.0.6:80", new Server(Method.TUNNEL, 7, "type ipip")));
  }

  @Test
  void aServiceHasItsOptions() {
    assertThat(table(SAVED)).containsEntry("udp/10.0.0.1:53", new Service("mh", Set.of("mh-port", "mh-fallback"),
        OptionalInt.of(300), Optional.of("255.255.255.0"), true, Optional.empty(), Map.of()));
    assertThat(table(SAVED)).containsEntry("udp/10.0.0.9:5060", new Service("rr", Set.of(),
        OptionalInt.of(60), Optional.empty(), false, Optional.of("sip"), Map.of()));
  }

  @Test
  void aFirewallMarkOfIpv6HasItsServers() {
    assertThat(table(SAVED)).extractingByKey("fwmark/ipv6/8").extracting(Service::servers)
        .isEqualTo(Map.of("[fd00::9]:0", new Server(Method.ROUTE, 1, "")));
  }

  @Test
  void anEmptyTableHasNoServices() {
    assertThat(table("")).isEmpty();
  }

  @Test
  void anUnknownWordIsAnErrorWithItsLine() {
    assertThatThrownBy(() -> table("-A -t 10.0.0.1:80 -s rr --new thing")).hasMessageContaining("--new thing");
    assertThatThrownBy(() -> table("-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.0.0.2:80 -q -w 1"))
        .hasMessageContaining("-q -w 1");
    assertThatThrownBy(() -> table("Memory allocation problem")).hasMessageContaining("Memory allocation problem");
  }

  @Test
  void aServerOfNoServiceIsAnError() {
    assertThatThrownBy(() -> table("-a -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w 1")).hasMessageContaining("10.0.0.2:80");
  }

  @Test
  void aListingGivesTheColumnsOfEachServer() {
    var rows = IpvsadmText.servers(LISTED.lines().toList());

    assertThat(rows).extracting(Row::key).containsExactly(new Row.Key("tcp/10.0.0.1:80", "10.0.0.2:80"),
        new Row.Key("tcp/[fd00::1]:80", "[fd00::2]:80"), new Row.Key("fwmark/ipv4/7", "10.0.0.2:0"),
        new Row.Key("fwmark/ipv6/8", "[fd00::9]:0"));
    assertThat(Connections.of(rows.getFirst().columns())).isEqualTo(new Connections(1, 4, 3, 2));
  }

  @Test
  void columnsBecomeLimitsAndCounters() {
    assertThat(Limits.of(List.of("100", "50", "0", "0"))).isEqualTo(new Limits(100, 50));
    assertThat(Counters.of(List.of("5", "40", "30", "9000000000", "2"))).isEqualTo(new Counters(5, 40, 30, 9_000_000_000L, 2));
  }

  private static Map<String, Service> table(String text) {
    return IpvsadmText.table(text.lines().toList());
  }
}
