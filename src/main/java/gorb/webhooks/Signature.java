package gorb.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows a receiver who sent a letter and when: HMAC-SHA256 over id, time and body, in the headers of
 * <a href="https://www.standardwebhooks.com">Standard Webhooks</a>, for which many languages have a library.
 */
final class Signature {
  private static final String PREFIX_OF_BASE64 = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";

  private Signature() {}

  /**
   * The headers of one try.
   *
   * @param secret what receiver and sender share; none where letters are not signed
   */
  static Map<String, String> headers(Letter letter, Instant now, Optional<String> secret) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("webhook-id", letter.id());
    headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
    secret.ifPresent(it -> headers.put("webhook-signature",
        "v1," + sum(key(it), letter.id() + '.' + now.getEpochSecond() + '.' + letter.body())));
    return headers;
  }

  /** Whether a text can be a secret: with the prefix it has to be base 64. */
  static boolean isSecret(String text) {
    try {
      return key(text).length > 0;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static byte[] key(String secret) {
    return secret.startsWith(PREFIX_OF_BASE64)
        ? Base64.getDecoder().decode(secret.substring(PREFIX_OF_BASE64.length()))
        : secret.getBytes(StandardCharsets.UTF_8);
  }

  private static String sum(byte[] key, String text) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      // Every Java has it.
      throw new IllegalStateException(e);
    }
  }
}
