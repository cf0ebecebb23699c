package gorb.dataplane.userspace.scheduling;

import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.ServerKey;
import java.util.ArrayList;
import java.util.List;

/** A server as a scheduler sees it, with the load that a test gives it; named by its port. */
record SampleServer(int port, int weight, int lastWeight, boolean overloaded, int active, int inactive)
    implements Candidate {
  /** For schedulers that do not look at it. */
  static final Flow FLOW = new Flow(Protocol.TCP, IpAddress.of("192.0.2.1"), 40_000, IpAddress.of("10.0.0.1"), 80);

  private static final IpAddress ADDRESS = IpAddress.of("10.1.0.1");

  SampleServer(int port, int weight, boolean overloaded, int active, int inactive) {
    this(port, weight, weight, overloaded, active, inactive);
  }

  @Override
  public ServerKey key() {
    return new ServerKey(ADDRESS, port);
  }

  SampleServer withWeight(int newWeight) {
    return new SampleServer(port, newWeight, overloaded, active, inactive);
  }

  /** The same with weight 0, of which schedulers know the weight before. */
  SampleServer quiesced() {
    return new SampleServer(port, 0, lastWeight, overloaded, active, inactive);
  }

  SampleServer withLoad(int newActive, int newInactive) {
    return new SampleServer(port, weight, overloaded, newActive, newInactive);
  }

  SampleServer withOverload() {
    return new SampleServer(port, weight, true, active, inactive);
  }

  /** Servers of the given weights without load, named 1, 2, 3 and so on. */
  static List<SampleServer> ofWeights(int... weights) {
    var servers = new ArrayList<SampleServer>();
    for (int weight : weights) {
      servers.add(new SampleServer(servers.size() + 1, weight, false, 0, 0));
    }
    return servers;
  }

  /** The names of the servers that are chosen in so many picks, 0 for none. */
  static List<Integer> picks(Scheduling scheduling, List<SampleServer> servers, int count) {
    var chosen = new ArrayList<Integer>();
    var state = scheduling;
    for (int pick = 0; pick < count; pick++) {
      var choice = state.pick(servers, FLOW);
      chosen.add(choice.position() == Scheduling.Pick.NONE ? 0 : servers.get(choice.position()).port());
      state = choice.next();
    }
    return chosen;
  }
}
