package gorb.netlink.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.netlink.AnnotatedHex;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;
import gorb.netlink.Vectors;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The records against what a real kernel sends: see the vectors for where they are from. */
class RouteCodecTest {
  private static final Vectors VECTORS = Vectors.of(RouteCodecTest.class, 16);

  @Test
  void interfacesAreRead() throws MalformedMessageException {
    var lo = LinkInterface.decode(VECTORS.buffer("interface lo"));
    var ve0 = LinkInterface.decode(VECTORS.buffer("interface ve0"));

    assertThat(lo).isEqualTo(new LinkInterface(1, "lo", 0x10049));
    assertThat(lo.isLoopback()).isTrue();
    assertThat(lo.isUp()).isTrue();
    assertThat(ve0.name()).isEqualTo("ve0");
    assertThat(ve0.index()).isEqualTo(4);
    assertThat(ve0.isLoopback()).isFalse();
  }

  @Test
  void addressesAreRead() throws MalformedMessageException {
    assertThat(InterfaceAddress.decode(VECTORS.buffer("address 127.0.0.1/8 ")))
        .contains(new InterfaceAddress(1, ip("127.0.0.1"), 8, 254, 0));
    assertThat(InterfaceAddress.decode(VECTORS.buffer("address ::1/128 ")))
        .contains(new InterfaceAddress(1, ip("::1"), 128, 254, 1));
    assertThat(InterfaceAddress.decode(VECTORS.buffer("address 198.51.100.7/24 ")))
        .contains(new InterfaceAddress(4, ip("198.51.100.7"), 24, 0, 0));
  }

  @Test
  void ourAddressesAreKnownAgain() throws MalformedMessageException {
    assertThat(InterfaceAddress.decode(VECTORS.buffer("address 192.0.2.9/32 ")))
        .contains(InterfaceAddress.ofHost(4, ip("192.0.2.9")));
    assertThat(InterfaceAddress.decode(VECTORS.buffer("address 2001:db8::9/128 ")))
        .contains(InterfaceAddress.ofHost(4, ip("2001:db8::9")));
  }

  @Test
  void requestsAreThoseThatAKernelUnderstood() {
    assertThat(encoded(InterfaceAddress.ofHost(4, ip("192.0.2.9"))::encode))
        .isEqualTo(VECTORS.payload("request: add 192.0.2.9/32 "));
    assertThat(encoded(InterfaceAddress.ofHost(4, ip("2001:db8::9"))::encode))
        .isEqualTo(VECTORS.payload("request: add 2001:db8::9/128 "));
  }

  @Test
  void anAddressThatIsNotOursSaysNoProtocol() {
    assertThat(encoded(new InterfaceAddress(4, ip("192.0.2.9"), 24, 0, 0)::encode))
        .isEqualTo(AnnotatedHex.bytes("02180000 04000000 0800 0200 c0000209 0800 0100 c0000209"));
  }

  @Test
  void addressesOfOtherFamiliesAreNone() throws MalformedMessageException {
    assertThat(InterfaceAddress.decode(AnnotatedHex.buffer("2d080000 01000000 0500 0200 09 000000"))).isEmpty();
  }

  @Test
  void anInterfaceWithAPeerHasItsOwnAddress() throws MalformedMessageException {
    assertThat(InterfaceAddress.decode(AnnotatedHex.buffer("""
        02200000 04000000 0800 0100 0a000002 0800 0200 0a000001
        """)).map(InterfaceAddress::text)).contains("10.0.0.1/32");
  }

  @Test
  void defaultRoutesAreFoundAndOthersNot() throws MalformedMessageException {
    assertThat(DefaultRoute.decode(VECTORS.buffer("default route IPV4"))).contains(new DefaultRoute(4, 50));
    assertThat(DefaultRoute.decode(VECTORS.buffer("default route IPV6"))).contains(new DefaultRoute(4, 1024));
    assertThat(DefaultRoute.decode(VECTORS.buffer("route of a network IPV4"))).isEmpty();
    assertThat(DefaultRoute.decode(VECTORS.buffer("route of a network IPV6"))).isEmpty();
  }

