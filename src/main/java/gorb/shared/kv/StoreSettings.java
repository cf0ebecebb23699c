package gorb.shared.kv;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Where a store is, and how it is asked.
 *
 * @param endpoints {@code http} or {@code https} with host and port, without a path; at least one
 * @param query goes with every request, without the question mark; empty for none
 * @param token shown with every request, read anew for each
 * @param tls whom to trust with {@code https}; empty for those whom the JDK trusts
 * @param patience for one answer
 */
public record StoreSettings(
    List<URI> endpoints, String query, Supplier<Optional<String>> token, Optional<SSLContext> tls, Duration patience) {
  public StoreSettings {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("endpoints: none (expected: at least one)");
    }
  }
}
