package gorb.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ServerHealthTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant CHECKED = START.plusMillis(90_500);

  @Test
  void aServerThatNoCheckHasSeenHasNoVerdictAndNoUptime() {
    var health = ServerHealth.unknown(START, 7);

    assertThat(health).isEqualTo(new ServerHealth(new Health.Unknown(7), CheckHistory.EMPTY, START, START));
    assertThat(health.uptime()).isZero();
  }

  @Test // H36
  void theUptimeOfAServerThatIsUpEndsAtItsLastCheck() {
    var health = new ServerHealth(new Health.Up(START.plusSeconds(60)), CheckHistory.EMPTY, START, CHECKED);

    assertThat(health.uptime()).isEqualTo(Duration.ofMillis(90_500));
  }

  @Test // H36
  void aServerThatIsDownHasNoUptime() {
    var health = new ServerHealth(new Health.Down(CHECKED, "refused connection"), CheckHistory.EMPTY, START, CHECKED);

    assertThat(health.uptime()).isZero();
  }

  @Test
  void aCeilingBelowZeroIsRefused() {
    assertThatThrownBy(() -> ServerHealth.unknown(START, -1)).hasMessage("ceiling: -1 (expected: 0 or more)");
  }
}
