package gorb.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The store that several directors share.
 *
 * @param kind what it is
 * @param endpoints where it is: {@code http} or {@code https} with host and port
 * @param query what goes with every request, without the question mark; empty for nothing
 * @param root what comes before every key; empty for nothing
 * @param services the folder of services
 * @param backends the folder of backends
 * @param longestStep between two readings, even if the store tells of no change
 * @param tokenFile what holds the token; null for none
 * @param caFile certificates in PEM of those who are trusted; null for those whom the JDK trusts
 */
public record StoreChoice(
    Kind kind, List<URI> endpoints, String query, String root, String services, String backends, Duration longestStep,
    @Nullable Path tokenFile, @Nullable Path caFile) {
  private static final String TLS = "+https";
  private static final String EXPECTED =
      " (expected: consul://host:port[/path], or etcd://host:port[/path],etcd://…; with TLS consul+https:// and etcd+https://)";

  public StoreChoice {
    endpoints = List.copyOf(endpoints);
  }

  /** The stores that there are. */
  public enum Kind {
    CONSUL(8500),
    ETCD(2379);

    private final int port;

    Kind(int port) {
      this.port = port;
    }

    /** The name as users write it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is wrong with the URLs, without showing secrets; empty where nothing is, or there are none. */
  static Optional<String> problem(Flags flags) {
    try {
      of(flags);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /** What is wrong with the folders; empty where nothing is. */
  static Optional<String> folderProblem(Flags flags) {
    var services = segments(flags.storeServicePath);
    var backends = segments(flags.storeBackendPath);
    int common = Math.min(services.size(), backends.size());
    boolean isWithin = services.subList(0, common).equals(backends.subList(0, common));
    boolean isTaken = services.equals(List.of("gorb")) || backends.equals(List.of("gorb"));
    return common > 0 && !isWithin && !isTaken ? Optional.empty() : Optional.of(flags.storeServicePath + ", and "
        + flags.storeBackendPath + " for backends (expected: two folders, neither within the other, and not 'gorb')");
  }

  private static List<String> segments(String path) {
    return Stream.of(path.split("/", -1)).filter(it -> !it.isEmpty() && !it.equals(".")).toList();
  }

  /**
   * The choice of flags that are right; null where there is none.
   *
   * @throws IllegalArgumentException where they are not, with the problem
   */
  static @Nullable StoreChoice of(Flags flags) {
    if (flags.store == null) {
      return null;
    }
    var urls = flags.store.stream().map(StoreChoice::url).toList();
    var first = urls.getFirst();
    var scheme = schemeOf(first);
    require(urls.stream().allMatch(url -> schemeOf(url).equals(scheme)), "schemes must be the same for all store URLs");
    require(urls.stream().allMatch(url -> pathOf(url).equals(pathOf(first))), "paths must be the same for all store URLs");
    boolean isEncrypted = scheme.endsWith(TLS);
    var kind = kind(isEncrypted ? scheme.substring(0, scheme.length() - TLS.length()) : scheme);
    require(kind != Kind.CONSUL || urls.size() == 1, "consul does not support multiple endpoints");
    require(kind == Kind.CONSUL || first.getRawQuery() == null, "etcd has no query");
    require(isEncrypted || flags.storeCaFile == null, "no TLS, so --store-ca-file means nothing" + EXPECTED);
    var endpoints = new ArrayList<URI>();
    for (var url : urls) {
      int port = url.getPort() < 0 ? kind.port : url.getPort();
      endpoints.add(URI.create((isEncrypted ? "https://" : "http://") + url.getHost() + ":" + port));
    }
    return new StoreChoice(kind, endpoints, Optional.ofNullable(first.getRawQuery()).orElse(""), pathOf(first),
        flags.storeServicePath, flags.storeBackendPath, Duration.ofSeconds(flags.storeSyncTime),
        kind == Kind.CONSUL && flags.storeTokenFile == null ? flags.consulTokenFile : flags.storeTokenFile,
        flags.storeCaFile);
  }

  private static Kind kind(String scheme) {
    return switch (scheme) {
      case "consul" -> Kind.CONSUL;
      case "etcd" -> Kind.ETCD;
      case "boltdb" -> throw new IllegalArgumentException(
          "unsupported uri scheme : boltdb (this daemon keeps its state on disk by itself: --state-dir)");
      default -> throw new IllegalArgumentException("unsupported uri scheme : " + scheme + EXPECTED);
    };
  }

  private static URI url(String text) {
    try {
      var url = new URI(text);
      require(url.getScheme() != null && url.getHost() != null && url.getPort() <= 65_535 && url.getPort() != 0,
          "no URL of a store" + EXPECTED);
      require(url.getUserInfo() == null, "a URL with user and password (expected: --store-token-file)");
      require(url.getRawFragment() == null, "a URL with a fragment" + EXPECTED);
      return url;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("no URL: " + e.getReason() + " at character " + e.getIndex() + EXPECTED, e);
    }
  }

  private static String schemeOf(URI url) {
    return url.getScheme().toLowerCase(Locale.ROOT);
  }

  private static String pathOf(URI url) {
    return Optional.ofNullable(url.getPath()).orElse("").replaceAll("^/+|/+$", "");
  }

  private static void require(boolean isSo, String problem) {
    if (!isSo) {
      throw new IllegalArgumentException(problem);
    }
  }
}
