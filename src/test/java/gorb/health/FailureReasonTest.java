package gorb.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailureReasonTest {
  @Test
  void theReasonIsTheSystemsMessageInTheWordsOfThisProgram() {
    assertThat(FailureReason.of(new ConnectException("Connection refused"))).isEqualTo("refused connection");
    assertThat(FailureReason.of(new SocketException("Connection reset"))).isEqualTo("connection reset");
    assertThat(FailureReason.of(new NoRouteToHostException("No route to host"))).isEqualTo("no route to host");
    assertThat(FailureReason.of(new CheckFailedException("status 1 (expected 2)"))).isEqualTo("status 1 (expected 2)");
  }

  @Test
  void anExceptionWithoutAMessageIsNamed() {
    assertThat(FailureReason.of(new SocketException())).isEqualTo("SocketException");
    assertThat(FailureReason.of(new IOException(""))).isEqualTo("IOException");
  }

  @Test
  void aTimeoutIsInSecondsWhereItIsWhole() {
    assertThat(FailureReason.timedOut(Duration.ofSeconds(5))).isEqualTo("timed out after 5 s");
    assertThat(FailureReason.timedOut(Duration.ofMillis(1500))).isEqualTo("timed out after 1500 ms");
  }
}
