package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Destination;
import gorb.dataplane.Traffic;
import gorb.model.ForwardingMethod;
import gorb.model.IpAddress;
import gorb.model.ServerKey;
import gorb.model.Thresholds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections, limits and rates of a server, as the kernel has them. */
class ServerTest {
  private final Server server = new Server(new ServerKey(IpAddress.of("10.1.0.1"), 80));

  @ParameterizedTest
  @CsvSource({"4, 2, 1", "4, 0, 2", "8, 0, 5", "1, 0, 0", "3, 3, 2"})
  void isOverloadedFromTheUpperThresholdUntilBelowTheLower(int upper, int lower, int freeAt) {
    server.edit(limited(upper, lower));
    for (int connection = 1; connection <= upper; connection++) {
      assertThat(server.overloaded()).isFalse();
      server.begin(false);
    }
    assertThat(server.overloaded()).isTrue();

    for (int left = upper - 1; left >= freeAt; left--) {
      assertThat(server.overloaded()).as("%d left", left + 1).isTrue();
      server.end(true);
    }

    assertThat(server.overloaded()).isFalse();
  }

  @Test
  void inactiveConnectionsCountToo() {
    server.edit(limited(2, 0));
    server.begin(false);
    server.ending();
    server.begin(true);

    assertThat(server.active()).isZero();
    assertThat(server.inactive()).isEqualTo(2);
    assertThat(server.overloaded()).isTrue();
  }

  @Test
  void aHigherUpperThresholdOrNoneEndsTheOverloadAtOnceAndALowerOneDoesNotBeginIt() {
    server.edit(limited(2, 0));
    server.begin(false);
    server.begin(false);

    server.edit(limited(1, 0));
    assertThat(server.overloaded()).isTrue();
    server.edit(limited(9, 0));
    assertThat(server.overloaded()).isFalse();
    server.edit(limited(1, 0));
    assertThat(server.overloaded()).isFalse();
    server.begin(false);
    assertThat(server.overloaded()).isTrue();
    server.edit(limited(0, 0));
    assertThat(server.overloaded()).isFalse();
  }

  @Test
  void anEstimateNearsASteadyRateByAQuarterEveryTwoSeconds() {
    var estimate = Estimate.NONE;
    var total = Traffic.NONE;
    var twoSeconds = new Traffic(200, 400, 600, 20_000, 40_000);

    total = total.plus(twoSeconds);
    estimate = estimate.after(total);
    assertThat(estimate.perSecond()).isEqualTo(new Traffic(25, 50, 75, 2_500, 5_000));
    for (int look = 0; look < 60; look++) {
      total = total.plus(twoSeconds);
      estimate = estimate.after(total);
    }

    assertThat(estimate.perSecond()).isEqualTo(new Traffic(100, 200, 300, 10_000, 20_000));
    for (int look = 0; look < 60; look++) {
      estimate = estimate.after(total);
    }
    assertThat(estimate.perSecond()).isEqualTo(Traffic.NONE);
  }

  private static Destination limited(int upper, int lower) {
    return new Destination(1, ForwardingMethod.MASQUERADE, new Thresholds(upper, lower));
  }
}
