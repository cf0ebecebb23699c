package gorb.config;

import gorb.webhooks.Occasion;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A receiver that is told of what happens.
 *
 * @param name in metrics and logs; no other receiver has it
 * @param url {@code http} or {@code https}, without a user
 * @param occasions of which it is told; at least one
 * @param secretFile what holds the secret that signs; null for none
 * @param caFile who may vouch for it; null for those whom the JDK trusts
 * @param timeout for the answer to one request
 * @param queue how many events wait at most
 * @param retryFor how long a request is tried again
 */
public record WebhookChoice(
    String name,
    URI url,
    Set<Occasion> occasions,
    @Nullable Path secretFile,
    @Nullable Path caFile,
    Duration timeout,
    int queue,
    Duration retryFor) {
  public WebhookChoice {
    occasions = Set.copyOf(occasions);
  }

  /** Without the URL, which may hold a secret. */
  @Override
  public String toString() {
    return "webhook " + name;
  }
}
