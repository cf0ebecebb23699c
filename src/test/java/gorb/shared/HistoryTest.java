package gorb.shared;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.shared.History.Told;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private final History history = new History();

  @Test
  void theLastWriteIsWhatIs() {
    write("1", Told.DONE);
    write("2", Told.DONE);

    assertThat(history.contradictions(Map.of("a", "2"))).isEmpty();
    assertThat(history.contradictions(Map.of("a", "1"))).as("lost").extracting(it -> it.isResurrected()).containsExactly(false);
    assertThat(history.contradictions(Map.of())).as("lost").extracting(it -> it.isResurrected()).containsExactly(false);
    assertThat(history.contradictions(Map.of("a", "2", "b", "1"))).as("from nowhere")
        .extracting(it -> it.isResurrected()).containsExactly(true);
  }

  @Test
  void whatWasRemovedStaysSo() {
    write("1", Told.DONE);
    write(null, Told.DONE);

    assertThat(history.contradictions(Map.of())).isEmpty();
    assertThat(history.contradictions(Map.of("a", "1"))).as("back again")
        .extracting(it -> it.isResurrected()).containsExactly(true);
  }

  @Test
  void whatIsNotKnownMayComeLaterAndWhatWasRefusedNever() {
    write("1", Told.UNKNOWN);
    write("2", Told.DONE);
    write("3", Told.REFUSED);

    assertThat(history.contradictions(Map.of("a", "1"))).isEmpty();
    assertThat(history.contradictions(Map.of("a", "2"))).isEmpty();
    assertThat(history.contradictions(Map.of("a", "3"))).hasSize(1);
  }

  @Test
  void ofTwoWritesAtOnceEitherMayBeTheLast() {
    history.write("a", Optional.of("1"), () -> {
      write("2", Told.DONE);
      return Told.DONE;
    });

    assertThat(history.contradictions(Map.of("a", "1"))).isEmpty();
    assertThat(history.contradictions(Map.of("a", "2"))).isEmpty();
  }

  private void write(String value, Told told) {
    history.write("a", Optional.ofNullable(value), () -> told);
  }
}
