package gorb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.cli.Transport.Answer;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpAnswerTest {
  private static final String ANSWER = "HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\n"
      + "Content-length:  8 \r\n\r\n{\"é\":1}";

  @Test
  void anAnswerHasAStatusAndATextOfItsLength() throws IOException {
    assertThat(HttpAnswer.parse(bytes(ANSWER))).isEqualTo(new Answer(404, "{\"é\":1}"));
    assertThat(HttpAnswer.parse(bytes(ANSWER + "more"))).isEqualTo(new Answer(404, "{\"é\":1}"));
    assertThat(HttpAnswer.parse(bytes("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"))).isEqualTo(new Answer(200, ""));
  }

  @Test
  void lessThanAnAnswerIsNone() {
    var whole = bytes(ANSWER);
    for (int length = 0; length < whole.length; length++) {
      var part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> HttpAnswer.parse(part)).as("%d bytes", length).isInstanceOf(EOFException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "SSH-2.0-x\r\n\r\n", "HTTP/2 200\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 2000\r\nContent-Length: 0\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"})
  void whatIsNotHttpOfOursIsRefused(String answer) {
    assertThatThrownBy(() -> HttpAnswer.parse(bytes(answer))).isInstanceOf(ProtocolException.class);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
