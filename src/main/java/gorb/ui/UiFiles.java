package gorb.ui;

import gorb.http.Body;
import gorb.http.Request;
import gorb.http.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Answers with the files of the UI, which lie beside each other in one folder of the class path. Their names are all that a
 * request chooses, and a name has neither slashes nor dots beside each other, so that nothing else can be asked for. Safe
 * for use by many threads.
 */
public final class UiFiles {
  /** Where the build puts them. */
  public static final String FOLDER = "/META-INF/ui/";

  private static final String PAGE = "index.html";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}\\.([a-z]{2,5})");
  /** The build names a file by its content, so that a name never means anything else. */
  private static final Pattern NAMED_BY_CONTENT = Pattern.compile(".+-[A-Za-z0-9_-]{8}\\.(?:js|css)");
  /** A coding of {@code Accept-Encoding} that takes gzip: with any weight but 0 (RFC 9110, section 12.5.3). */
  private static final Pattern GZIP = Pattern.compile("(?i)gzip(?!\\s*;\\s*q=0(?:\\.0*)?\\s*$)(?:\\s*;.*)?");
  private static final Map<String, String> TYPES = Map.of(
      "html", "text/html; charset=utf-8",
      "js", "text/javascript; charset=utf-8",
      "css", "text/css; charset=utf-8",
      "svg", "image/svg+xml");
  /** Nothing of elsewhere, nothing inline, and in no frame of another page. */
  private static final String POLICY = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  private static final String MISSING = """
      <!doctype html>
      <html lang="en">
      <title>gorb</title>
      <h1>This gorb was built without its web UI</h1>
      <p>The machine that built it had no <code>npm</code>. With Node.js 20.19 or later and npm installed, build again:</p>
      <pre>rm -rf target/gorb.jar &amp;&amp; bin/build</pre>
      <p>The API is complete: <a href="../">the daemon</a>, <a href="../service">services</a>,
      <a href="../state">state</a>.</p>
      </html>
      """;

  private final String folder;

  /** The files of a folder of the class path, its name from slash to slash, such as {@link #FOLDER}. */
  public UiFiles(String folder) {
    this.folder = folder;
  }

  /** The page itself; where the build had no UI, one that says so, with status 404. */
  public Response page(Request request) {
    return find(request, PAGE, "html").orElseGet(() -> guarded(Response.of(404, typeOf("html"), MISSING)));
  }

  /** A file by its name; 404 where there is none. */
  public Response file(Request request, String name) {
    var form = NAME.matcher(name);
    return (form.matches() && TYPES.containsKey(form.group(1))
            ? find(request, name, form.group(1))
            : Optional.<Response>empty())
        .orElseGet(() -> Response.of(404, "text/plain; charset=utf-8", "the UI has no such file\n"));
  }

  private Optional<Response> find(Request request, String name, String suffix) {
    if (acceptsGzip(request)) {
      var packed = read(name + ".gz");
      if (packed.isPresent()) {
        return packed.map(body -> answer(name, suffix, body).with("Content-Encoding", "gzip"));
      }
    }
    return read(name).map(body -> answer(name, suffix, body));
  }

  private static Response answer(String name, String suffix, Body body) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", typeOf(suffix));
    headers.put("Vary", "Accept-Encoding");
    headers.put("Cache-Control",
        NAMED_BY_CONTENT.matcher(name).matches() ? "public, max-age=31536000, immutable" : "no-cache");
    return guarded(new Response(200, headers, body));
  }

  private static Response guarded(Response response) {
    return response
        .with("Content-Security-Policy", POLICY)
        .with("X-Content-Type-Options", "nosniff")
        .with("Referrer-Policy", "no-referrer");
  }

  private static String typeOf(String suffix) {
    var type = TYPES.get(suffix);
    if (type == null) {
      throw new IllegalArgumentException("suffix: " + suffix + " (expected: one of " + TYPES.keySet() + ")");
    }
    return type;
  }

  private Optional<Body> read(String name) {
    try (var stream = UiFiles.class.getResourceAsStream(folder + name)) {
      return stream == null ? Optional.empty() : Optional.of(Body.of(stream.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException("read " + folder + name + " of the class path", e);
    }
  }

  private static boolean acceptsGzip(Request request) {
    return request.headers().all("Accept-Encoding").stream()
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .map(String::strip)
        .anyMatch(coding -> GZIP.matcher(coding).matches());
  }
}
