package gorb.health;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.CheckMethod;
import gorb.model.CheckPolicy;
import gorb.model.HealthCheck;
import gorb.model.InitialState;
import gorb.model.Restore;
import gorb.model.ServerHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CheckPaceTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final CheckPolicy POLICY = new CheckPolicy(
      2, 3, Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(60), 0, InitialState.UP,
      new Restore.History());

  @Test
  void aServerOfWhichNothingIsKnownIsAskedAtTheInterval() {
    assertThat(after("")).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void aServerThatIsWellIsAskedAtTheInterval() {
    assertThat(after("+++")).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void resultsThatContradictTheVerdictAreFollowedFast() {
    assertThat(after("+-")).isEqualTo(Duration.ofSeconds(1));
    assertThat(after("+--")).isEqualTo(Duration.ofSeconds(1));
    assertThat(after("---+")).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aServerThatStaysDownIsAskedLessAndLessOften() {
    assertThat(after("---")).isEqualTo(Duration.ofSeconds(5));
    assertThat(after("----")).isEqualTo(Duration.ofSeconds(10));
    assertThat(after("-----")).isEqualTo(Duration.ofSeconds(20));
    assertThat(after("------")).isEqualTo(Duration.ofSeconds(40));
    assertThat(after("-------")).isEqualTo(Duration.ofSeconds(60));
    assertThat(after("-".repeat(90))).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void theOriginalsPolicyKeepsToTheInterval() {
    var check = check(CheckPolicy.of(Duration.ofSeconds(10)));
    for (var results : new String[] {"", "+", "-", "---------", "--+", "++-"}) {
      assertThat(CheckPace.next(check, health(results, check.policy()), new Random(1))).isEqualTo(check.interval());
    }
  }

  @Test
  void jitterStaysWithinItsShareAndUsesIt() {
    var policy = new CheckPolicy(1, 1, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(10), 20,
        InitialState.UP, new Restore.History());
    var random = new Random(7);
    var shortest = Duration.ofDays(1);
    var longest = Duration.ZERO;
    for (int round = 0; round < 1_000; round++) {
      var next = CheckPace.next(check(policy), health("+", policy), random);
      shortest = next.compareTo(shortest) < 0 ? next : shortest;
      longest = next.compareTo(longest) > 0 ? next : longest;
    }

    assertThat(shortest).isBetween(Duration.ofSeconds(8), Duration.ofMillis(8_200));
    assertThat(longest).isBetween(Duration.ofMillis(11_800), Duration.ofSeconds(12));
  }

  private static Duration after(String results) {
    return CheckPace.next(check(POLICY), health(results, POLICY), new Random(1));
  }

  private static HealthCheck check(CheckPolicy policy) {
    return new HealthCheck(new CheckMethod.Always(), Duration.ofSeconds(10), Duration.ofSeconds(5), policy);
  }

  private static ServerHealth health(String results, CheckPolicy policy) {
    var health = ServerHealth.initial(NOW, InitialState.UP);
    for (char result : results.toCharArray()) {
      health = HealthTracker.after(health, result == '+'
          ? new CheckResult.Success(Duration.ZERO)
          : new CheckResult.Failure(Duration.ZERO, "refused connection"), policy, NOW);
    }
    return health;
  }
}
