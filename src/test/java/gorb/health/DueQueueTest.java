package gorb.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.model.CheckMethod;
import gorb.model.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DueQueueTest {
  private static final HealthCheck CHECK = new HealthCheck(
      new CheckMethod.Always(), Duration.ofSeconds(1), Duration.ofSeconds(1));

  private final DueQueue<String> queue = new DueQueue<>();

  @Test
  void theEarliestComesFirstAndOfOneInstantTheLowerNumber() {
    queue.add(check(3, 20));
    queue.add(check(1, 10));
    queue.add(check(2, 20));
    queue.add(check(4, 5));

    assertThat(numbers()).containsExactly(4L, 1L, 2L, 3L);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void whatIsInAnotherQueueOrNoneIsNotRemoved() {
    var here = check(1, 10);
    var elsewhere = check(2, 10);
    queue.add(here);
    new DueQueue<String>().add(elsewhere);

    queue.remove(elsewhere);
    queue.remove(check(3, 10));

    assertThat(numbers()).containsExactly(1L);
  }

  @Test
  void aCheckThatIsInAQueueIsNotAddedToAnother() {
    var check = check(1, 10);
    queue.add(check);

    assertThatThrownBy(() -> new DueQueue<String>().add(check)).hasMessage("check 1 is in a queue already, at 0");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void itHasTheOrderOfASortedSetWhateverHappens(long seed) {
    var random = new Random(seed);
    var model = new TreeSet<ScheduledCheck<String>>(
        Comparator.<ScheduledCheck<String>>comparingLong(check -> check.at).thenComparingLong(check -> check.number));
    for (int step = 0; step < 10_000; step++) {
      if (model.isEmpty() || random.nextInt(5) < 3) {
        var added = check(step, random.nextInt(50));
        queue.add(added);
        model.add(added);
      } else if (random.nextBoolean()) {
        assertThat(queue.removeFirst()).as("seed %d, step %d", seed, step).isSameAs(model.removeFirst());
      } else {
        var some = new ArrayList<>(model).get(random.nextInt(model.size()));
        queue.remove(some);
        model.remove(some);
      }
    }

    assertThat(numbers()).as("seed %d", seed).isEqualTo(model.stream().map(check -> check.number).toList());
  }

  private List<Long> numbers() {
    var numbers = new ArrayList<Long>();
    while (!queue.isEmpty()) {
      numbers.add(queue.removeFirst().number);
    }
    return numbers;
  }

  private static ScheduledCheck<String> check(long number, long at) {
    var check = new ScheduledCheck<>("key", CHECK, Checks.FRESH, number);
    check.at = at;
    return check;
  }
}
