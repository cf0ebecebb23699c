package gorb.api;

import gorb.http.Peer;
import gorb.http.Request;
import gorb.model.IpAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Who may do what: pure but for the token, which is asked for anew with each request.
 *
 * <ul>
 *   <li>Whoever comes over the Unix socket or shows the token may do everything.
 *   <li>A request names this host (its {@code Host} is an address, localhost or one of the names given here), so that a
 *       page of the web cannot reach this daemon under a name of its own (DNS rebinding).
 *   <li>Everybody may read.
 *   <li>A page of another origin may not change anything, whoever shows it.
 *   <li>This host may change things; a request that a proxy on it passes on is not from this host.
 * </ul>
 */
public final class Access {
  private static final Set<String> READING = Set.of("GET", "HEAD");
  private static final List<String> OF_PROXIES = List.of("Forwarded", "X-Forwarded-For", "X-Real-Ip");
  private static final String BEARER = "bearer ";

  private final Rule rule;
  private final Set<String> hostNames;

  /**
   * Rules.
   *
   * @param hostNames under which names clients may ask for this host, beside addresses and localhost
   */
  public Access(Rule rule, Set<String> hostNames) {
    this.rule = rule;
    this.hostNames =
        hostNames.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
  }

  /** Who may change state. */
  public sealed interface Rule {
    /** This host. */
    record Local() implements Rule {}

    /**
     * This host, and who shows a token.
     *
     * @param token gives the present one; empty where there is none, and then nobody has it
     */
    record Token(Supplier<Optional<String>> token) implements Rule {}

    /** Everybody, under whatever name of this host. */
    record Open() implements Rule {}
  }

  /**
   * Why a request is refused.
   *
   * @param status 401 where a token would help, 403 where it is the request's form
   * @param reason with what to do
   */
  public record Denial(int status, String reason) {}

  /** Why the request is refused; empty where it is not. */
  public Optional<Denial> denial(Request request) {
    return denial(request, READING.contains(request.method()));
  }

  /** Why whoever sent the request may not change anything by the same way; empty where they may. */
  public Optional<Denial> denialOfChange(Request request) {
    return denial(request, false);
  }

  /** Whether there is a token that lets in who shows it. */
  public boolean takesToken() {
    return rule instanceof Rule.Token(var token) && token.get().filter(it -> !it.isEmpty()).isPresent();
  }

  private Optional<Denial> denial(Request request, boolean isReading) {
    if (request.peer() instanceof Peer.UnixSocket || showsToken(request)) {
      return Optional.empty();
    }
    if (!(rule instanceof Rule.Open) && !namesThisHost(request)) {
      return Optional.of(new Denial(403, "this daemon does not know itself as \"" + hostOf(request)
          + "\": ask by its address, as localhost, by its host name or a name of --host-name, or show the token"));
    }
    if (isReading) {
      return Optional.empty();
    }
    if (isOfAnotherOrigin(request)) {
      return Optional.of(new Denial(403, "a page of another origin may not change anything"));
    }
    if (rule instanceof Rule.Open || isLocal(request)) {
      return Optional.empty();
    }
    return Optional.of(new Denial(401, switch (rule) {
      case Rule.Token _ ->
          "only this host may change anything, or who sends Authorization: Bearer and the daemon's token";
      case Rule.Local _, Rule.Open _ -> "only this host may change anything: start the daemon with --token-file"
          + " to let who has the token in, or with --open to let everybody in";
    }));
  }

  private boolean showsToken(Request request) {
    if (!(rule instanceof Rule.Token(var supplier))) {
      return false;
    }
    var shown = request.headers().first("Authorization");
    var token = supplier.get();
    return shown != null
        && token.isPresent()
        && !token.get().isEmpty()
        && shown.regionMatches(true, 0, BEARER, 0, BEARER.length())
        && MessageDigest.isEqual(bytes(shown.substring(BEARER.length()).strip()), bytes(token.get()));
  }

  private boolean namesThisHost(Request request) {
    var host = hostOf(request);
    var name = withoutPort(host).toLowerCase(Locale.ROOT);
    // HTTP/1.0 need not name a host, and no browser speaks it.
    return host.isEmpty()
        || name.equals("localhost")
        || hostNames.contains(name)
        || IpAddress.parse(name).isPresent();
  }

  private static boolean isOfAnotherOrigin(Request request) {
    var site = request.headers().first("Sec-Fetch-Site");
    if (site != null && (site.equals("cross-site") || site.equals("same-site"))) {
      return true;
    }
    return request.headers().all("Origin").stream()
        .anyMatch(origin -> !origin.equalsIgnoreCase("http://" + hostOf(request).replaceFirst(":80$", "")));
  }

  private static boolean isLocal(Request request) {
    return request.peer() instanceof Peer.Tcp(var address)
        && address.isLoopback()
        && OF_PROXIES.stream().allMatch(name -> request.headers().all(name).isEmpty());
  }

  private static String hostOf(Request request) {
    var host = request.headers().first("Host");
    return host == null ? "" : host;
  }

  private static String withoutPort(String host) {
    if (host.startsWith("[")) {
      int end = host.indexOf(']');
      return end < 0 ? host : host.substring(1, end);
    }
    int colon = host.indexOf(':');
    return colon < 0 ? host : host.substring(0, colon);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
