package gorb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogFormatTest {
  @Test
  void aRecordIsOneLineWithTimeAndLevel() {
    assertThat(format(Level.INFO, "event=started"))
        .matches("time=\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ level=info event=started\\R");
  }

  @Test
  void levelsHaveTheNamesOfTheOriginal() {
    assertThat(format(Level.SEVERE, "x")).contains("level=error");
    assertThat(format(Level.WARNING, "x")).contains("level=warning");
    assertThat(format(Level.FINE, "x")).contains("level=debug");
  }

  @Test
  void parametersPrintAsTheyAre() {
    assertThat(format(Level.INFO, "port={0} it's={1} again={0}", 4672, "{0}")).contains("port=4672 it's={0} again=4672");
  }

  @Test
  void bracesThatAreNoParametersStay() {
    assertThat(format(Level.INFO, "{\"error\": {0} {7} {", "x")).contains("{\"error\": x {7} {");
  }

  @Test
  void whatAStrangerSentMakesNoSecondLine() {
    assertThat(format(Level.INFO, "id={0}", "a\r\nlevel=error event=forged")).hasLineCount(1);
  }

  private static String format(Level level, String message, Object... parameters) {
    var logged = new LogRecord(level, message);
    logged.setParameters(parameters);
    return new LogFormat().format(logged);
  }
}
