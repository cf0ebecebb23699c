package gorb.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import gorb.model.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-23T08:05:09Z"));
  private static final Limits QUICK = new Limits(
      8, 4, 1_000, 2_500, 200, 500, 2, 100_000, Duration.ofMillis(300), Duration.ofMillis(600), Duration.ofMillis(400));
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final LinkedBlockingQueue<Request> seen = new LinkedBlockingQueue<>();
  private Handler handler = request -> {
    seen.add(request);
    return Response.of(200, "text/plain", request.body().text());
  };
  private HttpServer server = serverWith(QUICK);
  private int port;

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aRequestReachesTheHandlerWhole() throws IOException {
    start(Limits.DEFAULT);

    try (var client = RawClient.connect(port)) {
      var answer = client
          .send("PUT /a?b HTTP/1.1\r\nhost: localhost\r\nX-One: 1\r\nx-one: 2\r\nContent-Length: 2\r\n\r\nhi").read();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("hi");
      assertThat(answer.header("date")).isEqualTo("Mon, 23 Nov 2026 08:05:09 GMT");
      var request = seen.remove();
      assertThat(request.method()).isEqualTo("PUT");
      assertThat(request.target()).isEqualTo(new Target("/a", "b", null));
      assertThat(request.headers().all("X-ONE")).containsExactly("1", "2");
      assertThat(request.peer()).isEqualTo(new Peer.Tcp(IpAddress.of("127.0.0.1")));
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws IOException {
    start(Limits.DEFAULT);

    try (var client = RawClient.connect(port)) {
      client.send(RawClient.request("PUT", "/", "one") + RawClient.request("PUT", "/", "two")
          + RawClient.request("PUT", "/", "three"));

      assertThat(List.of(client.read().body(), client.read().body(), client.read().body()))
          .containsExactly("one", "two", "three");
    }
  }

  @Test
  void aConnectionIsKeptWhereTheVersionOrTheClientSaysSo() throws IOException {
    start(Limits.DEFAULT);

    assertThat(isClosedAfter("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")).isFalse();
    assertThat(isClosedAfter("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")).isTrue();
    assertThat(isClosedAfter("GET / HTTP/1.0\r\n\r\n")).isTrue();
    assertThat(isClosedAfter("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")).isFalse();
  }

  @Test
  void aChunkedRequestIsReadWhole() throws IOException {
    start(Limits.DEFAULT);

    try (var client = RawClient.connect(port)) {
      client.send("PUT / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
          + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" + GET);

      assertThat(client.read().body()).isEqualTo("abcde");
      assertThat(client.read().body()).isEmpty();
    }
  }

  @Test
  void anAnswerToHeadHasALengthAndNoContent() throws IOException {
    handler = _ -> Response.of(200, "text/plain", "12345");
    start(Limits.DEFAULT);

    try (var client = RawClient.connect(port)) {
      var answer = client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n").read("HEAD");
      var next = client.send(GET).read();

      assertThat(answer.header("content-length")).isEqualTo("5");
      assertThat(next.body()).isEqualTo("12345");
    }
  }

  @Test
  void anExpectationIsMetOrRefused() throws IOException {
    start(QUICK);

    try (var client = RawClient.connect(port)) {
      var head = "PUT / HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: ";
      assertThat(client.send(head + "2\r\n\r\n").read().status()).isEqualTo(100);
      assertThat(client.send("ok").read().body()).isEqualTo("ok");
      assertThat(client.send(head + "2000\r\n\r\n").read().status()).isEqualTo(413);
    }
    assertThat(answerTo("GET / HTTP/1.1\r\nHost: localhost\r\nExpect: magic\r\n\r\n").status()).isEqualTo(417);
  }

  @Test
  void aContentBeyondTheBoundIsRefusedDeclaredOrNot() throws IOException {
    start(QUICK);

    var declared = answerTo("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1001\r\n\r\n" + "x".repeat(1_001));
    var streamed = answerTo(
        "PUT / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + "x".repeat(1_001)
        + "\r\n0\r\n\r\n");

    assertThat(declared.status()).isEqualTo(413);
    assertThat(declared.body()).isEqualTo("{\n\t\"error\": \"content too large (expected: at most 1000 bytes)\"\n}");
    assertThat(declared.header("connection")).isEqualTo("close");
    assertThat(streamed.status()).isEqualTo(413);
    assertThat(seen).isEmpty();
  }

  @Test
  void linesAndHeadersBeyondTheirBoundsAreRefused() throws IOException {
    start(QUICK);

    assertThat(answerTo("GET /" + "x".repeat(300) + " HTTP/1.1\r\nHost: localhost\r\n\r\n").status()).isEqualTo(414);
    assertThat(answerTo("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(600) + "\r\n\r\n").status())
        .isEqualTo(431);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "GET\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
    "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n",
    "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
    "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        + "GET /smuggled HTTP/1.1\r\n\r\n",
    "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
    "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx",
  })
  void aMalformedRequestIsAnsweredAndItsConnectionClosed(String request) throws IOException {
    start(Limits.DEFAULT);

    try (var client = RawClient.connect(port)) {
      var answer = client.send(request).read();

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).startsWith("{\n\t\"error\": \"").endsWith("\"\n}");
      assertThat(client.isClosedByServer()).isTrue();
      assertThat(seen).isEmpty();
    }
  }

  @Test
  void aRequestThatDribblesInIsCutOff() throws IOException {
    start(QUICK);

    assertThat(dribble("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + "x".repeat(200))).isLessThan(200);
    assertThat(dribble("PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400\r\n\r\n" + "x".repeat(200)))
        .isLessThan(200);
    assertThat(seen).isEmpty();
  }

  @Test
  void aLaterRequestThatDribblesInIsCutOffToo() throws IOException {
    start(new Limits(8, 4, 1_000, 2_500, 4_000, 4_000, 2, 100_000, Duration.ofMillis(300), Duration.ofMinutes(1),
        Duration.ofSeconds(5)));

    try (var client = RawClient.connect(port)) {
      client.send(GET).read();

      assertThat(dribble(client, "GET /" + "x".repeat(3_000))).isLessThan(3_000);
    }
  }

  @Test
  void anIdleConnectionIsClosed() throws IOException {
    start(QUICK);

    try (var client = RawClient.connect(port)) {
      client.send(GET).read();

      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aClientThatDoesNotReadIsCutOff() throws IOException {
    handler = _ -> Response.of(200, "text/plain", "x".repeat(64 << 20));
    start(QUICK);

    try (var client = RawClient.connect(port)) {
      client.send(GET);

      await().until(() -> server.openConnections() == 1);
      await().until(() -> server.openConnections() == 0);
    }
  }

  @Test
  void aConnectionBeyondTheBoundIsClosed() throws IOException {
    start(new Limits(2, 4, 1_000, 2_500, 200, 500, 2, 100_000, Duration.ofMinutes(1), Duration.ofMinutes(1),
        Duration.ofMinutes(1)));

    try (var one = RawClient.connect(port); var two = RawClient.connect(port)) {
      one.send(GET).read();
      two.send(GET).read();
      try (var three = RawClient.connect(port)) {
        assertThat(three.isClosedByServer()).isTrue();
      }
    }
    await().until(() -> server.openConnections() == 0);
    assertThat(answerTo(GET).status()).isEqualTo(200);
  }

  @Test
  void moreRequestsAtOnceThanTheBoundAreTurnedAway() throws Exception {
    var hold = new CountDownLatch(1);
    var held = new CountDownLatch(1);
    handler = _ -> {
      held.countDown();
      awaitQuietly(hold);
      return Response.empty(200);
    };
    start(new Limits(8, 1, 1_000, 2_500, 200, 500, 2, 100_000, Duration.ofMinutes(1), Duration.ofMinutes(1),
        Duration.ofMinutes(1)));

    try (var first = RawClient.connect(port)) {
      first.send(GET);
      held.await();
      var second = answerTo(GET);
      hold.countDown();

      assertThat(second.status()).isEqualTo(503);
      assertThat(second.header("retry-after")).isEqualTo("1");
      assertThat(first.read().status()).isEqualTo(200);
    }
    assertThat(answerTo(GET).status()).isEqualTo(200);
  }

  @Test
  void contentsTogetherAreBounded() throws IOException {
    start(new Limits(8, 4, 1_000, 1_500, 200, 500, 2, 100_000, Duration.ofMinutes(1), Duration.ofMinutes(1),
        Duration.ofMinutes(1)));
    var head = "PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n";

    try (var first = RawClient.connect(port)) {
      first.send(head + "x".repeat(999));
      var probe = new ArrayList<Integer>();
      await().until(() -> {
        probe.add(answerTo(head + "x".repeat(1_000)).status());
        return probe.getLast() == 503;
      });
    }
    await().until(() -> answerTo(head + "x".repeat(1_000)).status() == 200);
  }

  @Test
  void aFailureOfTheHandlerIsNotTold() throws IOException {
    handler = _ -> {
      throw new IllegalStateException("secret");
    };
    start(Limits.DEFAULT);

    var answer = answerTo(GET);

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).isEqualTo("{\n\t\"error\": \"internal error: see the log of the daemon\"\n}");
  }

  @Test
  void stoppingLetsARequestEnd() throws Exception {
    var hold = new CountDownLatch(1);
    var held = new CountDownLatch(1);
    handler = _ -> {
      held.countDown();
      awaitQuietly(hold);
      return Response.of(200, "text/plain", "done");
    };
    start(Limits.DEFAULT);

    try (var client = RawClient.connect(port); var idle = RawClient.connect(port)) {
      client.send(GET);
      held.await();
      var stopping = Thread.ofVirtual().start(server::close);
      await().until(() -> isRefused(port));
      hold.countDown();

      assertThat(client.read().body()).isEqualTo("done");
      assertThat(client.isClosedByServer()).isTrue();
      assertThat(idle.isClosedByServer()).isTrue();
      stopping.join();
    }
  }

  @Test
  void aPortInUseIsNamedWithTheCause() throws IOException {
    start(Limits.DEFAULT);

    try (var other = serverWith(Limits.DEFAULT)) {
      assertThatThrownBy(() -> other.listen(new ListenAddress(IpAddress.of("127.0.0.1"), port)))
          .isInstanceOf(IOException.class)
          .hasMessage("listen on 127.0.0.1:" + port + ": Address already in use");
    }
  }

  @Test
  void everyAddressTakesBothFamilies() throws IOException {
    server = serverWith(Limits.DEFAULT);
    port = server.listen(ListenAddress.parse(":0", IpAddress::of)).port();

    for (var host : List.of("127.0.0.1", "::1")) {
      try (var client = RawClient.connect(new InetSocketAddress(host, port))) {
        assertThat(client.send(GET).read().status()).isEqualTo(200);
        assertThat(seen.remove().peer()).isEqualTo(new Peer.Tcp(IpAddress.of(host)));
      }
    }
  }

  @Test
  void aUnixSocketIsTheOwnersAlone(@TempDir Path folder) throws IOException {
    var socket = folder.resolve("run/gorb.sock");
    server = serverWith(Limits.DEFAULT);
    server.listen(socket);

    try (var client = RawClient.connect(socket)) {
      assertThat(client.send(GET).read().status()).isEqualTo(200);
    }
    assertThat(seen.remove().peer()).isEqualTo(new Peer.UnixSocket());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-------");
    server.close();
    assertThat(socket).doesNotExist();
  }

  @Test
  void aUnixSocketMayBeThatOfAGroupToo(@TempDir Path folder) throws IOException {
    var socket = folder.resolve("gorb.sock");
    var group = Files.readAttributes(folder, PosixFileAttributes.class).group();
    server = serverWith(Limits.DEFAULT);
    server.listen(socket, group.getName());

    var attributes = Files.readAttributes(socket, PosixFileAttributes.class);
    assertThat(attributes.group()).isEqualTo(group);
    assertThat(PosixFilePermissions.toString(attributes.permissions())).isEqualTo("rw-rw----");
    assertThatThrownBy(() -> server.listen(folder.resolve("other.sock"), "no-such-group"))
        .hasMessageEndingWith("no such group: no-such-group");
    assertThat(folder).isDirectoryNotContaining(it -> !it.equals(socket));
  }

  @Test
  void aUnixSocketReplacesOnlyWhatNobodyAnswersOn(@TempDir Path folder) throws Exception {
    var stale = folder.resolve("stale.sock");
    var taken = folder.resolve("taken.sock");
    var file = Files.writeString(folder.resolve("file"), "keep");
    try (var channel = java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      channel.bind(java.net.UnixDomainSocketAddress.of(stale));
    }
    server = serverWith(Limits.DEFAULT);
    server.listen(taken);

    server.listen(stale);

    try (var client = RawClient.connect(stale)) {
      assertThat(client.send(GET).read().status()).isEqualTo(200);
    }
    try (var other = serverWith(Limits.DEFAULT)) {
      assertThatThrownBy(() -> other.listen(taken))
          .hasMessage("listen on " + taken + ": another process answers on it");
      assertThatThrownBy(() -> other.listen(file))
          .hasMessage("listen on " + file + ": the file exists and is no socket");
    }
    assertThat(taken).exists();
    assertThat(file).hasContent("keep");
  }

  @Test
  void noDescriptorIsLeft() throws IOException {
    start(QUICK);
    answerTo(GET);
    server.close();
    long before = openDescriptors();

    for (int round = 0; round < 3; round++) {
      start(QUICK);
      answerTo(GET);
      server.close();
    }

    await().until(() -> openDescriptors() <= before);
  }

  private HttpServer serverWith(Limits limits) {
    return new HttpServer(request -> handler.handle(request), limits, CLOCK);
  }

  private void start(Limits limits) throws IOException {
    server.close();
    server = serverWith(limits);
    port = server.listen(new ListenAddress(IpAddress.of("127.0.0.1"), 0)).port();
  }

  private Answer answerTo(String request) throws IOException {
    try (var client = RawClient.connect(port)) {
      return client.send(request.getBytes(StandardCharsets.ISO_8859_1)).read();
    }
  }

  private boolean isClosedAfter(String request) throws IOException {
    try (var client = RawClient.connect(port)) {
      client.send(request).read();
      try {
        return client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").read().status() != 200;
      } catch (IOException _) {
        return true;
      }
    }
  }

  private int dribble(String text) throws IOException {
    try (var client = RawClient.connect(port)) {
      return dribble(client, text);
    }
  }

  /** How many bytes could be sent, one every few milliseconds, before the server closed the connection. */
  private static int dribble(RawClient client, String text) {
    int sent = 0;
    try {
      for (char c : text.toCharArray()) {
        client.send(String.valueOf(c));
        sent++;
        TimeUnit.MILLISECONDS.sleep(10);
      }
    } catch (IOException | InterruptedException _) {
      // closed by the server
    }
    return client.isClosedByServer() ? sent : Integer.MAX_VALUE;
  }

  private static boolean isRefused(int port) {
    try (var _ = RawClient.connect(port)) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  private static long openDescriptors() throws IOException {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
