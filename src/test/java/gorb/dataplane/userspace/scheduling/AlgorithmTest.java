package gorb.dataplane.userspace.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.userspace.scheduling.Scheduling.Pick;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All schedulers, by what is true of each. */
class AlgorithmTest {
  static List<Algorithm> all() {
    return Algorithm.ALL;
  }

  @Test
  void userSpaceHasEverySchedulerOfTheKernel() {
    assertThat(Algorithm.ALL).extracting(Algorithm::scheduler).containsExactlyElementsOf(Scheduler.OF_LINUX);
    assertThat(Algorithm.of(new Scheduler("bogus"))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void neverChoosesAServerThatIsNotUsableHoweverServersChange(Algorithm algorithm) {
    for (long seed = 1; seed <= 10; seed++) {
      var random = new Random(seed);
      var sources = new Sources(InstantSource.fixed(Instant.EPOCH), random);
      var servers = new ArrayList<SampleServer>();
      var state = algorithm.start().with(servers, flags(random), sources);
      for (int step = 0; step < 400; step++) {
        state = changed(state, servers, step, random);
        var client = IpAddress.of("192.0.2." + random.nextInt(250));
        var vip = IpAddress.of("10.0.0." + random.nextInt(5));

        var pick = state.pick(servers, new Flow(Protocol.TCP, client, 1 + random.nextInt(9), vip, 80));

        state = pick.next();
        if (pick.position() != Pick.NONE) {
          assertThat(servers.get(pick.position()).usable()).as("seed %d, step %d", seed, step).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void aStateIsNotChangedByAChoice(Algorithm algorithm) {
    var sources = new Sources(InstantSource.fixed(Instant.EPOCH), () -> 1);
    var servers = SampleServer.ofWeights(1, 2, 3);
    var state = algorithm.start().with(servers, Set.of(), sources);

    assertThat(state.pick(servers, SampleServer.FLOW)).isEqualTo(state.pick(servers, SampleServer.FLOW));
  }

  private static Scheduling changed(Scheduling state, List<SampleServer> servers, int step, Random random) {
    int position = servers.isEmpty() ? 0 : random.nextInt(servers.size());
    switch (random.nextInt(8)) {
      case 0 -> {
        servers.addFirst(new SampleServer(1 + step, random.nextInt(4), false, random.nextInt(9), 0));
        return state.added(servers);
      }
      case 1 -> {
        if (servers.size() > 4) {
          servers.remove(position);
          return state.removed(position, servers);
        }
      }
      case 2 -> {
        if (!servers.isEmpty()) {
          servers.set(position, servers.get(position).withWeight(random.nextInt(5)));
          return state.edited(servers);
        }
      }
      default -> { }
    }
    return state;
  }

  private static Set<SchedulerFlag> flags(Random random) {
    return switch (random.nextInt(3)) {
      case 0 -> Set.of();
      case 1 -> Set.of(SchedulerFlag.FLAG_1);
      default -> Set.of(SchedulerFlag.values());
    };
  }
}
