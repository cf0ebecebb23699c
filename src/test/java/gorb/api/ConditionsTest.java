package gorb.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.http.Body;
import gorb.http.Headers;
import gorb.http.Peer;
import gorb.http.Request;
import gorb.http.Target;
import gorb.model.IpAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionsTest {
  @Test
  void withoutTermsAChangeIsForGoodAndWhateverIsInForce() throws ApiException {
    assertThat(of("/state", "")).isEqualTo(new Conditions(OptionalLong.empty(), Optional.empty(), Optional.empty()));
    assertThat(of("/state?", "*")).isEqualTo(new Conditions(OptionalLong.empty(), Optional.empty(), Optional.empty()));
  }

  @Test
  void theTagOfARevisionIsReadBack() throws ApiException {
    assertThat(of("/state?confirm_within=1m30s", Conditions.tag(7)))
        .isEqualTo(new Conditions(OptionalLong.of(7), Optional.of(Duration.ofSeconds(90)), Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "W/\"7\"", "\"7\", \"8\"", "\"x\"", "\"1234567890123456789\""})
  void anythingElseThanOneRevisionInQuotesIsRefused(String tag) {
    assertThatThrownBy(() -> of("/state", tag)).hasMessage(
        "If-Match: " + tag + " (expected: one revision in quotes, such as \"7\")");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "60", "999ms", "24h1s", "-5s", "soon"})
  void aWaitThatIsNoneIsRefused(String wait) {
    assertThatThrownBy(() -> of("/state?confirm_within=" + wait, "")).hasMessage(
        "confirm_within: \"" + wait + "\" (expected: a duration from 1s to 24h, such as 60s)");
  }

  @Test
  void aMisspelledWaitIsNoChangeForGood() {
    assertThatThrownBy(() -> of("/state?confirm-within=60s", ""))
        .hasMessage("confirm-within: unknown (expected: confirm_within, reason)");
    assertThatThrownBy(() -> of("/state?confirm_within=60s&x=1", ""))
        .hasMessage("x: unknown (expected: confirm_within, reason)");
  }

  @Test
  void whatPeopleSayOfAChangeIsPartOfItsCause() throws ApiException {
    var conditions = of("/state?reason=Drain%20shop%2Fgood%3A+ticket+7&confirm_within=1m", "");

    assertThat(conditions.cause("apply")).isEqualTo("apply: Drain shop/good: ticket 7");
    assertThat(conditions.confirmation()).contains(Duration.ofMinutes(1));
    assertThat(of("/state", "").cause("apply")).isEqualTo("apply");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%20+", "two%0Alines", "%1B%5B31m", "%C2%85"})
  void aReasonIsALineOfText(String reason) {
    assertThatThrownBy(() -> of("/state?reason=" + reason, "")).hasMessage(
        "reason: expected: 1 to 200 characters, no control characters, not only blanks");
  }

  @Test
  void aReasonHasAnEnd() throws ApiException {
    assertThat(of("/state?reason=" + "x".repeat(200), "").reason()).isPresent();
    assertThatThrownBy(() -> of("/state?reason=" + "x".repeat(201), "")).hasMessageStartingWith("reason: ");
  }

  private static Conditions of(String target, String tag) throws ApiException {
    var headers = tag.isEmpty() ? Headers.NONE : Headers.of(List.of(Map.entry("If-Match", tag)));
    return Conditions.of(new Request(
        "PUT", Target.parse(target), headers, Body.EMPTY, new Peer.Tcp(IpAddress.of("127.0.0.1"))));
  }
}
