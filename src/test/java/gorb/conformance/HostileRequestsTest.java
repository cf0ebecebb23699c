package gorb.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.http.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ten thousand requests that nobody should send: none is a 500, none changes anything, none leaves a descriptor. */
class HostileRequestsTest {
  private static final long SEED = 20261123;
  private static final int REQUESTS = 10_000;
  private static final int WORKERS = 8;

  private final ObservedTable table = new ObservedTable();

  @Test
  void afterThousandsOfHostileRequestsNothingHasChanged() throws Exception {
    try (var daemon = InProcessDaemon.over(table); var workers = Executors.newFixedThreadPool(WORKERS)) {
      var bench = new Bench(new Site(daemon.address(), table::table, InProcessDaemon.DEFAULT_ADDRESS));
      bench.given("/service/s", "{\"host\":\"127.0.0.1\",\"port\":80}");
      bench.given("/service/s/b", "{\"host\":\"10.1.0.1\",\"port\":80}");
      attack(daemon, new Random(SEED), 200);
      var before = table.table();
      var shown = List.of(bench.get("/service/s").body(), bench.get("/service/s/b").body());
      long descriptors = openDescriptors();

      var attacks = IntStream.range(0, WORKERS)
          .<Callable<Void>>mapToObj(worker -> () -> {
            attack(daemon, new Random(SEED + 1 + worker), REQUESTS / WORKERS);
            return null;
          })
          .toList();
      for (var attack : workers.invokeAll(attacks)) {
        attack.get();
      }

      assertThat(List.of(bench.get("/service/s").body(), bench.get("/service/s/b").body())).isEqualTo(shown);
      assertThat(table.table()).isEqualTo(before);
      await().atMost(Duration.ofSeconds(30)).until(() -> openDescriptors() <= descriptors);
    }
  }

  private static void attack(InProcessDaemon daemon, Random random, int requests) {
    for (int i = 0; i < requests; i++) {
      int kind = random.nextInt(12);
      var bytes = request(kind, random);
      try (var client = RawClient.connect(daemon.address())) {
        client.send(bytes);
        if (kind < 4) {
          int status = client.read().status();
          assertThat(status).as("seed %d, %s", SEED, new String(bytes, StandardCharsets.ISO_8859_1))
              .isBetween(300, 499);
        }
      } catch (IOException e) {
        assertThat(kind).as("seed %d, %s: %s", SEED, new String(bytes, StandardCharsets.ISO_8859_1), e)
            .isGreaterThanOrEqualTo(4);
      }
    }
  }

  /** The first four kinds are whole requests, which are answered. */
  private static byte[] request(int kind, Random random) {
    return switch (kind) {
      case 0 -> text(RawClient.request("PUT", "/service/x", brokenJson(random)));
      case 1 -> text(RawClient.request("PUT", "/service/s/x", wrongTypes(random)));
      case 2 -> text(RawClient.request(pick(random, "PATCH", "PUT"), "/service/s", nested(random)));
      case 3 -> text(RawClient.request(pick(random, "GET", "DELETE", "BREW", "POST"),
          pick(random, "/%", "/%zz", "/service/%ff", "/service/%00", "//", "/../x", "/service/a/b/c", "/"
              + "%2e".repeat(9), "*", "x:1"), ""));
      case 4 -> random(random, random.nextInt(1, 400));
      case 5 -> truncated(random, text(RawClient.request("PUT", "/service/x",
          "{\"host\":\"127.0.0.1\",\"port\":\"no\"}")));
      case 6 -> text("GET /" + "a".repeat(random.nextInt(9_000, 40_000)) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      case 7 -> text("GET / HTTP/1.1\r\nHost: localhost\r\n" + ("X-" + random.nextInt() + ": " + "y".repeat(500)
          + "\r\n").repeat(60) + "\r\n");
      case 8 -> text("PUT /service/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + random.nextInt(40)
          + "\r\nTransfer-Encoding: " + pick(random, "chunked", "Chunked, identity", "chunked\r\nTransfer-Encoding: x",
              "\tchunked")
          + "\r\n\r\n0\r\n\r\nDELETE /service/s HTTP/1.1\r\nHost: localhost\r\n\r\n");
      case 9 -> joined(text("GET /service HTTP/1.1\r\nHost: localhost\r\n\r\n"), random(random, 200));
      case 10 -> flipped(random, text(RawClient.request("PUT", "/service/s",
          "{\"host\":5,\"port\":\"x\",\"flags\":7,\"method\":[]}")));
      case 11 -> text("PUT /service/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
          + pick(random, "zz\r\n", "-1\r\nx\r\n", "fffffffffffffffff\r\n", "5;" + "e".repeat(9_000) + "\r\n",
              "3\r\nabcd\r\n0\r\n\r\n"));
      default -> throw new AssertionError(kind);
    };
  }

  private static String brokenJson(Random random) {
    var whole = "{\"host\":\"127.0.0.1\",\"port\":80,\"protocol\":\"tcp\",\"method\":\"wrr\"";
    return whole.substring(0, random.nextInt(whole.length())) + pick(random, "", ",", "]", "\u0000", "\"", "{");
  }

  private static String wrongTypes(Random random) {
    var values = new String[] {"true", "[]", "{}", "-1", "1e309", "\"\\ud800\"", "1.5", "\"" + "9".repeat(50) + "\"",
        "99999999999"};
    return "{\"host\":" + pick(random, values) + ",\"port\":" + pick(random, values)
        + ",\"weight\":" + pick(random, values) + ",\"pulse\":" + pick(random, values) + "}";
  }

  private static String nested(Random random) {
    int depth = random.nextInt(40, 20_000);
    return pick(random, "[".repeat(depth), "{\"a\":".repeat(depth), "{\"a\":" + "[".repeat(depth) + "]".repeat(depth)
        + "}");
  }

  private static byte[] random(Random random, int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] truncated(Random random, byte[] bytes) {
    return java.util.Arrays.copyOf(bytes, random.nextInt(1, bytes.length));
  }

  private static byte[] flipped(Random random, byte[] bytes) {
    for (int i = 0; i < 3; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    var all = java.util.Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String pick(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static long openDescriptors() throws IOException {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }
}
