package gorb.dataplane.userspace.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundRobinTest {
  @Test
  void takesServersInTurnWhateverTheirWeights() {
    var servers = SampleServer.ofWeights(1, 100, 7);

    var chosen = SampleServer.picks(RoundRobin.start(servers), servers, 7);

    assertThat(chosen).containsExactly(1, 2, 3, 1, 2, 3, 1);
  }

  @Test
  void passesOverServersWithoutWeightAndOverloadedOnes() {
    var servers = SampleServer.ofWeights(1, 0, 1, 1);
    servers.set(2, servers.get(2).withOverload());

    var chosen = SampleServer.picks(RoundRobin.start(servers), servers, 4);

    assertThat(chosen).containsExactly(1, 4, 1, 4);
  }

  @Test
  void takesTheSameServerAgainWhenItIsTheOnlyOneLeft() {
    var servers = SampleServer.ofWeights(0, 1, 0);

    assertThat(SampleServer.picks(RoundRobin.start(servers), servers, 3)).containsExactly(2, 2, 2);
  }

  @Test
  void choosesNobodyWhereNobodyIsUsable() {
    assertThat(SampleServer.picks(RoundRobin.start(List.of()), List.of(), 1)).containsExactly(0);
    assertThat(SampleServer.picks(new RoundRobin(1), SampleServer.ofWeights(0, 0), 2)).containsExactly(0, 0);
  }

  @Test
  void goesOnBehindTheLastServerWhenOneIsAddedAtTheHead() {
    var servers = SampleServer.ofWeights(1, 1, 1);
    var next = RoundRobin.start(servers).pick(servers, SampleServer.FLOW).next();

    servers.addFirst(new SampleServer(9, 1, false, 0, 0));

    assertThat(SampleServer.picks(next.added(servers), servers, 4)).containsExactly(2, 3, 9, 1);
  }

  @Test
  void beginsWithAServerThatIsAddedBeforeAnyWasChosen() {
    var servers = SampleServer.ofWeights(1);

    servers.addFirst(new SampleServer(9, 1, false, 0, 0));

    assertThat(SampleServer.picks(RoundRobin.start(servers).added(servers), servers, 3)).containsExactly(9, 1, 9);
  }

  @Test
  void goesOnBehindThePredecessorOfTheLastServerWhenThatIsRemoved() {
    var servers = SampleServer.ofWeights(1, 1, 1, 1);
    var last = new RoundRobin(1);

    servers.remove(1);

    assertThat(SampleServer.picks(last.removed(1, servers), servers, 3)).containsExactly(3, 4, 1);
  }

  @Test
  void keepsItsPlaceWhenAServerBeforeOrBehindIsRemoved() {
    var before = SampleServer.ofWeights(1, 1, 1, 1);
    before.remove(0);
    var behind = SampleServer.ofWeights(1, 1, 1, 1);
    behind.remove(3);

    assertThat(SampleServer.picks(new RoundRobin(1).removed(0, before), before, 2)).containsExactly(3, 4);
    assertThat(SampleServer.picks(new RoundRobin(1).removed(3, behind), behind, 2)).containsExactly(3, 1);
  }

  @Test
  void beginsAgainWhenTheFirstServerWasTheLastAndIsRemoved() {
    var servers = SampleServer.ofWeights(1, 1);
    servers.remove(0);

    assertThat(new RoundRobin(0).removed(0, servers)).isEqualTo(new RoundRobin(RoundRobin.HEAD));
  }
}
