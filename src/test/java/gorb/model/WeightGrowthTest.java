package gorb.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Weights that grow with time. */
class WeightGrowthTest {
  private static final Instant UP = Instant.parse("2026-01-01T00:00:00Z");
  private static final Restore LINEAR = new Restore.Linear(Duration.ofSeconds(30));
  private static final Restore EXPONENTIAL = new Restore.Exponential(Duration.ofSeconds(30));

  @Test
  void aLinearWeightGrowsEvenly() {
    assertThat(weight(LINEAR, 0)).isEqualTo(1);
    assertThat(weight(LINEAR, 12)).isEqualTo(40);
    assertThat(weight(LINEAR, 15)).isEqualTo(50);
    assertThat(weight(LINEAR, 30)).isEqualTo(100);
    assertThat(weight(LINEAR, 3_000)).isEqualTo(100);
  }

  @Test
  void anExponentialWeightGrowsByEqualFactors() {
    assertThat(weight(EXPONENTIAL, 0)).isEqualTo(1);
    assertThat(weight(EXPONENTIAL, 15)).isEqualTo(10);
    assertThat(weight(EXPONENTIAL, 30)).isEqualTo(100);
  }

  @Test
  void immediateIsTheWholeAtOnce() {
    assertThat(weight(new Restore.Immediate(), 0)).isEqualTo(100);
  }

  @Test
  void theFirstServerOfAnEmptyPoolHasTheWholeAtOnce() {
    var alone = new PoolMoment(UP, since(UP), PoolMoment.MANY_STEPS);

    assertThat(WeightPolicy.of(server(100, LINEAR), up(UP, 0), alone).value()).isEqualTo(100);
  }

  @Test
  void aServerThatServedBeforeItsVerdictIsNotTakenBack() {
    assertThat(WeightPolicy.of(server(100, LINEAR), up(UP, 40), at(0)).value()).isEqualTo(40);
    assertThat(WeightPolicy.of(server(100, LINEAR), up(UP, 40), at(15)).value()).isEqualTo(50);
    assertThat(WeightPolicy.of(server(100, LINEAR), up(UP, Health.Unknown.NO_CEILING), at(0)).value()).isEqualTo(100);
  }

  @Test
  void aClockThatWasPutBackFarEndsTheGrowth() {
    assertThat(weight(LINEAR, -10)).isEqualTo(1);
    assertThat(weight(LINEAR, -3_600)).isEqualTo(100);
  }

  @Test
  void aTableOfWeightsGrowsInFewSteps() {
    var now = UP;
    int steps = 0;
    for (var change = now; change != null; steps++) {
      now = change;
      change = WeightPolicy.of(server(100, LINEAR), up(UP, 0), new PoolMoment(now, since(Instant.MIN), PoolMoment.FEW_STEPS))
          .changesAt();
    }

    assertThat(steps).isEqualTo(PoolMoment.FEW_STEPS + 1);
    assertThat(now).isEqualTo(UP.plusSeconds(30));
  }

  @Test
  void aWeightNeverFallsNorLeavesItsBoundsAndChangesOnlyWhenItSays() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      int configured = random.nextBoolean() ? random.nextInt(4) : random.nextInt(Integer.MAX_VALUE);
      var over = Duration.ofMillis(10 + random.nextInt(100_000));
      var restore = random.nextBoolean() ? new Restore.Linear(over) : new Restore.Exponential(over);
      var health = up(UP, random.nextInt(3) == 0 ? random.nextInt(50) : 0);
      int before = 0;
      Instant next = UP;
      for (int step = 0; next != null; step++) {
        var weight = WeightPolicy.of(server(configured, restore), health, PoolMoment.among(next));
        assertThat(weight.value()).as("seed %d", seed).isBetween(Math.max(before, Math.min(configured, 1)), configured);
        assertThat(step).as("seed %d", seed).isLessThanOrEqualTo(PoolMoment.MANY_STEPS);
        if (weight.changesAt() != null) {
          assertThat(weight.changesAt()).as("seed %d", seed).isAfter(next);
          var just = PoolMoment.among(weight.changesAt().minusNanos(1));
          assertThat(WeightPolicy.of(server(configured, restore), health, just).value()).as("seed %d", seed)
              .isEqualTo(weight.value());
        } else {
          assertThat(weight.value()).as("seed %d", seed).isEqualTo(configured);
        }
        before = weight.value();
        next = weight.changesAt();
      }
    }
  }

  private static int weight(Restore restore, long seconds) {
    return WeightPolicy.of(server(100, restore), up(UP, 0), at(seconds)).value();
  }

  private static PoolMoment at(long seconds) {
    return PoolMoment.among(UP.plusSeconds(seconds));
  }

  private static ServerHealth up(Instant since, int carried) {
    return new ServerHealth(new Health.Up(since, carried), CheckHistory.EMPTY.afterSuccess(), since, since);
  }

  private static RealServer server(int weight, Restore restore) {
    var interval = Duration.ofSeconds(1);
    return new RealServer(
        new ServerKey(IpAddress.of("10.1.0.1"), 80), weight, AdminState.ENABLED, ForwardingMethod.MASQUERADE,
        Thresholds.NONE,
        new HealthCheck(new CheckMethod.Always(), interval, interval, CheckPolicy.of(interval).with(restore)), 0,
        Map.of());
  }

  private static PoolStanding since(Instant began) {
    return new PoolStanding(PoolPolicy.DEFAULT, 2, 1, 0, began, true, PoolStanding.Use.REGULAR);
  }
}
