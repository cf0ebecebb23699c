package gorb.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLinesTest {
  @Test
  void aTransitionHasItsWordsAsFields() {
    var line = read(Level.WARNING, "event=backend-down service={0} backend={1} from={2} to={3} reason=\"{4}\"",
        "web", "one", "up", "down", "refused connection");

    assertThat(line.toString()).isEqualTo("{\"time\":\"2026-11-23T22:31:57.123Z\",\"level\":\"warning\","
        + "\"logger\":\"gorb.control.Controller\","
        + "\"message\":\"event=backend-down service=web backend=one from=up to=down reason=\\\"refused connection\\\"\",\"event\":\"backend-down\",\"service\":\"web\",\"backend\":\"one\","
        + "\"from\":\"up\",\"to\":\"down\",\"reason\":\"refused connection\"}");
  }

  @Test
  void numbersAndSwitchesAreSuch() {
    var line = read(Level.INFO, "event=x steps={0} asn={1} quorum={2} keep=\"{2}\" ratio={3} part={0}/{1}",
        7, 4_294_967_295L, true, 0.5);

    assertThat(line.get("steps").isInt()).isTrue();
    assertThat(line.get("asn").longValue()).isEqualTo(4_294_967_295L);
    assertThat(line.get("quorum").isBoolean()).isTrue();
    assertThat(line.get("ratio").stringValue()).isEqualTo("0.5");
    assertThat(line.get("part").stringValue()).isEqualTo("7/4294967295");
  }

  @Test
  void whatAStrangerSentIsNeverAField() {
    var forged = "\" level=debug event=forged service=\"web\"\n{1}";
    var line = read(Level.INFO, "event=x reason=\"{0}\" (tried again)", forged);

    assertThat(line.propertyNames()).containsExactly("time", "level", "logger", "message", "event", "reason");
    assertThat(line.get("event").stringValue()).isEqualTo("x");
    assertThat(line.get("level").stringValue()).isEqualTo("info");
    assertThat(line.get("reason").stringValue()).isEqualTo(forged);
  }

  @Test
  void aFieldOfTheLineItselfIsNotReplaced() {
    assertThat(read(Level.INFO, "event=x time={0} message={0}", "y").get("time").stringValue()).startsWith("2026");
  }

  @Test
  void whatOthersLogHasNoFields() {
    assertThat(read(Level.WARNING, "thread={0} is blocked", "x").propertyNames())
        .containsExactly("time", "level", "logger", "message");
  }

  @Test
  void aRecordIsOneLineAlsoWithWhatWasThrown() {
    var logged = PlainLinesTest.record(Level.SEVERE, "event=turn-failed");
    logged.setThrown(new IllegalStateException("broken"));
    var text = new JsonLines().format(logged);

    assertThat(text).hasLineCount(1).endsWith("}\n");
    assertThat(JsonMapper.shared().readTree(text).get("trace").stringValue().lines().toList())
        .startsWith("java.lang.IllegalStateException: broken").hasSizeGreaterThan(1);
  }

  @Test
  void noCharacterBreaksALine() {
    for (var text : List.of("\u0000\u001f\u007f\u0085\u2028\u2029", "\ud83d\ude00 \ud83d", "\\u0041\\")) {
      assertThat(new JsonLines().format(PlainLinesTest.record(Level.INFO, "event=x reason=\"{0}\"", text)))
          .hasLineCount(1);
    }
  }

  private static JsonNode read(Level level, String message, Object... parameters) {
    return JsonMapper.shared().readTree(new JsonLines().format(PlainLinesTest.record(level, message, parameters)));
  }
}
