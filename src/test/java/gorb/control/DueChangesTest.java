package gorb.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DueChangesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void theLastOneThatEndsLeavesNoBound() {
    var one = new ServerRef("web", "one", 1);

    assertThat(DueChanges.NONE.with(one, NOW).notBefore()).isEqualTo(NOW);
    assertThat(DueChanges.NONE.with(one, NOW).with(one, null)).isEqualTo(DueChanges.NONE);
  }

  /** Whatever is set and taken back: all that are due are named, no other is, and none is before the bound. */
  @Test
  void allThatAreDueAreNamed() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var changes = DueChanges.NONE;
    Map<ServerRef, Instant> expected = new HashMap<>();
    var now = NOW;
    for (int round = 0; round < 2_000; round++) {
      var ref = new ServerRef("web", "b" + random.nextInt(20), 1);
      var at = random.nextInt(3) == 0 ? null : now.plusSeconds(random.nextInt(30));
      changes = changes.with(ref, at);
      if (at == null) {
        expected.remove(ref);
      } else {
        expected.put(ref, at);
      }
      if (random.nextInt(3) == 0) {
        now = now.plusSeconds(random.nextInt(5));
        var due = new HashSet<ServerRef>();
        changes = changes.forEachDue(now, due::add);
        for (var each : expected.entrySet()) {
          assertThat(due.contains(each.getKey())).as("seed %d, round %d", seed, round)
              .isEqualTo(!each.getValue().isAfter(now));
        }
        for (var each : due) {
          var next = random.nextBoolean() ? null : now.plusSeconds(1 + random.nextInt(9));
          changes = changes.with(each, next);
          expected.put(each, next);
        }
        expected.values().removeIf(Objects::isNull);
      }
      assertThat(changes.byServer()).as("seed %d, round %d", seed, round).isEqualTo(expected);
      var bound = changes.notBefore();
      assertThat(expected.values()).as("seed %d, round %d", seed, round).noneMatch(it -> bound == null || it.isBefore(bound));
    }
  }
}
