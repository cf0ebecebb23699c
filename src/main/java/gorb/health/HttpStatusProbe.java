package gorb.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import gorb.model.CheckMethod;
import gorb.model.HttpExpectation;
import gorb.model.HttpRequest;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sends one HTTP request on a connection of its own and compares the answer; where redirects are followed, the last
 * of them. Where only the status matters, the verdict is made at the end of the header section, and the body is read
 * only so that closing does not reset the connection under the server's hands: {@link #MOST_BODY_BYTES} at most, and no
 * longer than the server keeps sending.
 */
record HttpStatusProbe(CheckMethod.HttpStatus method, Connector connector) implements Probe {
  static final int MOST_BODY_BYTES = 64 * 1024;

  static final Duration LONGEST_PAUSE_IN_BODY = Duration.ofMillis(250);
  /** Methods that define a meaning for content, and so say that they send none (RFC 9110 §8.6). */
  private static final Set<String> METHODS_WITH_CONTENT = Set.of("POST", "PUT", "PATCH");
  private static final Set<Integer> STATUSES_WITHOUT_BODY = Set.of(101, 204, 304);
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  @Override
  public void run() throws IOException {
    int left = method.redirects();
    for (var hop = HttpHop.first(method); hop != null; hop = ask(hop, left--)) {
      // Each asks where the next one shall.
    }
  }

  /**
   * Asks once.
   *
   * @param redirects how many may still be followed
   * @return where to ask next; null where the answer is as it should be
   */
  private @Nullable HttpHop ask(HttpHop hop, int redirects) throws IOException {
    var expectation = method.expectation();
    if (hop.request().isHttp2()) {
      return askByHttp2(hop, redirects);
    }
    try (var socket = connector.open(hop.target(), hop.tls())) {
      socket.getOutputStream().write(request(hop));
      var input = socket.getInputStream();
      var answer = new HttpAnswer(input);
      if (method.redirects() == 0 && !expectation.wantsBody()) {
        int status = answer.status();
        drain(socket, input);
        require(expectation, status);
        return null;
      }
      var head = answer.head();
      if (method.redirects() > 0 && head.isRedirect() && head.location() != null) {
        drain(socket, input);
        return followed(hop, head.status(), head.location(), redirects);
      }
      require(expectation, head.status());
      if (expectation.wantsBody()) {
        boolean isEmpty = hop.request().method().equals("HEAD") || STATUSES_WITHOUT_BODY.contains(head.status());
        require(expectation, new HttpBody(answer.rest(), head, isEmpty).readUpTo(expectation.bodyLimit()));
      }
      return null;
    }
  }

  private @Nullable HttpHop askByHttp2(HttpHop hop, int redirects) throws IOException {
    var expectation = method.expectation();
    try (var socket = connector.open(hop.target(), hop.tls(), Http2Exchange.ALPN)) {
      Http2Exchange.require(socket);
      int limit = expectation.wantsBody() ? expectation.bodyLimit() : 0;
      var answer = Http2Exchange.askUpTo(limit, socket, headers(hop));
      var text = answer.fields().getOrDefault(Http2Exchange.STATUS, "");
      if (!text.matches("[1-9][0-9]{2}")) {
        throw new CheckFailedException("status " + Quoted.visible(text) + " (expected " + expectation.statuses() + ")");
      }
      var head = new HttpHead(Integer.parseInt(text), HttpHead.NOT_SAID, false, answer.fields().get("location"));
      if (method.redirects() > 0 && head.isRedirect() && head.location() != null) {
        return followed(hop, head.status(), head.location(), redirects);
      }
      require(expectation, head.status());
      if (expectation.wantsBody()) {
        var body = answer.body().getBytes(ISO_8859_1);
        require(expectation, Arrays.copyOf(body, Math.min(body.length, limit)));
      }
      return null;
    }
  }

