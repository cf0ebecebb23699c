package gorb.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.model.ServiceKey.Endpoint;
import gorb.model.ServiceKey.FirewallMark;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceKeyTest {
  private static final List<ServiceKey> ORDERED = List.of(
      endpoint(Protocol.TCP, "10.0.0.1", 80),
      endpoint(Protocol.TCP, "10.0.0.1", 443),
      endpoint(Protocol.TCP, "192.0.2.1", 1),
      endpoint(Protocol.TCP, "fd00::1", 80),
      endpoint(Protocol.UDP, "10.0.0.1", 53),
      endpoint(Protocol.SCTP, "10.0.0.1", 1),
      new FirewallMark(AddressFamily.IPV4, 2),
      new FirewallMark(AddressFamily.IPV4, 4_294_967_295L),
      new FirewallMark(AddressFamily.IPV6, 1));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void endpointsComeBeforeFirewallMarksAndEachByItsParts(long seed) {
    var shuffled = new ArrayList<>(ORDERED);
    Collections.shuffle(shuffled, new Random(seed));

    Collections.sort(shuffled);

    assertThat(shuffled).isEqualTo(ORDERED);
  }

  @Test
  void theOrderAgreesWithEquality() {
    for (var one : ORDERED) {
      for (var other : ORDERED) {
        assertThat(one.compareTo(other) == 0).isEqualTo(one.equals(other));
        assertThat(Integer.signum(one.compareTo(other))).isEqualTo(-Integer.signum(other.compareTo(one)));
      }
    }
  }

  @Test
  void aKeyPrintsAsUsersReadIt() {
    assertThat(ORDERED.getFirst()).hasToString("tcp/10.0.0.1:80");
    assertThat(endpoint(Protocol.UDP, "fd00::1", 53)).hasToString("udp/[fd00::1]:53");
    assertThat(new FirewallMark(AddressFamily.IPV4, 7)).hasToString("fwmark/ipv4/7");
    assertThat(new FirewallMark(AddressFamily.IPV6, 7)).hasToString("fwmark/ipv6/7");
  }

  @Test
  void theFamilyIsThatOfTheAddressClientsUse() {
    assertThat(endpoint(Protocol.TCP, "fd00::1", 80).family()).isEqualTo(AddressFamily.IPV6);
    assertThat(new FirewallMark(AddressFamily.IPV4, 7).family()).isEqualTo(AddressFamily.IPV4);
  }

  @Test
  void numbersBeyondTheirRangeAreRefused() {
    assertThatThrownBy(() -> endpoint(Protocol.TCP, "10.0.0.1", 65_536)).hasMessage("port: 65536 (expected: 0..65535)");
    assertThatThrownBy(() -> endpoint(Protocol.TCP, "10.0.0.1", -1)).hasMessage("port: -1 (expected: 0..65535)");
    assertThatThrownBy(() -> new FirewallMark(AddressFamily.IPV4, 0)).hasMessage("firewall mark: 0 (expected: 1..4294967295)");
    assertThatThrownBy(() -> new FirewallMark(AddressFamily.IPV4, 1L << 32))
        .hasMessage("firewall mark: 4294967296 (expected: 1..4294967295)");
  }

  private static Endpoint endpoint(Protocol protocol, String vip, int port) {
    return new Endpoint(protocol, IpAddress.of(vip), port);
  }
}
