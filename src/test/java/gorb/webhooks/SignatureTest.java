package gorb.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SignatureTest {
  private static final Letter LETTER = new Letter("msg_p5jXN8AQM9LWM0D4loKWxJek", "{\"test\": 2432232314}", 1);
  private static final Instant AT = Instant.ofEpochSecond(1_614_265_330);
  private static final String SECRET = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /** The example that the libraries of Standard Webhooks are tested with. */
  @Test
  void aLetterIsSignedAsReceiversExpect() {
    assertThat(Signature.headers(LETTER, AT, Optional.of("whsec_" + SECRET))).containsOnly(
        Map.entry("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
        Map.entry("webhook-timestamp", "1614265330"),
        Map.entry("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
  }

  @Test
  void aSecretWithoutThePrefixIsItsBytes() {
    var text = new String(Base64.getDecoder().decode("c2VjcmV0"), StandardCharsets.UTF_8);

    assertThat(Signature.headers(LETTER, AT, Optional.of(text)))
        .isEqualTo(Signature.headers(LETTER, AT, Optional.of("whsec_c2VjcmV0")));
  }

  @Test
  void idTimeBodyAndSecretAreAllInTheSignature() {
    var signatures = Stream.of(
        Signature.headers(LETTER, AT, Optional.of("s")),
        Signature.headers(new Letter("other", LETTER.body(), 1), AT, Optional.of("s")),
        Signature.headers(new Letter(LETTER.id(), "{}", 1), AT, Optional.of("s")),
        Signature.headers(LETTER, AT.plusSeconds(1), Optional.of("s")),
        Signature.headers(LETTER, AT, Optional.of("t"))).map(it -> it.get("webhook-signature"));

    assertThat(signatures).doesNotHaveDuplicates().doesNotContainNull();
  }

  @Test
  void whatIsNotSignedHasNoSignature() {
    assertThat(Signature.headers(LETTER, AT, Optional.empty())).containsOnlyKeys("webhook-id", "webhook-timestamp");
  }

  @Test
  void afterThePrefixASecretIsBase64() {
    assertThat(Signature.isSecret("anything")).isTrue();
    assertThat(Signature.isSecret("whsec_" + SECRET)).isTrue();
    assertThat(Signature.isSecret("whsec_")).isFalse();
    assertThat(Signature.isSecret("whsec_???")).isFalse();
    assertThat(Signature.isSecret("")).isFalse();
  }
}
