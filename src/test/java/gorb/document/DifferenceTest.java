package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  @Test
  void documentsThatAreAlikeHaveNone() throws DocumentException {
    assertThat(between("{\"a\":{\"b\":[1]}}", "{\"a\":{\"b\":[1]}}")).isEmpty();
  }

  @Test
  void eachIsToldAsDeepAsBothHaveAnObject() throws DocumentException {
    assertThat(between("{\"a\":{\"b\":1,\"c\":{\"d\":2},\"e\":[1]}}", "{\"a\":{\"b\":2,\"e\":[2],\"f\":{\"g\":3}}}"))
        .containsExactly("a.b 1 2", "a.c {\"d\":2} -", "a.e [1] [2]", "a.f - {\"g\":3}");
  }

  private static List<String> between(String one, String other) throws DocumentException {
    return Difference.between(JsonInput.object("one", one), JsonInput.object("other", other)).stream()
        .map(it -> it.field() + " " + it.before().map(Object::toString).orElse("-") + " "
            + it.after().map(Object::toString).orElse("-"))
        .toList();
  }
}
