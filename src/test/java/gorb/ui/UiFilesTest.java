package gorb.ui;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.http.Body;
import gorb.http.Headers;
import gorb.http.Peer;
import gorb.http.Request;
import gorb.http.Response;
import gorb.http.Target;
import gorb.model.IpAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UiFilesTest {
  private final UiFiles files = new UiFiles("/ui-sample/");

  @Test
  void thePageIsAskedForAnewEachTimeAndLetsNothingInFromElsewhere() {
    var page = files.page(request());

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body().text()).isEqualTo("<!doctype html>\n");
    assertThat(page.headers())
        .containsEntry("Content-Type", "text/html; charset=utf-8")
        .containsEntry("Cache-Control", "no-cache")
        .containsEntry("X-Content-Type-Options", "nosniff");
    assertThat(page.headers().get("Content-Security-Policy"))
        .startsWith("default-src 'self';").doesNotContain("unsafe", "*", "data:");
  }

  @ParameterizedTest
  @CsvSource({
    "ui-0123abCD.js, text/javascript; charset=utf-8, 'public, max-age=31536000, immutable'",
    "ui-0123abCD.css, text/css; charset=utf-8, 'public, max-age=31536000, immutable'",
    "icon.svg, image/svg+xml, no-cache",
    "index.html, text/html; charset=utf-8, no-cache"
  })
  void aFileHasItsTypeAndIsKeptWhereItsNameSaysItsContent(String name, String type, String caching) {
    var file = files.file(request(), name);

    assertThat(file.status()).isEqualTo(200);
    assertThat(file.headers())
        .containsEntry("Content-Type", type)
        .containsEntry("Cache-Control", caching)
        .containsEntry("Vary", "Accept-Encoding")
        .doesNotContainKey("Content-Encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "deflate, gzip, br", "br;q=1.0, gzip;q=0.8", "GZIP"})
  void whoTakesGzipIsGivenTheFileAsTheBuildPackedIt(String accepted) {
    var file = files.file(request(Map.entry("Accept-Encoding", accepted)), "ui-0123abCD.js");

    assertThat(file.body().text()).isEqualTo("packed\n");
    assertThat(file.headers()).containsEntry("Content-Encoding", "gzip").containsEntry("Vary", "Accept-Encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "gzip;q=0", "gzip; q=0.000", "xgzip"})
  void whoTakesNoGzipIsGivenThePlainFile(String accepted) {
    var file = files.file(request(Map.entry("Accept-Encoding", accepted)), "ui-0123abCD.js");

    assertThat(file.body().text()).isEqualTo("plain\n");
  }

  @Test
  void aFileThatIsNotPackedIsGivenAsItIs() {
    var file = files.file(request(Map.entry("Accept-Encoding", "gzip")), "icon.svg");

    assertThat(file.status()).isEqualTo(200);
    assertThat(file.headers()).doesNotContainKey("Content-Encoding");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "nothing.js", "..", "../UiFilesTest.class", "../logging.properties", "/logging.properties", "logging.properties",
    "ui-0123abCD.js.gz", "index.html\0", ".js", "a\\b.js", "secret.txt", "index..html", "index.html/"
  })
  void anythingElseIsNotThere(String name) {
    assertThat(files.file(request(Map.entry("Accept-Encoding", "gzip")), name)).extracting(Response::status).isEqualTo(404);
  }

  @Test
  void aBuildWithoutUiSaysSoAndHowToGetIt() {
    var page = new UiFiles("/no-such-folder/").page(request());

    assertThat(page.status()).isEqualTo(404);
    assertThat(page.body().text()).contains("built without its web UI", "npm", "bin/build");
    assertThat(page.headers())
        .containsEntry("Content-Type", "text/html; charset=utf-8").containsKey("Content-Security-Policy");
  }

  private static Request request() {
    return request(Headers.NONE);
  }

  private static Request request(Map.Entry<String, String> header) {
    return request(Headers.of(List.of(header)));
  }

  private static Request request(Headers headers) {
    return new Request("GET", Target.parse("/ui/"), headers, Body.EMPTY, new Peer.Tcp(IpAddress.of("127.0.0.1")));
  }
}
