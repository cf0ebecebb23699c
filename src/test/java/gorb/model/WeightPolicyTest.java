package gorb.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WeightPolicyTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test // H28
  void aServerThatIsDownHasNoWeight() {
    var down = new ServerHealth(new Health.Down(NOW, "refused connection"), history(99, 1), NOW, NOW);

    assertThat(WeightPolicy.effective(100, AdminState.ENABLED, down)).isZero();
  }

  @Test
  void aQuiescedServerHasNoWeightWhateverItsHealth() {
    assertThat(WeightPolicy.effective(100, AdminState.QUIESCED, up(history(100, 0)))).isZero();
    assertThat(WeightPolicy.effective(100, AdminState.QUIESCED, ServerHealth.unknown(NOW, 50))).isZero();
  }

  @ParameterizedTest
  @CsvSource({"100, 2147483647, 100", "100, 40, 40", "100, 0, 0", "30, 40, 30", "0, 40, 0"})
  void aServerWithoutAVerdictKeepsWhatWasThereUpToItsConfiguredWeight(int configured, int ceiling, int effective) {
    assertThat(WeightPolicy.effective(configured, AdminState.ENABLED, ServerHealth.unknown(NOW, ceiling))).isEqualTo(effective);
  }

  @Test // H29
  void theWeightComesBackAsGoodChecksPushTheFailureAside() {
    var weights = new ArrayList<Integer>();
    for (int good = 1; good <= 10; good++) {
      weights.add(WeightPolicy.effective(100, AdminState.ENABLED, up(history(good, 1))));
    }

    assertThat(weights).containsExactly(50, 67, 75, 80, 83, 86, 88, 89, 90, 91);
  }

  @ParameterizedTest // H30, H31
  @CsvSource({"12, 1, 1, 6", "100, 1, 4, 20", "100, 99, 1, 99", "3, 1, 1, 2", "2147483647, 1, 1, 1073741824"})
  void theWeightIsTheGoodShareRoundedToNearest(int configured, int good, int bad, int effective) {
    assertThat(WeightPolicy.effective(configured, AdminState.ENABLED, up(history(good, bad)))).isEqualTo(effective);
  }

  @Test // H32
  void theConfiguredWeightIsBackWhenTheFailureIsForgotten() {
    var history = history(99, 1);

    assertThat(WeightPolicy.effective(100, AdminState.ENABLED, up(history))).isEqualTo(99);
    assertThat(WeightPolicy.effective(100, AdminState.ENABLED, up(history.afterSuccess()))).isEqualTo(100);
  }

  @Test // H33
  void aWeightOfOneIsOneAsSoonAsTheServerIsUp() {
    assertThat(WeightPolicy.effective(1, AdminState.ENABLED, up(history(1, 99)))).isEqualTo(1);
  }

  @Test // H35
  void aConfiguredWeightOfZeroStaysZero() {
    assertThat(WeightPolicy.effective(0, AdminState.ENABLED, up(history(1, 1)))).isZero();
    assertThat(WeightPolicy.effective(0, AdminState.ENABLED, up(history(100, 0)))).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void theWeightIsNeverMoreThanConfiguredAndNeverLessWithMoreGoodChecks(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 10_000; round++) {
      int configured = random.nextInt(Integer.MAX_VALUE) >>> random.nextInt(31);
      int good = 1 + random.nextInt(99);
      int bad = random.nextInt(100 - good);
      int weight = WeightPolicy.effective(configured, AdminState.ENABLED, up(history(good, bad)));

      assertThat(weight).as("seed %d round %d", seed, round).isBetween(Math.min(1, configured), configured);
      assertThat(WeightPolicy.effective(configured, AdminState.ENABLED, up(history(good + 1, bad)))).isGreaterThanOrEqualTo(weight);
    }
  }

  private static ServerHealth up(CheckHistory history) {
    return new ServerHealth(new Health.Up(NOW), history, NOW, NOW);
  }

  /** Failures first, then good results. */
  private static CheckHistory history(int good, int bad) {
    var history = CheckHistory.EMPTY;
    for (int i = 0; i < bad; i++) {
      history = history.afterFailure();
    }
    for (int i = 0; i < good; i++) {
      history = history.afterSuccess();
    }
    return history;
  }

  @Test
  void adviceIsAShareOfWhatTheRestLeaves() {
    var history = CheckHistory.EMPTY.afterFailure().afterSuccess();
    for (var row : List.of(List.of(100, 75, 38), List.of(1, 1, 1), List.of(100, 0, 0), List.of(100, 100, 50))) {
      var health = new ServerHealth(new Health.Up(NOW), history, NOW, NOW, new Advice("agent", row.get(1), "x"));

      assertThat(WeightPolicy.effective(row.get(0), AdminState.ENABLED, health)).as("%s", row).isEqualTo(row.get(2));
    }
  }

  @Test
  void adviceOfAServerThatIsDownDoesNotMatter() {
    var health = new ServerHealth(
        new Health.Down(NOW, "x"), CheckHistory.EMPTY.afterFailure(), NOW, NOW, new Advice("agent", 75, "75%"));

    assertThat(WeightPolicy.effective(100, AdminState.ENABLED, health)).isZero();
  }
}
