package gorb.document;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.SchedulerFlag;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlagWordsTest {
  @ParameterizedTest
  @CsvSource({
    "'', 0", "sh-fallback, 8", "mh-fallback, 8", "flag-1, 8", "sh-port, 16", "mh-port, 16", "flag-2, 16", "flag-3, 32",
    "sh-port|sh-fallback, 24", "flag-3|flag-2|flag-1, 56", "flag-1|flag-1, 8",
  })
  void wordsAreBitsOfTheKernel(String text, int bits) {
    var flags = FlagWords.parse(text).orElseThrow();

    assertThat(flags.stream().mapToInt(SchedulerFlag::bit).sum()).isEqualTo(bits);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bogus", "|", "SH-PORT", "sh-port | sh-fallback", "sh-port|", "|sh-port", " ", "flag-4",
      "flag-1,flag-2"})
  void anyOtherWordIsUnknown(String text) {
    assertThat(FlagWords.parse(text)).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadAsTheSame() {
    for (var flags : Set.of(
        Set.<SchedulerFlag>of(), Set.of(SchedulerFlag.FLAG_2), EnumSet.of(SchedulerFlag.FLAG_3,
            SchedulerFlag.FLAG_1))) {
      assertThat(FlagWords.parse(FlagWords.format(flags))).contains(flags);
    }
    assertThat(FlagWords.format(EnumSet.allOf(SchedulerFlag.class))).isEqualTo("flag-1|flag-2|flag-3");
  }
}
