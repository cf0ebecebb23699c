package gorb.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
  @ParameterizedTest // RFC 5952 §1, §2, §4 and §5
  @CsvSource({
      "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
      "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
      "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
      "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
      "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
      "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
      "2001:DB8::AAAA:0:0:1, 2001:db8::aaaa:0:0:1",
      "2001:db8:aaaa:bbbb:cccc:dddd:0:0001, 2001:db8:aaaa:bbbb:cccc:dddd:0:1",
      "0:0:0:0:0:0:0:0, ::",
      "0:0:0:0:0:0:0:1, ::1",
      "1:0:0:0:0:0:0:0, 1::",
      "0:0:1:0:0:0:0:0, 0:0:1::",
      "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
      "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
      "192.0.2.1, 192.0.2.1",
      "0.0.0.0, 0.0.0.0",
      "255.255.255.255, 255.255.255.255",
      "::ffff:192.0.2.1, 192.0.2.1",
      "::ffff:c000:201, 192.0.2.1",
  })
  void aLiteralPrintsInItsOneForm(String literal, String canonical) {
    assertThat(IpAddress.of(literal)).hasToString(canonical);
    assertThat(IpAddress.of(canonical)).isEqualTo(IpAddress.of(literal));
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "", " ", "127.1", "1", "1.2.3", "1.2.3.4.5", "1.2.3.4.", ".1.2.3.4", "01.2.3.4", "1.2.3.04", "256.1.1.1", "1.2.3.999",
      "0x7f.0.0.1", "1.2.3.4 ", " 1.2.3.4", "-1.2.3.4", "1.2.3.4:80", "\u0661.2.3.4", "localhost", "a.b", ":", ":::", "::1::",
      "12345::", "g::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", "[::1]", "fe80::1%eth0", "fe80::1%1", "::1 ", " ::1",
      "::1.2.3", "::1.2.3.256", "::ffff:1.2.3", "::1/128", "1:"})
  void whatIsNoLiteralIsNoAddress(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
    assertThatThrownBy(() -> IpAddress.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("address: " + text + " (expected: an IPv4 or IPv6 literal)");
  }

  @ParameterizedTest
  @CsvSource({"192.0.2.1, c0000201", "255.0.0.255, ff0000ff", "2001:db8::8000:1, 20010db8000000000000000080000001"})
  void theBytesAreInNetworkOrder(String literal, String hex) {
    var bytes = HexFormat.of().parseHex(hex);

    assertThat(IpAddress.of(literal).toBytes()).isEqualTo(bytes);
    assertThat(IpAddress.ofBytes(bytes)).isEqualTo(IpAddress.of(literal));
  }

  @Test
  void anIpv4MappedAddressIsTheIpv4Address() {
    var mapped = HexFormat.of().parseHex("00000000000000000000ffffc0000201");

    assertThat(IpAddress.ofBytes(mapped)).isEqualTo(IpAddress.of("192.0.2.1"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 5, 8, 15, 17})
  void anotherNumberOfBytesIsRefused(int length) {
    assertThatThrownBy(() -> IpAddress.ofBytes(new byte[length])).hasMessage("address: " + length + " bytes (expected: 4 or 16)");
  }

  @Test
  void anIpv4AddressHas32Bits() {
    assertThatThrownBy(() -> new IpAddress(AddressFamily.IPV4, 0, 1L << 32))
        .hasMessage("address: more than 32 bits (expected: an IPv4 address)");
    assertThatThrownBy(() -> new IpAddress(AddressFamily.IPV4, 1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsPrintedReadsBackHereAndInTheJdk(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      var address = random(random);

      assertThat(IpAddress.of(address.toString())).as("seed %d round %d", seed, round).isEqualTo(address);
      assertThat(InetAddress.ofLiteral(address.toString())).isEqualTo(address.toInetAddress());
      assertThat(IpAddress.of(address.toInetAddress())).isEqualTo(address);
    }
  }

  @Test
  void addressesAreOrderedByFamilyAndThenByTheirBytesUnsigned() {
    var ordered = List.of(
        IpAddress.of("0.0.0.0"), IpAddress.of("10.0.0.1"), IpAddress.of("192.0.2.1"), IpAddress.of("255.0.0.0"),
        IpAddress.of("::"), IpAddress.of("::8000:0:0:0"), IpAddress.of("1::"), IpAddress.of("fd00::1"), IpAddress.of("fd00::2"));
    var shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(5));

    Collections.sort(shuffled);

    assertThat(shuffled).isEqualTo(ordered);
  }

  @Test
  void anIpv6AddressWithAPortIsInBrackets() {
    assertThat(IpAddress.of("192.0.2.1").withPort(80)).isEqualTo("192.0.2.1:80");
    assertThat(IpAddress.of("fd00::1").withPort(80)).isEqualTo("[fd00::1]:80");
  }

  @Test
  void theUnspecifiedAndTheLoopbackAddressesAreKnown() {
    assertThat(List.of("0.0.0.0", "::")).allMatch(literal -> IpAddress.of(literal).isAny());
    assertThat(List.of("0.0.0.1", "::1", "1::")).noneMatch(literal -> IpAddress.of(literal).isAny());
    assertThat(List.of("127.0.0.1", "127.255.0.9", "::1")).allMatch(literal -> IpAddress.of(literal).isLoopback());
    assertThat(List.of("128.0.0.1", "::2", "1::1", "0.0.0.1")).noneMatch(literal -> IpAddress.of(literal).isLoopback());
  }

  /** Addresses in which runs of zero groups are common. */
  private static IpAddress random(Random random) {
    var bytes = new byte[random.nextInt(4) == 0 ? 4 : 16];
    for (int i = 0; i < bytes.length; i += 2) {
      if (random.nextBoolean()) {
        bytes[i] = (byte) (random.nextBoolean() ? 0 : random.nextInt());
        bytes[i + 1] = (byte) random.nextInt();
      }
    }
    return IpAddress.ofBytes(bytes);
  }
}
