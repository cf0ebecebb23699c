package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
  private final Problems problems = Problems.lenient();

  @Test
  void namesAreFoundWhateverTheirCaseAndTheLastOneCounts() throws DocumentException {
    var fields = fields("{\"PORT\":1,\"Port\":2,\"port\":null}");

    assertThat(fields.integer("port", 1, 9)).hasValue(2);
    assertThat(fields("{\"port\":1,\"port\":3}").integer("port", 1, 9)).hasValue(3);
  }

  @Test
  void nullIsAsGoodAsAbsent() throws DocumentException {
    var fields = fields("{\"a\":null}");

    assertThat(fields.text("a", 9)).isEmpty();
    assertThat(fields.integer("a", 0, 9)).isEmpty();
    assertThat(fields.bool("a")).isEmpty();
    assertThat(fields.object("a")).isEmpty();
    assertThat(fields.duration("a", Duration.ZERO)).isEmpty();
    assertThat(problems.isEmpty()).isTrue();
  }

  @Test
  void everyProblemIsToldAtOnceWithItsField() throws DocumentException {
    var fields = fields("{\"a\":5,\"b\":\"5\",\"c\":1,\"d\":[],\"e\":\"long\",\"f\":{\"x\":1}}");
    fields.text("a", 9);
    fields.integer("b", 1, 9);
    fields.bool("c");
    fields.object("d");
    fields.text("e", 3);
    fields.duration("f", Duration.ofSeconds(1));

    assertThatThrownBy(problems::raise).hasMessage(
        "a: 5 (expected: a string); b: \"5\" (expected: an integer from 1 to 9); c: 1 (expected: true or false);"
            + " d: [] (expected: an object); e: \"long\" (expected: at most 3 characters);"
            + " f: {\"x\":1} (expected: seconds, or a duration such as 90s or 5m, from 1s to 744h)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2147483648", "-1", "1.0", "1e2", "99999999999999999999999999", "true", "\"1\""})
  void onlyWholeNumbersInRangeAreIntegers(String json) throws DocumentException {
    assertThat(fields("{\"weight\":" + json + "}").integer("weight", 0, Integer.MAX_VALUE)).isEmpty();
    assertThat(problems.isEmpty()).isFalse();
  }

  @Test
  void digitsAreANumberWhereThatIsAllowed() throws DocumentException {
    assertThat(fields("{\"port\":\"0080\"}").integerOrDigits("port", 1, 99)).hasValue(80);
    assertThat(fields("{\"port\":80}").integerOrDigits("port", 1, 99)).hasValue(80);
    assertThat(fields("{\"port\":\"\u0668\"}").integerOrDigits("port", 1, 99)).isEmpty();
    assertThat(fields("{\"port\":\"12345678901\"}").integerOrDigits("port", 1, 99)).isEmpty();
  }

  @Test
  void aDurationIsSecondsOrHasUnits() throws DocumentException {
    for (var json : new String[] {"90", "\"90\"", "\"90s\"", "\"1m30s\"", "\"1.5m\""}) {
      assertThat(fields("{\"t\":" + json + "}").duration("t", Duration.ofSeconds(1))).contains(Duration.ofSeconds(90));
    }
    for (var json : new String[] {"0", "-1", "1.5", "true", "\"\"", "\"745h\"", "2678401",
        "\"9999999999999999999999\""}) {
      assertThat(fields("{\"t\":" + json + "}").duration("t", Duration.ofSeconds(1))).isEmpty();
    }
  }

  @Test
  void fieldsThatNobodyAskedForAreNoted() throws DocumentException {
    var fields = fields("{\"port\":1,\"prt\":2,\"a b\\r\\n\":3,\"" + "x".repeat(100) + "\":4}");
    fields.integer("PORT", 0, 9);
    fields.finish();

    assertThat(problems.ignored()).containsExactly("prt", "a b\r\n", "x".repeat(100));
    assertThat(problems.isEmpty()).isTrue();
  }

  @Test
  void nothingIsNotedWhereNothingIsIgnored() throws DocumentException {
    var fields = fields("{\"Port\":1}");
    fields.skip("port");
    fields.finish();

    assertThat(problems.ignored()).isEmpty();
  }

  @Test
  void inAStrictDocumentUnknownFieldsAreProblemsWithTheNameThatWasMeant() throws DocumentException {
    var strict = Problems.strict();
    var fields = Fields.of(JsonInput.object("state", "{\"prt\":1,\"Port\":2,\"color\":3}"), strict);
    fields.integer("port", 0, 9);
    fields.finish();

    assertThat(strict.all()).extracting(Problem::toString).containsExactly(
        "Problem[field=prt, message=unknown (did you mean \"port\"?)]",
        "Problem[field=Port, message=unknown (did you mean \"port\"?)]",
        "Problem[field=color, message=unknown (expected: port)]");
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "", " ", "{", "{\"port\":80,}", "[]", "5", "\"x\"", "{} {}", "{}}", "{'a':1}", "{a:1}", "{\"a\":01}",
    "{\"a\":NaN}", "// c\n{}",
    "{\"a\":\"\n\"}", "\ufeff{}", "nul", "{\"a\":1 \"b\":2}", "{\"a\":+1}", "{\"a\":.5}",
  })
  void whatIsNoJsonObjectIsRefused(String text) {
    assertThatThrownBy(() -> JsonInput.object("body", text))
        .isInstanceOf(DocumentException.class)
        .hasMessageStartingWith("body: ");
  }

  @Test
  void depthAndLengthsAreBounded() {
    assertThatThrownBy(() -> JsonInput.object("body", "{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}"))
        .hasMessageContaining("depth");
    assertThatThrownBy(() -> JsonInput.object("body", "{\"a\":" + "1".repeat(1_000) + "}"))
        .hasMessageContaining("length");
    assertThatThrownBy(() -> JsonInput.object("body", "{\"a\":\"" + "x".repeat(100_000) + "\"}"))
        .hasMessageContaining("length");
    assertThatThrownBy(() -> JsonInput.object("body", "{\"" + "x".repeat(10_000) + "\":1}"))
        .hasMessageContaining("length");
  }

  @Test
  void nullIsAnEmptyObject() throws DocumentException {
    assertThat(JsonInput.object("body", " null ")).isEmpty();
  }

  private Fields fields(String json) throws DocumentException {
    return Fields.of(JsonInput.object("body", json), problems);
  }
}
