package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.userspace.scheduling.Flow;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The header of the PROXY protocol, byte by byte as section 2.2 of proxy-protocol.txt lays it out. */
class ProxyHeaderTest {
  @Test
  void ofIpv4HasTwelveBytesOfAddresses() {
    assertThat(header("192.0.2.7", 56_324, "203.0.113.9", 443)).isEqualTo(
        "0d0a0d0a000d0a515549540a" // signature
            + "21" // version 2, PROXY
            + "11" // TCP over IPv4
            + "000c" // 12 bytes follow
            + "c0000207" + "cb007109" // source, destination
            + "dc04" + "01bb"); // their ports
  }

  @Test
  void ofIpv6HasThirtySixBytesOfAddresses() {
    assertThat(header("2001:db8::1", 1, "fd00::ff", 65_535)).isEqualTo(
        "0d0a0d0a000d0a515549540a" // signature
            + "21" // version 2, PROXY
            + "21" // TCP over IPv6
            + "0024" // 36 bytes follow
            + "20010db8000000000000000000000001" // source
            + "fd0000000000000000000000000000ff" // destination
            + "0001" + "ffff"); // their ports
  }

  private static String header(String client, int clientPort, String vip, int vport) {
    var header = ProxyHeader.of(
        new Flow(Protocol.TCP, IpAddress.of(client), clientPort, IpAddress.of(vip), vport));
    var bytes = new byte[header.remaining()];
    header.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
