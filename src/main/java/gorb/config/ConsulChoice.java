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
 */
public record ConsulChoice(URI url, @Nullable Path tokenFile) {
  /** What is wrong with a URL, without showing it: it may hold secrets. Empty where nothing is. */
  static Optional<String> problem(String text) {
    try {
      var url = new URI(text);
      var scheme = url.getScheme();
      return url.getHost() != null && url.getPort() <= 65_535 && ("http".equals(scheme) || "https".equals(scheme))
          ? Optional.empty()
          : Optional.of("no URL of an agent (expected: http://host:port or https://host:port)");
    } catch (URISyntaxException e) {
      return Optional.of("no URL: " + e.getReason() + " at character " + e.getIndex()
          + " (expected: http://host:port or https://host:port)");
    }
  }
}
