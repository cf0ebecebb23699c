package gorb.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Consul agent where services are registered.
 *
 * @param url of the agent: {@code http} or {@code https}, with a path and a query where it has them
 * @param tokenFile what holds the ACL token; null for none
 * @param caFile certificates in PEM of those who are trusted; null for those whom the JDK trusts
 */
public record ConsulChoice(URI url, @Nullable Path tokenFile, @Nullable Path caFile) {
  /** The choice of flags that are right; null where there is none. */
  static @Nullable ConsulChoice of(Flags flags) {
    return flags.consul == null
        ? null
        : new ConsulChoice(URI.create(flags.consul), flags.consulTokenFile, flags.consulCaFile);
  }

  /** What is wrong with the URL, without showing it: it may hold secrets. Empty where nothing is, or there is none. */
  static Optional<String> problem(Flags flags) {
    return Optional.ofNullable(flags.consul).flatMap(url -> problem(url, flags.consulCaFile != null));
  }

  private static Optional<String> problem(String text, boolean isTrustNamed) {
    try {
      var url = new URI(text);
      boolean isEncrypted = "https".equals(url.getScheme());
      if (url.getHost() == null || url.getPort() > 65_535 || !(isEncrypted || "http".equals(url.getScheme()))) {
        return Optional.of("no URL of an agent (expected: http://host:port or https://host:port)");
      }
      return isTrustNamed && !isEncrypted
          ? Optional.of("no TLS, so --consul-ca-file means nothing (expected: https://host:port)")
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.of("no URL: " + e.getReason() + " at character " + e.getIndex()
          + " (expected: http://host:port or https://host:port)");
    }
  }
}
