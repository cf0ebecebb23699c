package gorb.dataplane.userspace.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.userspace.scheduling.Scheduling.Pick;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedRoundRobinTest {
  @Test
  void takesServersByFallingWeight() {
    var servers = SampleServer.ofWeights(4, 3, 2);

    var chosen = SampleServer.picks(WeightedRoundRobin.start(servers), servers, 18);

    assertThat(chosen).containsExactly(1, 1, 2, 1, 2, 3, 1, 2, 3, 1, 1, 2, 1, 2, 3, 1, 2, 3);
  }

  @Test
  void reducesWeightsByTheirCommonDivisor() {
    var servers = SampleServer.ofWeights(300, 100, 0);

    var chosen = SampleServer.picks(WeightedRoundRobin.start(servers), servers, 8);

    assertThat(chosen).containsExactly(1, 1, 1, 2, 1, 1, 1, 2);
  }

  @Test
  void choosesNobodyWhereNobodyIsUsableAndSomebodyOnceAWeightIsBack() {
    var servers = SampleServer.ofWeights(0, 0);
    var failed = WeightedRoundRobin.start(servers).pick(servers, SampleServer.FLOW);
    assertThat(failed.position()).isEqualTo(Pick.NONE);

    servers.set(1, servers.get(1).withWeight(5));

    assertThat(SampleServer.picks(failed.next().edited(servers), servers, 2)).containsExactly(2, 2);
  }

  @Test
  void keepsItsMarkNearWhenWeightsChange() {
    var state = new WeightedRoundRobin(1, 5, 8, 1);

    var next = state.edited(SampleServer.ofWeights(9, 6, 3));

    assertThat(next).isEqualTo(new WeightedRoundRobin(WeightedRoundRobin.HEAD, 4, 7, 3));
  }

  @Test
  void spendsNoStepOnMarksThatNobodyReaches() {
    var servers = SampleServer.ofWeights(Integer.MAX_VALUE, 1);
    servers.set(0, servers.get(0).withOverload());

    var chosen = SampleServer.picks(WeightedRoundRobin.start(servers), servers, 1000);

    assertThat(chosen).containsOnly(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void givesEveryServerExactlyItsShareInEachRound(long seed) {
    var random = new Random(seed);
    var weights = random.ints(1 + random.nextInt(8), 0, 12).map(weight -> weight * 3).toArray();
    weights[0] = 3;
    var servers = SampleServer.ofWeights(weights);
    int round = servers.stream().mapToInt(SampleServer::weight).sum() / 3;

    var chosen = SampleServer.picks(WeightedRoundRobin.start(servers), servers, 5 * round);

    for (var server : servers) {
      assertThat(Collections.frequency(chosen, server.port())).as("seed %d", seed).isEqualTo(5 * server.weight() / 3);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void choosesAsTheKernelsWalkMarkByMark(long seed) {
    var random = new Random(seed);
    var servers = new ArrayList<SampleServer>();
    Scheduling state = WeightedRoundRobin.start(servers);
    for (int step = 0; step < 3000; step++) {
      switch (random.nextInt(12)) {
        case 0 -> {
          servers.addFirst(new SampleServer(step, random.nextInt(4) * random.nextInt(4), false, 0, 0));
          state = state.added(servers);
        }
        case 1 -> {
          if (servers.size() > 4) {
            int position = random.nextInt(servers.size());
            servers.remove(position);
            state = state.removed(position, servers);
          }
        }
        case 2 -> {
          if (!servers.isEmpty()) {
            int position = random.nextInt(servers.size());
            servers.set(position, servers.get(position).withWeight(random.nextInt(13)));
            state = state.edited(servers);
          }
        }
        default -> {
          var seen = new ArrayList<>(servers);
          seen.replaceAll(server -> random.nextInt(3) == 0 ? server.withOverload() : server);

          var choice = state.pick(seen, SampleServer.FLOW);

          assertThat(choice).as("seed %d, step %d", seed, step).isEqualTo(walk((WeightedRoundRobin) state, seen));
          state = choice.next();
        }
      }
    }
  }

  /** The search of ip_vs_wrr.c, one mark after the other, as its comments and its stop conditions tell it. */
  private static Pick walk(WeightedRoundRobin state, List<SampleServer> servers) {
    if (state.highestMark() == 0) {
      return new Pick(Pick.NONE, state);
    }
    boolean fromHead = state.last() == WeightedRoundRobin.HEAD;
    boolean allSeenWithMark1 = false;
    boolean restarted = false;
    boolean stopAtLast = false;
    int position = state.last();
    int mark = state.mark();
    while (true) {
      for (position++; position < servers.size(); position++) {
        var server = servers.get(position);
        if (!server.overloaded() && server.weight() >= mark) {
          return new Pick(position, new WeightedRoundRobin(position, mark, state.highestMark(), state.divisor()));
        }
        if (stopAtLast && position == state.last()) {
          var failed = new WeightedRoundRobin(position, mark, state.highestMark(), state.divisor());
          return new Pick(Pick.NONE, failed);
        }
      }
      position = WeightedRoundRobin.HEAD;
      mark -= state.divisor();
      if (mark <= 0) {
        mark = state.highestMark();
        if (allSeenWithMark1 || fromHead) {
          return new Pick(
              Pick.NONE,
              new WeightedRoundRobin(WeightedRoundRobin.HEAD, mark, state.highestMark(), state.divisor()));
        }
        restarted = true;
      }
      allSeenWithMark1 = mark <= state.divisor();
      stopAtLast = allSeenWithMark1 && restarted && !fromHead;
    }
  }
}
