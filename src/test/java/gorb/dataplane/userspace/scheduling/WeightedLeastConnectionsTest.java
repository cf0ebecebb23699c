package gorb.dataplane.userspace.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.userspace.scheduling.Scheduling.Pick;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightedLeastConnectionsTest {
  @Test
  void takesTheServerWithTheFewestConnectionsForItsWeight() {
    var servers = SampleServer.ofWeights(10, 3);
    servers.set(0, servers.get(0).withLoad(6, 0));
    servers.set(1, servers.get(1).withLoad(2, 0));

    assertThat(SampleServer.picks(new WeightedLeastConnections(), servers, 1)).containsExactly(1);
  }

  @Test
  void takesTheFirstOfEquals() {
    var servers = SampleServer.ofWeights(2, 4);
    servers.set(0, servers.get(0).withLoad(1, 0));
    servers.set(1, servers.get(1).withLoad(2, 0));

    assertThat(SampleServer.picks(new WeightedLeastConnections(), servers, 1)).containsExactly(1);
  }

  @Test
  void comparesTheHighestWeightsWithoutOverflow() {
    var servers = SampleServer.ofWeights(Integer.MAX_VALUE, Integer.MAX_VALUE - 1);
    servers.set(0, servers.get(0).withLoad(1_000_000, 0));
    servers.set(1, servers.get(1).withLoad(999_999, 0));

    assertThat(SampleServer.picks(new WeightedLeastConnections(), servers, 1)).containsExactly(2);
  }

  @Test
  void choosesNobodyWhereNobodyIsUsable() {
    var servers = SampleServer.ofWeights(0, 1);
    servers.set(1, servers.get(1).withOverload());

    assertThat(SampleServer.picks(new WeightedLeastConnections(), servers, 1)).containsExactly(0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void spreadsLastingConnectionsInProportionToTheWeights(long seed) {
    var random = new Random(seed);
    var servers = SampleServer.ofWeights(random.ints(5, 1, 50).toArray());
    Scheduling state = new WeightedLeastConnections();
    int rounds = 20 * servers.stream().mapToInt(SampleServer::weight).sum();

    for (int connection = 0; connection < rounds; connection++) {
      var choice = state.pick(servers, SampleServer.FLOW);
      var chosen = servers.get(choice.position());
      servers.set(choice.position(), chosen.withLoad(chosen.active() + 1, 0));
      state = choice.next();
    }

    assertThat(servers).as("seed %d", seed).allMatch(server -> server.active() == 20 * server.weight());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void nobodyHasLessOverheadForItsWeightThanTheChosenOne(long seed) {
    var random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      List<SampleServer> servers = new ArrayList<>();
      for (int port = 0; port < random.nextInt(9); port++) {
        servers.add(
            new SampleServer(
                port, random.nextInt(6), random.nextInt(5) == 0, random.nextInt(10), random.nextInt(600)));
      }

      var choice = new WeightedLeastConnections().pick(servers, SampleServer.FLOW);

      var usable = servers.stream().filter(Candidate::usable).toList();
      assertThat(choice.position() == Pick.NONE).as("seed %d", seed).isEqualTo(usable.isEmpty());
      if (choice.position() != Pick.NONE) {
        var chosen = servers.get(choice.position());
        assertThat(usable).contains(chosen);
        assertThat(usable)
            .as("seed %d", seed)
            .noneMatch(other -> other.overhead() * chosen.weight() < chosen.overhead() * other.weight());
      }
    }
  }
}
