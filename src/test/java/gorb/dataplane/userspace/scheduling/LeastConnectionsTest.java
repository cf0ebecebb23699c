package gorb.dataplane.userspace.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeastConnectionsTest {
  @Test
  void takesTheServerWithTheFewestConnectionsWhateverTheWeights() {
    var servers = SampleServer.ofWeights(100, 1, 1);
    servers.set(0, servers.get(0).withLoad(3, 0));
    servers.set(1, servers.get(1).withLoad(1, 0));
    servers.set(2, servers.get(2).withLoad(2, 0));

    assertThat(SampleServer.picks(new LeastConnections(), servers, 2)).containsExactly(2, 2);
  }

  @Test
  void takesTheFirstOfEquals() {
    var servers = SampleServer.ofWeights(1, 1);

    assertThat(SampleServer.picks(new LeastConnections(), servers, 1)).containsExactly(1);
  }

  @Test
  void counts256InactiveConnectionsAsOneActive() {
    var lighter = List.of(sample(1, 1, 0), sample(2, 0, 255));
    var heavier = List.of(sample(1, 1, 0), sample(2, 0, 257));

    assertThat(SampleServer.picks(new LeastConnections(), lighter, 1)).containsExactly(2);
    assertThat(SampleServer.picks(new LeastConnections(), heavier, 1)).containsExactly(1);
  }

  @Test
  void passesOverServersWithoutWeightAndOverloadedOnes() {
    var servers = SampleServer.ofWeights(0, 1, 1);
    servers.set(1, servers.get(1).withOverload());
    servers.set(2, servers.get(2).withLoad(50, 0));

    assertThat(SampleServer.picks(new LeastConnections(), servers, 1)).containsExactly(3);
  }

  @Test
  void choosesNobodyWhereNobodyIsUsable() {
    assertThat(SampleServer.picks(new LeastConnections(), List.of(), 1)).containsExactly(0);
  }

  private static SampleServer sample(int port, int active, int inactive) {
    return new SampleServer(port, 1, false, active, inactive);
  }
}
