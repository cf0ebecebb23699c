package gorb.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTest {
  @ParameterizedTest
  @CsvSource({
      "10.0.0.0,    24,  10.0.0.255,       true",
      "10.0.0.0,    24,  10.0.1.0,         false",
      "10.0.0.0,    32,  10.0.0.0,         true",
      "10.0.0.0,    32,  10.0.0.1,         false",
      "128.0.0.0,   1,   255.255.255.255,  true",
      "128.0.0.0,   1,   127.255.255.255,  false",
      "0.0.0.0,     0,   10.0.0.1,         true",
      "0.0.0.0,     0,   fd00::1,          false",
      "'::',        0,   10.0.0.1,         false",
      "2001:db8::,  64,  2001:db8::f:1,    true",
      "2001:db8::,  64,  2001:db8:0:1::,   false",
      "2001:db8::,  48,  2001:db8:0:f::1,  true",
      "2001:db8::,  65,  2001:db8::8000:0:0:0, false",
      "2001:db8::1, 128, 2001:db8::1,      true",
      "2001:db8::1, 128, 2001:db8::2,      false"
  })
  void anAddressLiesInItByItsFirstBits(String address, int length, String other, boolean isIn) {
    assertThat(new Prefix(IpAddress.of(address), length).contains(IpAddress.of(other))).isEqualTo(isIn);
  }

  @Test
  void bitsBeyondItsLengthAreRefused() {
    assertThatThrownBy(() -> new Prefix(IpAddress.of("10.0.0.1"), 24))
        .hasMessage("prefix: 10.0.0.1/24 (expected: no bits beyond its length)");
    assertThatThrownBy(() -> new Prefix(IpAddress.of("10.0.0.0"), 33)).hasMessage("prefix length: 33 (expected: 0..32)");
    assertThat(Prefix.around(IpAddress.of("2001:db8::1"), 48)).hasToString("2001:db8::/48");
  }
}
