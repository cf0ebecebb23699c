package gorb.api;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.document.Problem;
import gorb.http.Body;
import gorb.http.Headers;
import gorb.http.Peer;
import gorb.http.Request;
import gorb.http.Response;
import gorb.http.Target;
import gorb.model.IpAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApiTest {
  private final Api api = new Api(new Access(new Access.Rule.Local(), Set.of()), List.of(
      new Route("GET", "/metrics", (_, _) -> Response.of(200, "text/plain", "up 1")),
      new Route("GET", "/a/{one}", (_, names) -> Response.of(200, "text/plain", names.get("one"))),
      new Route("PUT", "/a/{one}", (_, _) -> {
        throw new ApiException(418, "teapot", List.of(new Problem("pot", "tea")));
      })));

  @Test
  void aRouteIsFoundByMethodAndForm() {
    assertThat(ask("GET", "/metrics").body().text()).isEqualTo("up 1");
    assertThat(ask("GET", "/a/b%20c").body().text()).isEqualTo("b c");
    assertThat(ask("HEAD", "/metrics").status()).isEqualTo(200);
    assertThat(ask("GET", "/a/").status()).isEqualTo(404);
    assertThat(ask("GET", "/a/b/c").status()).isEqualTo(404);
  }

  @Test
  void aKnownPathSaysWhichMethodsItHas() {
    var answer = ask("DELETE", "/a/b");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers()).containsEntry("Allow", "GET, HEAD, PUT");
  }

  @Test
  void anErrorIsAnObjectWithItsProblems() {
    assertThat(ask("PUT", "/a/b").body().text()).isEqualTo("""
        {
        	"error": "teapot",
        	"problems": [
        		{
        			"field": "pot",
        			"message": "tea"
        		}
        	]
        }""");
  }

  @Test
  void aNameIsBoundedAndPrintable() {
    assertThat(ask("GET", "/a/" + "%C3%BC".repeat(127)).status()).isEqualTo(200);
    assertThat(ask("GET", "/a/" + "%C3%BC".repeat(128)).body().text())
        .contains("one name: 256 bytes (expected: at most 255)");
    assertThat(ask("GET", "/a/%0A").body().text()).contains("one name: control characters (expected: none)");
    assertThat(ask("GET", "/a/%C2%80").status()).isEqualTo(400);
  }

  @Test
  void aPathThatCanBeCleanedIsRedirected() {
    assertThat(ask("GET", "//metrics?x=1").headers()).containsEntry("Location", "/metrics?x=1");
    assertThat(ask("PUT", "/x/../a/b").status()).isEqualTo(301);
  }

  @Test
  void aRequestThatIsNotAllowedSaysWhatWouldHelp() {
    var answer = api.handle(request("PUT", "/a/b", new Peer.Tcp(IpAddress.of("192.0.2.7"))));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.headers()).containsEntry("WWW-Authenticate", "Bearer realm=\"gorb\"")
        .containsEntry("Cache-Control", "no-store");
    assertThat(answer.body().text()).startsWith("{\n\t\"error\": \"only this host may change anything");
  }

  @Test
  void aBodyAboutOneServiceHasAMebibyteAtMostAndOneAboutEverythingMore() {
    var api = new Api(new Access(new Access.Rule.Open(), Set.of()), List.of(
        new Route("PUT", "/small", (_, _) -> Response.empty(200)),
        new Route("PUT", "/large", 4 << 20, (_, _) -> Response.empty(200))));
    var body = Body.of(new byte[(1 << 20) + 1]);

    assertThat(api.handle(request("PUT", "/small", body)).status()).isEqualTo(413);
    assertThat(api.handle(request("PUT", "/large", body)).status()).isEqualTo(200);
  }

  private Response ask(String method, String target) {
    return api.handle(request(method, target, new Peer.Tcp(IpAddress.of("127.0.0.1"))));
  }

  private static Request request(String method, String target, Peer peer) {
    return new Request(method, Target.parse(target), Headers.NONE, Body.EMPTY, peer);
  }

  private static Request request(String method, String target, Body body) {
    return new Request(method, Target.parse(target), Headers.NONE, body, new Peer.Tcp(IpAddress.of("127.0.0.1")));
  }
}
