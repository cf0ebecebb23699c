package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.once;
import static gorb.health.Checks.reason;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import gorb.model.CheckMethod.HttpStatus;
import gorb.model.CheckTarget;
import gorb.model.HttpExpectation;
import gorb.model.HttpRequest;
import gorb.model.IpAddress;
import gorb.model.Octets;
import gorb.model.StatusSet;
import gorb.model.TlsSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Redirects and HTTPS, against the servers of the JDK. */
class HttpRedirectTest {
  private static final TlsSettings OURS = new TlsSettings(true, TestCertificates.path("ca.pem"), "web.example", null);

  private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
  private HttpServer plain;
  private HttpsServer secure;

  @BeforeEach
  void start() throws Exception {
    plain = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    secure = HttpsServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    secure.setHttpsConfigurator(new HttpsConfigurator(TestCertificates.context("server")));
    for (var server : List.of(plain, secure)) {
      server.createContext("/", exchange -> {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " of "
            + exchange.getRequestHeaders().getFirst("Host").replaceFirst(":[0-9]+$", "")
            + (exchange.getRequestHeaders().containsKey("X-Token") ? " with token" : ""));
        var places = Map.of("/relative", "welcome?a=b", "/loop", "/loop",
            "/secure", "https://web.example:" + secure.getAddress().getPort() + "/welcome",
            "/plain", "http://web.example:" + plain.getAddress().getPort() + "/welcome",
            "/elsewhere", "http://other.example:" + plain.getAddress().getPort() + "/welcome",
            "/nonsense", "gopher://x/", "/see", "/welcome");
        var place = places.get(exchange.getRequestURI().getPath());
        if (place == null) {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("welcome".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } else {
          exchange.getResponseHeaders().set("Location", place);
          exchange.sendResponseHeaders(exchange.getRequestURI().getPath().equals("/see") ? 303 : 302, -1);
        }
        exchange.close();
      });
      server.start();
    }
  }

  @AfterEach
  void stop() {
    plain.stop(0);
    secure.stop(0);
  }

  @ParameterizedTest
  @CsvSource({
    "/relative, 1, GET /relative of web.example with token|GET /welcome?a=b of web.example with token",
    "/elsewhere, 1, GET /elsewhere of web.example with token|GET /welcome of other.example",
    "/welcome, 3, GET /welcome of web.example with token",
  })
  void redirectsAreFollowedAtTheServerThatIsChecked(String path, int redirects, String requests) throws Exception {
    assertThat(check(plain, "GET", path, redirects, null)).startsWith("Success");
    assertThat(String.join("|", asked)).isEqualTo(requests);
  }

  @Test
  void aRedirectWithTlsIsVerifiedToo() throws Exception {
    assertThat(check(secure, "GET", "/secure", 1, OURS)).startsWith("Success");
    assertThat(check(plain, "GET", "/secure", 1, null)).isEqualTo("certificate of an unknown authority");
  }

  @Test
  void moreRedirectsThanAllowedAreAFailure() throws Exception {
    assertThat(check(plain, "GET", "/loop", 3, null)).isEqualTo("more than 3 redirects");
    assertThat(asked).hasSize(4);
  }

  @Test
  void aFormIsNotSentTwice() throws Exception {
    assertThat(check(plain, "POST", "/see", 1, null)).startsWith("Success");
    assertThat(asked).containsExactly("POST /see of web.example with token", "GET /welcome of web.example with token");
  }

  @Test
  void aRedirectThatGivesUpTlsOrIsNoneIsAFailure() throws Exception {
    assertThat(check(secure, "GET", "/plain", 3, OURS)).startsWith("redirect to http://web.example:")
        .endsWith("/welcome (expected: https)");
    assertThat(check(plain, "GET", "/nonsense", 3, null))
        .isEqualTo("redirect to \"gopher://x/\" (expected: a URL of http or https)");
  }

  @Test
  void httpsVerifiesTheNameAndTheAuthority() throws Exception {
    assertThat(check(secure, "GET", "/welcome", 0, OURS)).startsWith("Success");
    assertThat(check(secure, "GET", "/welcome", 0, TlsSettings.DEFAULT))
        .isEqualTo("certificate of an unknown authority");
    assertThat(check(secure, "GET", "/welcome", 0, new TlsSettings(true, OURS.authorities(), "x.example", null)))
        .startsWith("certificate of another name (");
  }

  @Test
  void plainHttpToAPortOfTlsIsAFailure() throws Exception {
    assertThat(check(secure, "GET", "/welcome", 0, null)).doesNotStartWith("Success");
  }

  private String check(HttpServer server, String method, String path, int redirects, @Nullable TlsSettings tls)
      throws InterruptedException, IOException {
    var target = new CheckTarget("127.0.0.1", server.getAddress().getPort());
    var request = new HttpRequest(method, path, List.of(
        new HttpRequest.Field("Host", "web.example:" + target.port()), new HttpRequest.Field("X-Token", "secret")));
    var expectation = new HttpExpectation(StatusSet.of(200), Octets.ofText("welcome"), "", 100);
    return reason(once(
        new HttpStatus(target, request, expectation, redirects, tls), PLENTY, _ -> IpAddress.of("127.0.0.1")));
  }
}
