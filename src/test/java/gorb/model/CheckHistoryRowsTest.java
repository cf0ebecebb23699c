package gorb.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CheckHistoryRowsTest {
  @Test
  void noResultIsNoneInARow() {
    assertThat(CheckHistory.EMPTY.goodInARow()).isZero();
    assertThat(CheckHistory.EMPTY.failuresInARow()).isZero();
  }

  @Test
  void onlyTheNewestResultsOfOneKindCount() {
    var history = CheckHistory.EMPTY.afterFailure().afterFailure().afterSuccess().afterSuccess().afterSuccess();

    assertThat(history.goodInARow()).isEqualTo(3);
    assertThat(history.failuresInARow()).isZero();
    assertThat(history.afterFailure().failuresInARow()).isEqualTo(1);
    assertThat(history.afterFailure().goodInARow()).isZero();
  }

  @Test
  void sixtyFourAreCountedAtMost() {
    var history = CheckHistory.EMPTY;
    for (int check = 0; check < CheckHistory.CAPACITY; check++) {
      history = history.afterFailure();
    }

    assertThat(history.failuresInARow()).isEqualTo(64);
  }
}
