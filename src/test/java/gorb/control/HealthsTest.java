package gorb.control;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.ServerHealth;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class HealthsTest {
  private static final ServerHealth UNKNOWN = ServerHealth.unknown(Samples.START, 7);

  @RepeatedTest(20)
  void theyAreWhatAMapOfAllServersIs(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    var expected = new HashMap<ServerRef, ServerHealth>();
    var healths = Healths.NONE;
    for (int i = 0; i < 300; i++) {
      var ref = new ServerRef("s" + random.nextInt(4), "b" + random.nextInt(4), 1);
      var health = ServerHealth.unknown(Samples.START, i);
      switch (random.nextInt(3)) {
        case 0 -> {
          expected.put(ref, health);
          healths = healths.with(ref, health);
        }
        case 1 -> {
          expected.remove(ref);
          healths = healths.without(ref);
        }
        default -> {
          expected.keySet().removeIf(it -> it.service().equals(ref.service()));
          expected.put(ref, health);
          var servers = new TreeMap<String, Entry<ServerRef, ServerHealth>>(Map.of(ref.server(), Map.entry(ref, health)));
          healths = healths.withService(ref.service(), servers);
        }
      }
      assertThat(healths).as("step %d", i).isEqualTo(expected).hasSameSizeAs(expected);
    }
  }

  @Test
  void theHealthOfAnotherLifeOfAServerIsNotKnown() {
    var healths = Healths.NONE.with(new ServerRef("web", "one", 2), UNKNOWN);

    assertThat(healths.get(new ServerRef("web", "one", 1))).isNull();
    assertThat(healths.without(new ServerRef("web", "one", 1))).isSameAs(healths);
    assertThat(healths.without(new ServerRef("web", "one", 2))).isEmpty();
  }
}
