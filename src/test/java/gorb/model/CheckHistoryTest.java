package gorb.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckHistoryTest {
  @Test
  void anEmptyHistoryHasNoGoodShare() {
    assertThat(CheckHistory.EMPTY.size()).isZero();
    assertThat(CheckHistory.EMPTY.failures()).isZero();
    assertThat(CheckHistory.EMPTY.ratio()).isZero();
  }

  @Test // H27
  void theGoodShareIsOfTheResultsThatAreThere() {
    var history = CheckHistory.EMPTY.afterFailure().afterSuccess().afterSuccess().afterSuccess();

    assertThat(history.size()).isEqualTo(4);
    assertThat(history.failures()).isEqualTo(1);
    assertThat(history.ratio()).isEqualTo(0.75);
  }

  @Test // H26
  void aFailureIsForgottenWithTheHundredthResultAfterIt() {
    var history = CheckHistory.EMPTY.afterFailure();
    for (int i = 0; i < 99; i++) {
      history = history.afterSuccess();
    }

    assertThat(history.failures()).isEqualTo(1);
    assertThat(history.ratio()).isEqualTo(0.99);
    assertThat(history.afterSuccess().failures()).isZero();
    assertThat(history.afterSuccess().size()).isEqualTo(100);
  }

  @Test
  void aHundredFailuresAndMoreAreAHundred() {
    var history = CheckHistory.EMPTY;
    for (int i = 0; i < 250; i++) {
      history = history.afterFailure();
    }

    assertThat(history.failures()).isEqualTo(100);
    assertThat(history.ratio()).isZero();
  }

  @ParameterizedTest // H26, H27
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void itCountsAsAQueueOfTheLastHundredWould(long seed) {
    var random = new Random(seed);
    var queue = new ArrayDeque<Boolean>();
    var history = CheckHistory.EMPTY;
    for (int i = 0; i < 1_000; i++) {
      boolean good = random.nextInt(3) > 0;
      queue.addLast(good);
      if (queue.size() > 100) {
        queue.removeFirst();
      }
      history = good ? history.afterSuccess() : history.afterFailure();

      long failures = queue.stream().filter(result -> !result).count();
      assertThat(history.failures()).as("seed %d result %d", seed, i).isEqualTo((int) failures);
      assertThat(history.size()).isEqualTo(queue.size());
    }
  }

  @Test
  void aSizeBeyondItsBoundsIsRefused() {
    assertThatThrownBy(() -> new CheckHistory(0, 0, 101)).hasMessage("history size: 101 (expected: 0..100)");
    assertThatThrownBy(() -> new CheckHistory(0, 0, -1)).hasMessage("history size: -1 (expected: 0..100)");
  }
}
