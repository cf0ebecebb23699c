package gorb.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.model.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedTest {
  private static final Limits LIMITS = new Limits(
      16, 4, 1_000, 2_500, 200, 500, 2, 100_000, Duration.ofMillis(300), Duration.ofMillis(600), Duration.ofSeconds(20));
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final List<Outlet> outlets = new CopyOnWriteArrayList<>();
  private final AtomicInteger farewells = new AtomicInteger();
  private final HttpServer server = new HttpServer(_ -> Response.of("text/plain", outlet -> {
    outlets.add(outlet);
    return farewells::incrementAndGet;
  }), LIMITS, InstantSource.system());
  private int port;

  @BeforeEach
  void listen() throws IOException {
    port = server.listen(new ListenAddress(IpAddress.of("127.0.0.1"), 0)).port();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aClientIsToldThingsAsTheyHappen() throws IOException {
    try (var client = new Client(GET)) {
      assertThat(client.head()).contains("HTTP/1.1 200 OK", "transfer-encoding: chunked", "Connection: close");

      outlet().write(Body.of("one\n"));
      assertThat(client.chunk()).isEqualTo("one\n");
      outlet().write(Body.of("two\n"));
      assertThat(client.chunk()).isEqualTo("two\n");
    }
    await().untilAtomic(farewells, org.hamcrest.Matchers.is(1));
    assertThat(outlet().write(Body.of("three\n"))).isFalse();
  }

  @Test
  void bodiesLargerThanAPieceArriveWholeAndInTheirOrder() throws IOException {
    var large = "0123456789".repeat(30_000);
    try (var client = new Client(GET)) {
      client.head();
      assertThat(outlet().write(Body.of(large))).isTrue();
      assertThat(outlet().write(Body.of("end"))).isTrue();

      var all = new StringBuilder();
      while (!all.toString().endsWith("end")) {
        all.append(client.chunk());
      }
      assertThat(all.toString()).isEqualTo(large + "end");
    }
  }

  @Test
  void aClientThatDoesNotReadIsCutOffAndNothingIsKeptForIt() throws IOException {
    try (var client = new Client(GET)) {
      client.head();
      // Taken once: asked for each time, the deadline of sending would cut the client off before the bound does.
      var outlet = outlet();
      var body = Body.of("x".repeat(50_000));
      int taken = 0;
      while (outlet.write(body)) {
        taken++;
        assertThat(taken).isLessThan(2_000);
      }
      await().untilAtomic(farewells, org.hamcrest.Matchers.is(1));
      assertThat(outlet.write(body)).isFalse();
    }
  }

  @Test
  void moreListenersThanThereIsRoomForAreRefused() throws IOException {
    try (var one = new Client(GET); var two = new Client(GET); var three = new Client(GET)) {
      one.head();
      two.head();
      await().until(() -> outlets.size() + (three.head().contains("503") ? 1 : 0) == 3);
    }
  }

  @Test
  void aStopEndsTheAnswerInOrder() throws IOException {
    try (var client = new Client(GET)) {
      client.head();
      outlet().write(Body.of("last"));
      assertThat(client.chunk()).isEqualTo("last");

      server.close();

      assertThat(client.chunk()).isEmpty();
      assertThat(farewells).hasValue(1);
    }
  }

  @Test
  void headHasNoFeed() throws IOException {
    try (var client = RawClient.connect(port)) {
      assertThat(client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n").read("HEAD").status()).isEqualTo(200);
    }
    assertThat(outlets).isEmpty();
  }

  private Outlet outlet() {
    await().until(() -> !outlets.isEmpty());
    return outlets.getFirst();
  }

  /** Reads chunks (RFC 9112, section 7.1) as they come. */
  private final class Client implements AutoCloseable {
    private final Socket socket = new Socket("127.0.0.1", port);
    private final BufferedReader in =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    private String head = "";

    Client(String request) throws IOException {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    String head() throws IOException {
      if (head.isEmpty()) {
        var lines = new StringBuilder();
        for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
          lines.append(line).append('\n');
        }
        head = lines.toString();
      }
      return head;
    }

    String chunk() throws IOException {
      int length = Integer.parseInt(in.readLine(), 16);
      var text = new char[length];
      int read = 0;
      while (read < length) {
        read += in.read(text, read, length - read);
      }
      in.readLine();
      return new String(text);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
