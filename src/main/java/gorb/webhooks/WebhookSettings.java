package gorb.webhooks;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * A receiver.
 *
 * @param name in metrics and logs; the URL is in neither, as it may hold a secret
 * @param url {@code http} or {@code https}
 * @param occasions of which it is told
 * @param secret that signs, read anew for each try, as {@link #isSecret} takes it; none where nothing is signed
 * @param tls whom to trust with {@code https}; empty for those whom the JDK trusts
 * @param timeout for the answer to one request
 * @param queue how many events wait at most
 * @param retryFor how long a request is tried again
 */
public record WebhookSettings(
    String name,
    URI url,
    Set<Occasion> occasions,
    Optional<Supplier<Optional<String>>> secret,
    Optional<SSLContext> tls,
    Duration timeout,
    int queue,
    Duration retryFor) {
  public WebhookSettings {
    occasions = Set.copyOf(occasions);
  }

  /** Whether a text can be a secret: any, but that after {@code whsec_} base 64 is expected. */
  public static boolean isSecret(String text) {
    return Signature.isSecret(text);
  }
}
