package gorb.health;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.AdminState;
import gorb.model.CheckHistory;
import gorb.model.CheckPolicy;
import gorb.model.Health;
import gorb.model.ServerHealth;
import gorb.model.WeightPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of {@link HealthTracker}, cell by cell, and what goes with each. */
class HealthTrackerTest {
  private static final CheckPolicy ONE = CheckPolicy.of(Duration.ofSeconds(1));
  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant EARLIER = CREATED.plusSeconds(10);
  private static final Instant NOW = CREATED.plusSeconds(60);
  private static final CheckResult SUCCESS = new CheckResult.Success(Duration.ofMillis(1));
  private static final CheckResult FAILURE = new CheckResult.Failure(Duration.ofMillis(1), "status 503 (expected 200)");

  @Test
  void aSuccessOfAnUnknownServerPutsItUp() {
    assertThat(after(new Health.Unknown(7), SUCCESS)).isEqualTo(new Health.Up(NOW, 7));
  }

  @Test
  void aSuccessOfAServerThatIsUpKeepsWhenItCameUp() {
    assertThat(after(new Health.Up(EARLIER), SUCCESS)).isEqualTo(new Health.Up(EARLIER));
  }

  @Test
  void aSuccessOfAServerThatIsDownPutsItUp() {
    assertThat(after(new Health.Down(EARLIER, "refused connection"), SUCCESS)).isEqualTo(new Health.Up(NOW));
  }

  @Test
  void aFailureOfAnUnknownServerPutsItDown() {
    assertThat(after(new Health.Unknown(7), FAILURE)).isEqualTo(new Health.Down(NOW, "status 503 (expected 200)"));
  }

  @Test
  void oneFailureOfAServerThatIsUpPutsItDown() {
    assertThat(after(new Health.Up(EARLIER), FAILURE)).isEqualTo(new Health.Down(NOW, "status 503 (expected 200)"));
  }

  @Test
  void anotherFailureKeepsWhenAndWhyTheServerWentDown() {
    assertThat(after(new Health.Down(EARLIER, "refused connection"), FAILURE))
        .isEqualTo(new Health.Down(EARLIER, "refused connection"));
  }

  @Test
  void aServerComesUpAfterRiseGoodChecksAndGoesDownAfterFallFailures() {
    assertThat(verdicts(new Health.Down(CREATED, "timeout"), "++-+++")).isEqualTo("DDDDDU");
    assertThat(verdicts(new Health.Up(CREATED), "-+--+-")).isEqualTo("UUUDDD");
  }

  @Test
  void withoutAVerdictOneGoodCheckIsOneAndFailuresCountAsEver() {
    assertThat(verdicts(new Health.Unknown(7), "+")).isEqualTo("U");
    assertThat(verdicts(new Health.Unknown(7), "--")).isEqualTo("?D");
  }

  /** With a rise of 3 and a fall of 2. */
  private static String verdicts(Health before, String results) {
    var health = new ServerHealth(before, CheckHistory.EMPTY, CREATED, CREATED);
    var verdicts = new StringBuilder();
    for (char result : results.toCharArray()) {
      health = HealthTracker.after(health, result == '+' ? SUCCESS : FAILURE, ONE.with(3, 2), NOW);
      verdicts.append(switch (health.health()) {
        case Health.Up _ -> 'U';
        case Health.Down _ -> 'D';
        case Health.Unknown _ -> '?';
      });
    }
    return verdicts.toString();
  }

  @Test // H26, H27
  void theHistoryIsOfTheLastHundredResults() {
    var health = HealthTracker.after(ServerHealth.unknown(CREATED, 0), FAILURE, ONE, NOW);
    for (int check = 0; check < 99; check++) {
      health = HealthTracker.after(health, SUCCESS, ONE, NOW);
    }

    assertThat(health.history().ratio()).isEqualTo(0.99);
    assertThat(HealthTracker.after(health, SUCCESS, ONE, NOW).history().ratio()).isEqualTo(1);
  }

  @Test // H36
  void theUptimeCountsFromTheCreationAsLongAsNothingFails() {
    var health = HealthTracker.after(ServerHealth.unknown(CREATED, 0), SUCCESS, ONE, NOW);

    assertThat(health.uptime()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test // H36
  void theUptimeIsZeroWhileDownAndCountsFromTheLastFailure() {
    var down = HealthTracker.after(ServerHealth.unknown(CREATED, 0), FAILURE, ONE, EARLIER);
    var stillDown = HealthTracker.after(down, FAILURE, ONE, NOW);
    var up = HealthTracker.after(stillDown, SUCCESS, ONE, NOW.plusSeconds(3));

    assertThat(stillDown.uptime()).isZero();
    assertThat(up.uptime()).isEqualTo(Duration.ofSeconds(3));
    assertThat(up.lastCheck()).isEqualTo(NOW.plusSeconds(3));
  }

  @Test
  void aWallClockThatIsPutBackStartsTheUptimeAnew() {
    var up = HealthTracker.after(ServerHealth.unknown(NOW, 0), SUCCESS, ONE, CREATED);
    var later = HealthTracker.after(up, SUCCESS, ONE, CREATED.plusSeconds(5));

    assertThat(up.uptime()).isZero();
    assertThat(later.uptime()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test // H34
  void aFailureWhileRecoveringPutsTheWeightBackToZero() {
    var recovering = ServerHealth.unknown(CREATED, 0);
    for (var result : List.of(FAILURE, SUCCESS, SUCCESS)) {
      recovering = HealthTracker.after(recovering, result, ONE, EARLIER);
    }
    assertThat(WeightPolicy.effective(100, AdminState.ENABLED, recovering)).isEqualTo(67);

    var failedAgain = HealthTracker.after(recovering, FAILURE, ONE, NOW);

    assertThat(WeightPolicy.effective(100, AdminState.ENABLED, failedAgain)).isZero();
    assertThat(WeightPolicy.effective(100, AdminState.ENABLED, HealthTracker.after(failedAgain, SUCCESS, ONE, NOW)))
        .isEqualTo(60);
  }

  private static Health after(Health before, CheckResult result) {
    return HealthTracker.after(new ServerHealth(before, CheckHistory.EMPTY, CREATED, CREATED), result, ONE, NOW).health();
  }
}
