package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.SHORT;
import static gorb.health.Checks.once;
import static gorb.health.Checks.reason;
import static gorb.health.TcpDialogueTest.hang;
import static gorb.health.TcpDialogueTest.write;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.CheckMethod.HttpStatus;
import gorb.model.HttpExpectation;
import gorb.model.HttpRequest;
import gorb.model.Octets;
import gorb.model.StatusSet;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of an answer counts besides one status: ranges, the body in each framing, and its bounds. */
class HttpAnswerCheckTest {
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  @ParameterizedTest
  @CsvSource({"200, true", "299, true", "404, true", "300, false", "403, false", "500, false"})
  void statusesMayBeSeveralAndRanges(int status, boolean isUp) throws Exception {
    var expectation = new HttpExpectation(StatusSet.parse("200-299,404").orElseThrow(), Octets.NONE, "", 1);
    try (var server = LoopbackServer.answering("HTTP/1.1 " + status + " X\r\n\r\n")) {
      var found = reason(once(check(server, expectation), PLENTY));

      assertThat(found.startsWith("Success")).isEqualTo(isUp);
      assertThat(isUp || found.equals("status " + status + " (expected 200-299,404)")).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "HTTP/1.1 200 OK\r\n\r\nall is well", "HTTP/1.1 200 OK\r\ncontent-length: 11\r\n\r\nall is well and more",
    CHUNKED + "4\r\nall \r\n7;x=y\r\nis well\r\n0\r\n\r\n", CHUNKED + "00b \r\nall is well\r\n0\r\nTrailer: x\r\n\r\n",
    "HTTP/1.1 100 Continue\r\nContent-Length: 3\r\n\r\nHTTP/1.1 200 OK\r\n\r\nall is well",
    "HTTP/1.1 103 Early Hints\r\nTransfer-Encoding: chunked\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nall is well",
  })
  void theBodyIsFoundInEachFraming(String answer) throws Exception {
    assertThat(body(answer, "is well", "")).startsWith("Success");
    assertThat(body(answer, "", "^all .* well$")).startsWith("Success");
    assertThat(body(answer, "is ill", "")).isEqualTo("no \"is ill\" in the 11 bytes of the body");
    assertThat(body(answer, "", "ill|more")).isEqualTo("nothing of the pattern in the 11 bytes of the body");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\nall is well", CHUNKED + "c\r\nall is well", CHUNKED + "b\r\nall is well",
    CHUNKED + "b\r\nall is well\r\n", CHUNKED
  })
  void aBodyThatIsCutOffIsAFailure(String answer) throws Exception {
    assertThat(body(answer, "well", "")).isEqualTo("connection closed before the end of the body");
  }

  @Test
  void framingThatIsNoneIsAFailure() throws Exception {
    assertThat(body(CHUNKED + "hello\r\n", "x", "")).isEqualTo("chunk \"hello\" (expected: a size)");
    assertThat(body(CHUNKED + "1".repeat(2_000), "x", ""))
        .isEqualTo("the line of a chunk is longer than 1024 bytes");
    assertThat(body("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "x", ""))
        .isEqualTo("length of the body: \"-5\" (expected: a number)");
  }

  @Test
  void anEndlessBodyIsReadUpToTheBound() throws Exception {
    for (var head : List.of("HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")) {
      try (var server = LoopbackServer.on("127.0.0.1", connection -> {
        LoopbackServer.readHead(connection);
        write(connection, head);
        while (true) {
          write(connection, "x".repeat(1_000));
        }
      })) {
        var expectation = new HttpExpectation(StatusSet.of(200), Octets.ofText("y"), "", 5_000);

        assertThat(reason(once(check(server, expectation), PLENTY)))
            .isEqualTo("no \"y\" in the first 5000 bytes of the body");
      }
    }
  }

  @Test
  void aBodyThatDripsEndsAtTheDeadline() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      LoopbackServer.readHead(connection);
      write(connection, "HTTP/1.1 200 OK\r\n\r\nwel");
      hang();
    })) {
      assertThat(reason(once(check(server, expecting("well", "")), SHORT))).isEqualTo("timed out after 300 ms");
    }
  }

  @Test
  void aResetInTheMiddleOfTheBodyIsAFailure() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      LoopbackServer.readHead(connection);
      write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nwel");
      connection.setSoLinger(true, 0);
    })) {
      assertThat(reason(once(check(server, expecting("well", "")), PLENTY))).isEqualTo("connection reset");
    }
  }

  @Test
  void anAnswerWithoutBodyHasNothingInIt() throws Exception {
    assertThat(body("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", "x", ""))
        .isEqualTo("status 204 (expected 200)");
    try (var server = LoopbackServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n")) {
      var head = new HttpStatus(server.target(), new HttpRequest("HEAD", "/", List.of()), expecting("x", ""), 0, null);

      assertThat(reason(once(head, PLENTY))).isEqualTo("no \"x\" in the 0 bytes of the body");
    }
  }

  @Test
  void aPatternThatWouldTakeForEverIsGivenUp() throws Exception {
    var head = "HTTP/1.1 200 OK\r\n\r\n";

    assertThat(body(head + "a".repeat(40), "", "(a+)+\\1b"))
        .isEqualTo("body: the pattern takes more than 20000000 steps");
    assertThat(body(head + "a".repeat(60_000), "", "(a|b)*c")).isEqualTo("body: the pattern goes too deep");
  }

  @Test
  void fieldsAreSentAndTwoOfThemTakeThePlaceOfOurs() throws Exception {
    var heads = new LinkedBlockingQueue<String>();
    try (var server = LoopbackServer.on("127.0.0.1", connection -> {
      heads.add(LoopbackServer.readHead(connection));
      write(connection, "HTTP/1.1 200 OK\r\n\r\n");
    })) {
      var request = new HttpRequest("GET", "/", List.of(new HttpRequest.Field("hOST", "www.example"),
          new HttpRequest.Field("X-Token", "a b"), new HttpRequest.Field("User-Agent", "probe")));

      once(new HttpStatus(server.target(), request, new HttpExpectation(200), 0, null), PLENTY);

      assertThat(heads.take()).isEqualTo("GET / HTTP/1.1\r\nHost: www.example\r\nConnection: close\r\n"
          + "X-Token: a b\r\nUser-Agent: probe\r\n\r\n");
    }
  }

  private static String body(String answer, String text, String pattern) throws Exception {
    try (var server = LoopbackServer.answering(answer)) {
      return reason(once(check(server, expecting(text, pattern)), PLENTY));
    }
  }

  private static HttpExpectation expecting(String text, String pattern) {
    return new HttpExpectation(StatusSet.of(200), Octets.ofText(text), pattern, HttpExpectation.DEFAULT_BODY_LIMIT);
  }

  private static HttpStatus check(LoopbackServer server, HttpExpectation expectation) {
    return new HttpStatus(server.target(), new HttpRequest("GET", "/", List.of()), expectation, 0, null);
  }
}
