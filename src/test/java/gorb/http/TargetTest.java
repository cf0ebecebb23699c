package gorb.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
  @Test
  void anEncodedSlashSeparatesSegments() {
    assertThat(Target.parse("/service/s%2Fx").segments()).containsExactly("service", "s", "x");
  }

  @Test
  void aSlashAtTheEndMakesAnEmptySegment() {
    assertThat(Target.parse("/service/").segments()).containsExactly("service", "");
  }

  @Test
  void theQueryIsNoPartOfThePath() {
    var target = Target.parse("/service/a%3Fb?c=%zz");

    assertThat(target.path()).isEqualTo("/service/a?b");
    assertThat(target.query()).isEqualTo("c=%zz");
  }

  @Test
  void anAbsoluteFormHasAnAuthority() {
    var target = Target.parse("http://lb.example:80/service?x");

    assertThat(target.authority()).isEqualTo("lb.example:80");
    assertThat(target.path()).isEqualTo("/service");
    assertThat(Target.parse("http://lb.example").path()).isEqualTo("/");
    assertThat(Target.parse("HTTP://lb.example?q").query()).isEqualTo("q");
  }

  @ParameterizedTest
  @CsvSource({
    "//service, /service",
    "/service/../metrics, /metrics",
    "/service/%2e%2e/metrics, /metrics",
    "/../.., /",
    "/service/, /service/",
    "/service/./a//b?x=1, /service/a/b?x=1",
    "/service/a%20b, /service/a%20b",
    "//evil.example/x, /evil.example/x",
    "/service/<>, /service/%3C%3E",
    "/service/%C3%BC, /service/%C3%BC",
  })
  void cleaningRemovesDotsAndEmptySegments(String raw, String clean) {
    assertThat(Target.parse(raw).cleaned()).hasToString(clean);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%", "/%2", "/%zz", "/%ff", "/%c0%ae", "/a%ed%a0%80", "*", "service", "ftp://x/", "",
      "/a b", "/\u00e4", "/\u0001"})
  void aMalformedTargetIsRefused(String raw) {
    assertThatThrownBy(() -> Target.parse(raw))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("request target: ")
        .hasMessageContaining("(expected: ");
  }
}
