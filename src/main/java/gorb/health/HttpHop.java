package gorb.health;

import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.HttpRequest;
import gorb.model.Octets;
import gorb.model.TlsSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request on the way along redirects. A redirect to the same host stays at the address that is checked, whatever
 * the host's name stands for: it is this server that is asked about. To another host go neither fields nor certificate.
 *
 * @param authority what the field Host says
 */
record HttpHop(CheckTarget target, @Nullable TlsSettings tls, String authority, HttpRequest request) {
  private static final String HTTP = "http";
  private static final String HTTPS = "https";
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final Set<String> UNCHANGED_METHODS = Set.of("GET", "HEAD");

  /** The first one of a check. */
  static HttpHop first(CheckMethod.HttpStatus method) {
    var authority = method.request().fields().stream()
        .filter(HttpHop::isHost)
        .map(HttpRequest.Field::value)
        .findFirst().orElseGet(() -> method.target().toString());
    return new HttpHop(method.target(), method.tls(), authority, method.request());
  }

  /**
   * The one that an answer sends to.
   *
   * @throws CheckFailedException where that is no place to ask at, or would give up TLS
   */
  HttpHop next(int status, String location) throws CheckFailedException {
    var place = resolved(location);
    boolean isSecure = place.getScheme().equals(HTTPS);
    if (tls != null && !isSecure) {
      throw new CheckFailedException("redirect to " + place + " (expected: https)");
    }
    int port = place.getPort() >= 0 ? place.getPort() : isSecure ? HTTPS_PORT : HTTP_PORT;
    var host = withoutBrackets(place.getHost());
    boolean isHere = host.equalsIgnoreCase(hostOf(authority)) || host.equalsIgnoreCase(target.host());
    if (port < 1 || port > 65_535) {
      throw new CheckFailedException("redirect to " + place + " (expected: a port)");
    }
    var fields = request.fields().stream().filter(field -> isHere && !isHost(field)).toList();
    return new HttpHop(
        new CheckTarget(
            isHere ? target.host() : host, port, target.isIntroduced() && isHere && port == target.port()),
        isSecure ? tlsFor(host, isHere) : null,
        place.getRawAuthority().replaceFirst("^.*@", ""),
        new HttpRequest(methodAfter(status), pathOf(place), fields, request.isHttp2()));
  }

  private URI resolved(String location) throws CheckFailedException {
    try {
      var here = new URI((tls == null ? HTTP : HTTPS) + "://" + authority + request.path());
      var place = here.resolve(new URI(location));
      var scheme = place.getScheme() == null ? "" : place.getScheme().toLowerCase(Locale.ROOT);
      if ((scheme.equals(HTTP) || scheme.equals(HTTPS)) && place.getHost() != null) {
        return new URI(scheme + place.toString().substring(scheme.length()));
      }
    } catch (URISyntaxException | IllegalArgumentException _) {
      // Told below.
    }
    throw new CheckFailedException(
        "redirect to " + Octets.ofText(location) + " (expected: a URL of http or https)");
  }

  private TlsSettings tlsFor(String host, boolean isHere) {
    if (tls == null) {
      return isHere ? new TlsSettings(true, null, host, null) : TlsSettings.DEFAULT;
    }
    if (!isHere) {
      return tls.forAnotherServer();
    }
    return host.equalsIgnoreCase(target.host())
        ? tls
        : new TlsSettings(tls.verify(), tls.authorities(), host, tls.client());
  }

  /** As browsers do: a form that was sent is not sent again, but where the status says so (RFC 9110 §15.4). */
  private String methodAfter(int status) {
    boolean keeps = status == 307 || status == 308 || UNCHANGED_METHODS.contains(request.method());
    return keeps ? request.method() : "GET";
  }

  private static String pathOf(URI place) {
    var path = place.getRawPath() == null || place.getRawPath().isEmpty() ? "/" : place.getRawPath();
    return place.getRawQuery() == null ? path : path + "?" + place.getRawQuery();
  }

  private static boolean isHost(HttpRequest.Field field) {
    return field.name().equalsIgnoreCase("host");
  }

  private static String hostOf(String authority) {
    return withoutBrackets(authority.replaceFirst(":[0-9]*$", ""));
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }
}