  @Test
  void ofSeveralWaysTheFirstCounts() throws MalformedMessageException {
    assertThat(DefaultRoute.decode(AnnotatedHex.buffer("""
        02000000 fe030001 00000000
        2400 0900                                 // RTA_MULTIPATH
          1000 00 00 07000000 0800 0500 0a000001  // rtnexthop: interface 7, gateway
          1000 00 00 08000000 0800 0500 0a000002
        """))).contains(new DefaultRoute(7, 0));
    assertThat(DefaultRoute.decode(AnnotatedHex.buffer("02000000 fe030001 00000000"))).isEqualTo(Optional.empty());
    assertThatThrownBy(() -> DefaultRoute.decode(AnnotatedHex.buffer("02000000 fe030001 00000000 0800 0900 10000000")))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("RTM_NEWROUTE: RTA_MULTIPATH of length 4 (expected: 8 or more)");
  }

  @Test
  void aCutMessageIsMalformedUnlessTheRestDoesNotMatter() {
    int malformed = 0;
    for (var name : VECTORS.names()) {
      if (name.startsWith("interface") || name.startsWith("address")) {
        byte[] payload = VECTORS.payload(name);
        for (int length = 0; length < payload.length; length++) {
          if (!(length % 4 == 0 && length >= 16)) { // a cut between two attributes leaves out only those behind it
            byte[] prefix = Arrays.copyOf(payload, length);
            assertThatThrownBy(() -> decode(name, prefix)).as("%s: %d bytes", name, length)
                .isInstanceOf(MalformedMessageException.class);
            malformed++;
          }
        }
      }
    }
    assertThat(malformed).isGreaterThan(1_000);
    assertThatThrownBy(() -> LinkInterface.decode(AnnotatedHex.buffer("00000000")))
        .hasMessage("RTM_NEWLINK header: 4 bytes (expected: 16 or more)");
  }

  @Test
  void anAddressOfAnotherLengthNamesItself() {
    assertThatThrownBy(() -> InterfaceAddress.decode(AnnotatedHex.buffer("02200000 04000000 0600 0200 0a00 0000")))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage("RTM_NEWADDR: IFA_LOCAL of length 2 (expected: 4)");
    assertThatThrownBy(() -> InterfaceAddress.decode(AnnotatedHex.buffer("0a200000 04000000 0600 0b00 0a00 0000")))
        .hasMessage("RTM_NEWADDR: IFA_ADDRESS is missing");
  }

  @ParameterizedTest
  @ValueSource(longs = {41, 42, 43})
  void noBytesThrowAnythingElse(long seed) {
    var random = new Random(seed);
    var names = new ArrayList<String>();
    VECTORS.names().forEach(names::add);
    names.removeIf(name -> name.startsWith("answer") || name.startsWith("request"));
    int malformed = 0;
    for (int round = 0; round < 5_000; round++) {
      var name = names.get(random.nextInt(names.size()));
      byte[] payload = VECTORS.payload(name);
      payload = Arrays.copyOf(payload, payload.length - random.nextInt(2) * 4 * random.nextInt(payload.length / 4));
      for (int change = random.nextInt(4); change > 0 && payload.length > 0; change--) {
        payload[random.nextInt(Math.min(64, payload.length))] = (byte) random.nextInt();
      }
      try {
        assertThat(decode(name, payload)).as("seed %d", seed).isNotNull();
      } catch (MalformedMessageException e) {
        malformed++;
      }
    }
    assertThat(malformed).as("seed %d", seed).isBetween(500, 4_500);
  }

  private static Object decode(String name, byte[] payload) throws MalformedMessageException {
    var buffer = AnnotatedHex.buffer(payload);
    return name.startsWith("interface")
        ? LinkInterface.decode(buffer)
        : name.startsWith("address") ? InterfaceAddress.decode(buffer) : DefaultRoute.decode(buffer);
  }

  private static byte[] encoded(MessageWriter.Body body) {
    var buffer = ByteBuffer.allocateDirect(256);
    body.writeTo(new MessageWriter(buffer));
    byte[] bytes = new byte[buffer.flip().remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static InetAddress ip(String literal) {
    return InetAddress.ofLiteral(literal);
  }
}
