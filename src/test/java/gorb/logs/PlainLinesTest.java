package gorb.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class PlainLinesTest {
  @Test
  void aRecordIsOneLineWithTimeAndLevel() {
    assertThat(format(Level.INFO, "event=started"))
        .isEqualTo("time=2026-11-23T22:31:57.123Z level=info event=started\n");
  }

  @Test
  void levelsHaveTheNamesOfTheOriginal() {
    assertThat(format(Level.SEVERE, "x")).contains("level=error");
    assertThat(format(Level.WARNING, "x")).contains("level=warning");
    assertThat(format(Level.FINE, "x")).contains("level=debug");
  }

  @Test
  void parametersPrintAsTheyAre() {
    assertThat(format(Level.INFO, "port={0} it's={1} again={0}", 4672, "{0}"))
        .contains("port=4672 it's={0} again=4672");
  }

  @Test
  void bracesThatAreNoParametersStay() {
    assertThat(format(Level.INFO, "{\"error\": {0} {7} {", "x")).contains("{\"error\": x {7} {");
  }

  @Test
  void whatAStrangerSentMakesNoSecondLine() {
    assertThat(format(Level.INFO, "id={0}", "a\r\nlevel=error event=forged")).hasLineCount(1);
    assertThat(format(Level.INFO, "id=\"{0}\"", "a\u2028b\u0085c")).endsWith(" id=\"a b c\"\n");
  }

  @Test
  void whatAStrangerSentMakesNoFieldOfItsOwn() {
    assertThat(format(Level.INFO, "event=x reason=\"{0}\"", "refused\" level=error event=\"forged"))
        .contains("reason=\"refused\\\" level=error event=\\\"forged\"");
    assertThat(format(Level.INFO, "event=x service={0} backend={1}", "a b=c", "d"))
        .contains("service=\"a b=c\" backend=d");
  }

  @Test
  void aBackslashOfAStrangerEndsNoQuotes() {
    assertThat(format(Level.INFO, "event=x reason=\"{0}\" next={1}", "C:\\", "a\\\" b"))
        .contains("reason=\"C:\\\\\" next=\"a\\\\\\\" b\"");
  }

  @Test
  void whatWasThrownFollowsItsLine() {
    var logged = record(Level.SEVERE, "event=turn-failed");
    logged.setThrown(new IllegalStateException("broken"));

    assertThat(PlainLines.withTime(ZoneOffset.UTC).format(logged).lines().limit(2).toList()).isEqualTo(List.of(
        "time=2026-11-23T22:31:57.123Z level=error event=turn-failed", "java.lang.IllegalStateException: broken"));
  }

  static LogRecord record(Level level, String message, Object... parameters) {
    var logged = new LogRecord(level, message);
    logged.setInstant(Instant.parse("2026-11-23T22:31:57.123456Z"));
    logged.setLoggerName("gorb.control.Controller");
    logged.setParameters(parameters);
    return logged;
  }

  private static String format(Level level, String message, Object... parameters) {
    return PlainLines.withTime(ZoneOffset.UTC).format(record(level, message, parameters));
  }
}
