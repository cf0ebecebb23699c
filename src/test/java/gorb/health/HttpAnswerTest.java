package gorb.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerTest {
  @ParameterizedTest
  @CsvSource({
      "HTTP/1.1 200 OK, 200",
      "HTTP/1.0 404 Not Found, 404",
      "HTTP/1.1 503, 503",
      "'HTTP/1.1 204 ', 204",
      "HTTP/1.1 999 \u0085\u00e9\u0000 odd reason, 999",
      "HTTP/1.1 101 Switching Protocols, 101",
  })
  void aStatusLineHasAStatus(String line, int status) throws Exception {
    assertThat(statusOf(line + "\r\nA: b\r\n\r\nbody")).isEqualTo(status);
  }

  @Test
  void linesMayEndWithALineFeedOnly() throws Exception {
    assertThat(statusOf("HTTP/1.1 200 OK\nA: b\n\nbody")).isEqualTo(200);
  }

  @Test
  void interimAnswersAreSkipped() throws Exception {
    assertThat(statusOf("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 418 No\r\n\r\n"))
        .isEqualTo(418);
  }

  @Test
  void interimAnswersWithoutEndAreCutOff() {
    assertThatThrownBy(() -> statusOf("HTTP/1.1 100 Continue\r\n\r\n".repeat(10_000)))
        .isInstanceOf(CheckFailedException.class)
        .hasMessage("header longer than 65536 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "HTTP/2 200\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
      "HTTP/1.1 099 OK\r\n\r\n", "HTTP/1.1 200OK\r\n\r\n", "HTTP/1.10 200 OK\r\n\r\n", "http/1.1 200 OK\r\n\r\n",
      "HTTP/1.1\t200 OK\r\n\r\n", "HTTP/1.1 \u0662\u0660\u0660 OK\r\n\r\n", "ICY 200 OK\r\n\r\n", "\r\nHTTP/1.1 200 OK\r\n\r\n",
      "\n", "<html>", "\u0016\u0003\u0001\u0002"})
  void whatIsNoStatusLineIsNoAnswer(String bytes) {
    assertThatThrownBy(() -> statusOf(bytes))
        .isInstanceOf(CheckFailedException.class)
        .hasMessageStartingWith("not an HTTP answer: \"");
  }

  @Test
  void theQuotationOfGarbageIsShortAndVisible() {
    assertThatThrownBy(() -> statusOf("SSH\u001b[31m\u00ff" + "x".repeat(100)))
        .hasMessage("not an HTTP answer: \"SSH.[31m." + "x".repeat(31) + "\"");
  }

  @Test
  void everyProperPrefixOfAHeadIsAFailureThatSaysWhatWasAwaited() {
    var head = "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n";
    for (int length = 0; length < head.length(); length++) {
      var prefix = head.substring(0, length);
      var awaited = length == 0 ? "an answer" : length < "HTTP/1.1 200 OK\r\n".length() ? "the end of the status line" : "the end of the header";

      assertThatThrownBy(() -> statusOf(prefix)).as(prefix)
          .isInstanceOf(CheckFailedException.class)
          .hasMessage("connection closed before " + awaited);
    }
  }

  @Test
  void aHeadMayComeInPieces() throws Exception {
    var bytes = "HTTP/1.1 301 Moved\r\nLocation: x\r\n\r\n".getBytes(ISO_8859_1);
    var dripping = new InputStream() {
      private int next;

      @Override
      public int read() {
        return next < bytes.length ? bytes[next++] & 0xff : -1;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        int b = read();
        if (b < 0) {
          return -1;
        }
        buffer[offset] = (byte) b;
        return 1;
      }
    };

    assertThat(new HttpAnswer(dripping).status()).isEqualTo(301);
  }

  @Test
  void aHeadOfExactlyTheBoundIsRead() throws Exception {
    var start = "HTTP/1.1 200 OK\r\nX: ";
    var end = "\r\n\r\n";
    var filler = "x".repeat(HttpHeadReader.MOST_BYTES - start.length() - end.length());

    assertThat(statusOf(start + filler + end)).isEqualTo(200);
    assertThatThrownBy(() -> statusOf(start + filler + "x" + end)).hasMessage("header longer than 65536 bytes");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void hostileBytesGiveAStatusOrAFailureInWords(long seed) throws IOException {
    var random = new Random(seed);
    int statuses = 0;
    for (int round = 0; round < 2_000; round++) {
      var bytes = mutated(random);
      try {
        int status = new HttpAnswer(new ByteArrayInputStream(bytes)).status();
        assertThat(status).isBetween(101, 999);
        statuses++;
      } catch (CheckFailedException e) {
        assertThat(e.getMessage()).as("seed %d round %d", seed, round).matches("[ -~]{10,80}");
      }
    }
    assertThat(statuses).isPositive();
  }

  private static byte[] mutated(Random random) {
    var bytes = "HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nServer: x\r\n\r\nbody".getBytes(ISO_8859_1);
    for (int change = random.nextInt(4); change > 0; change--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }

  private static int statusOf(String bytes) throws IOException {
    return new HttpAnswer(new ByteArrayInputStream(bytes.getBytes(ISO_8859_1))).status();
  }
}
