package gorb.dataplane.userspace.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import gorb.dataplane.userspace.scheduling.Scheduling.Pick;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class TwoChoicesTest {
  @Test
  void takesTheLessLoadedOfTheTwoThatWereDrawn() {
    var servers = SampleServer.ofWeights(1, 1, 1);
    servers.set(0, servers.get(0).withLoad(5, 0));

    assertThat(position(servers, 1, 3)).isEqualTo(2);
    assertThat(position(servers, 3, 1)).isEqualTo(2);
    assertThat(position(servers, 1, 1)).isZero();
  }

  @Test
  void takesTheFirstDrawWhereBothAreEquallyLoaded() {
    var servers = SampleServer.ofWeights(1, 2);
    servers.set(0, servers.get(0).withLoad(1, 0));
    servers.set(1, servers.get(1).withLoad(2, 0));

    assertThat(position(servers, 1, 2)).isZero();
    assertThat(position(servers, 2, 1)).isEqualTo(1);
  }

  @Test
  void givesTheFirstServerOneChanceMoreThanItsWeight() {
    var servers = SampleServer.ofWeights(1, 1, 2);

    assertThat(chances(servers)).containsExactly(new double[] {0.4, 0.2, 0.4}, within(1e-9));
  }

  @Test
  void neverDrawsAServerWithoutWeightOrAnOverloadedOne() {
    var servers = SampleServer.ofWeights(0, 3, 2, 0);
    servers.set(1, servers.get(1).withOverload());

    assertThat(chances(servers)).containsExactly(new double[] {0, 0, 1, 0}, within(1e-9));
  }

  @Test
  void choosesNobodyWhereNobodyIsUsable() {
    assertThat(position(SampleServer.ofWeights(0, 0))).isEqualTo(Pick.NONE);
    assertThat(position(List.of())).isEqualTo(Pick.NONE);
  }

  /** The probability of each server to be chosen, by trying every pair of draws. */
  static double[] chances(List<? extends Candidate> servers) {
    int total = servers.stream().filter(Candidate::usable).mapToInt(Candidate::weight).sum();
    double[] chances = new double[servers.size()];
    for (int first = 0; first <= total; first++) {
      for (int second = 0; second <= total; second++) {
        chances[position(servers, first, second)] += 1.0 / ((total + 1) * (total + 1));
      }
    }
    return chances;
  }

  private static int position(List<? extends Candidate> servers, long... draws) {
    return new TwoChoices(new Draws(draws)).pick(servers, SampleServer.FLOW).position();
  }

  /** Draws that a test decides. */
  private static final class Draws implements RandomGenerator {
    private final long[] draws;
    private int used;

    Draws(long... draws) {
      this.draws = draws;
    }

    @Override
    public long nextLong() {
      throw new AssertionError("without a bound");
    }

    @Override
    public long nextLong(long bound) {
      long draw = draws[used++];
      if (draw >= bound) {
        throw new AssertionError(draw + " (expected: less than " + bound + ")");
      }
      return draw;
    }
  }
}
