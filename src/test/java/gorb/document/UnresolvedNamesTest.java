package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.model.IpAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnresolvedNamesTest {
  private final UnresolvedNames names = new UnresolvedNames();

  @Test
  void eachNameStandsForAnAddressOfItsOwn() throws UnknownHostException {
    var one = names.resolve("one.example");

    assertThat(names.resolve("two.example")).isNotEqualTo(one).isNotEqualTo(UnresolvedNames.ofNoHost());
    assertThat(names.resolve("one.example")).isEqualTo(one);
    assertThat(one).matches(UnresolvedNames::isPlaceholder);
    assertThat(UnresolvedNames.shown(one, "key")).isEqualTo("this endpoint");
  }

  @Test
  void aLiteralIsItself() throws UnknownHostException {
    assertThat(names.resolve("10.0.0.1")).isEqualTo(IpAddress.of("10.0.0.1"));
    assertThat(UnresolvedNames.isPlaceholder(IpAddress.of("10.0.0.1"))).isFalse();
    assertThat(UnresolvedNames.shown(IpAddress.of("10.0.0.1"), "key")).isEqualTo("key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.1", "a..b", "1.2.3.4.5", "0x7f", "a b"})
  void whatHasNotTheFormOfANameIsRefused(String text) {
    assertThatThrownBy(() -> names.resolve(text)).isInstanceOf(UnknownHostException.class);
  }
}