  private HttpHop followed(HttpHop hop, int status, String location, int redirects) throws CheckFailedException {
    if (redirects == 0) {
      throw new CheckFailedException("more than " + method.redirects() + " redirects");
    }
    return hop.next(status, location);
  }

  /** What is sent by HTTP/2: no connection is told of there, and names are in lower case (RFC 9113 §8.2). */
  private static Http2Headers headers(HttpHop hop) {
    var request = hop.request();
    var headers = new DefaultHttp2Headers()
        .method(request.method()).scheme(hop.tls() == null ? "http" : "https")
        .authority(hop.authority()).path(requestTarget(request.path()));
    for (var field : ownFields(request)) {
      headers.add(field.name().toLowerCase(Locale.ROOT), field.value());
    }
    if (!headers.contains("user-agent")) {
      headers.add("user-agent", "gorb");
    }
    return headers;
  }

  /** The fields of a request that are not the check's to say. */
  private static List<HttpRequest.Field> ownFields(HttpRequest request) {
    return request.fields().stream()
        .filter(field -> !field.name().equalsIgnoreCase("host")
            && !HttpRequest.NOT_ALLOWED.contains(field.name().toLowerCase(Locale.ROOT)))
        .toList();
  }

  /** @throws CheckFailedException where a status is not as it should be */
  static void require(HttpExpectation expectation, int status) throws CheckFailedException {
    var expected = expectation.statuses();
    if (!expected.contains(status)) {
      throw new CheckFailedException("status " + status + " (expected " + expected + ")");
    }
  }

  private static void require(HttpExpectation expectation, byte[] body) throws CheckFailedException {
    var where = " in the " + (body.length == expectation.bodyLimit() ? "first " : "") + body.length
        + " bytes of the body";
    if (!Awaited.contains(body, 0, body.length, expectation.text().bytes())) {
      throw new CheckFailedException("no " + expectation.text() + where);
    }
    if (!expectation.pattern().isEmpty() && !BodyPattern.isIn(new String(body, UTF_8), expectation.pattern())) {
      throw new CheckFailedException("nothing of the pattern" + where);
    }
  }

  /** What is sent. */
  static byte[] request(HttpHop hop) {
    var request = hop.request();
    var text = new StringBuilder()
        .append(request.method()).append(' ').append(requestTarget(request.path())).append(" HTTP/1.1\r\n")
        .append("Host: ").append(hop.authority()).append("\r\n");
    if (request.fields().stream().noneMatch(field -> field.name().equalsIgnoreCase("user-agent"))) {
      text.append("User-Agent: gorb\r\n");
    }
    text.append("Connection: close\r\n");
    if (METHODS_WITH_CONTENT.contains(request.method())) {
      text.append("Content-Length: 0\r\n");
    }
    for (var field : ownFields(request)) {
      text.append(field.name()).append(": ").append(field.value()).append("\r\n");
    }
    return text.append("\r\n").toString().getBytes(ISO_8859_1);
  }

  /** The path with everything but visible ASCII percent-encoded, so that it stays one word of the request line. */
  private static String requestTarget(String path) {
    var target = new StringBuilder(path.length());
    for (byte b : path.getBytes(UTF_8)) {
      if (b > ' ' && b < 0x7f) {
        target.append((char) b);
      } else {
        target.append('%').append(HEX.toHexDigits(b));
      }
    }
    return target.toString();
  }

  /** Nothing that happens here changes the verdict. */
  private static void drain(Socket socket, InputStream input) {
    try {
      socket.setSoTimeout((int) LONGEST_PAUSE_IN_BODY.toMillis());
      var buffer = new byte[HttpAnswer.BUFFER_BYTES];
      int drained = 0;
      int count;
      while (drained < MOST_BODY_BYTES && (count = input.read(buffer)) >= 0) {
        drained += count;
      }
    } catch (IOException _) {
      // The server reset the connection, paused for too long, or the check is over.
    }
  }
}
