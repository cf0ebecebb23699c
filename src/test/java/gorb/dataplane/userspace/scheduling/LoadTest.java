package gorb.dataplane.userspace.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The schedulers of load that remember nothing: {@code sed}, {@code nq}, {@code fo} and {@code ovf}. */
class LoadTest {
  @Test
  void shortestExpectedDelayCountsTheNewConnection() {
    var servers = SampleServer.ofWeights(1, 3);

    assertThat(SampleServer.picks(new ShortestExpectedDelay(), servers, 1)).containsExactly(2);

    servers.set(1, servers.get(1).withLoad(3, 0));
    assertThat(SampleServer.picks(new ShortestExpectedDelay(), servers, 1)).containsExactly(1);
  }

  @Test
  void shortestExpectedDelayAndNeverQueueIgnoreInactiveConnections() {
    var servers = SampleServer.ofWeights(1, 1);
    servers.set(0, servers.get(0).withLoad(0, 1000));

    assertThat(SampleServer.picks(new ShortestExpectedDelay(), servers, 1)).containsExactly(1);
    assertThat(SampleServer.picks(new NeverQueue(), servers, 1)).containsExactly(1);
  }

  @Test
  void neverQueueTakesTheFirstIdleServerHoweverSlow() {
    var servers = SampleServer.ofWeights(100, 1, 50);
    servers.set(0, servers.get(0).withLoad(1, 0));

    assertThat(SampleServer.picks(new NeverQueue(), servers, 1)).containsExactly(2);

    servers.set(1, servers.get(1).withLoad(1, 0));
    servers.set(2, servers.get(2).withLoad(1, 0));
    assertThat(SampleServer.picks(new NeverQueue(), servers, 1)).containsExactly(1);
  }

  @Test
  void failOverTakesTheHighestWeightUntilItIsNotUsable() {
    var servers = SampleServer.ofWeights(1, 7, 7, 5);

    assertThat(SampleServer.picks(new FailOver(), servers, 3)).containsExactly(2, 2, 2);

    servers.set(1, servers.get(1).withOverload());
    servers.set(2, servers.get(2).withWeight(0));
    assertThat(SampleServer.picks(new FailOver(), servers, 1)).containsExactly(4);
  }

  @Test
  void overflowGoesOnOnceAServerHasMoreConnectionsThanWeight() {
    var servers = SampleServer.ofWeights(2, 5);

    servers.set(1, servers.get(1).withLoad(5, 99));
    assertThat(SampleServer.picks(new Overflow(), servers, 1)).containsExactly(2);

    servers.set(1, servers.get(1).withLoad(6, 0));
    assertThat(SampleServer.picks(new Overflow(), servers, 1)).containsExactly(1);

    servers.set(0, servers.get(0).withLoad(3, 0));
    assertThat(SampleServer.picks(new Overflow(), servers, 1)).containsExactly(0);
  }

  @Test
  void nobodyIsChosenWhereNobodyIsUsable() {
    var servers = SampleServer.ofWeights(0, 1);
    servers.set(1, servers.get(1).withOverload());

    for (var scheduling : List.of(new ShortestExpectedDelay(), new NeverQueue(), new FailOver(), new Overflow())) {
      assertThat(SampleServer.picks(scheduling, servers, 1)).as("%s", scheduling).containsExactly(0);
    }
  }
}
