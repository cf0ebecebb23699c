package gorb.control;

import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.model.RealServer;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.VirtualService;
import gorb.model.WeightPolicy;
import java.util.TreeMap;
import java.util.function.Function;

/** What the data plane shall carry for a service: intent × health, pure. */
final class Projection {
  private Projection() {}

  /**
   * The pool of a service.
   *
   * @param name of the service
   * @param healthOf the health of each of its servers
   */
  static Pool of(String name, VirtualService service, Function<ServerRef, ServerHealth> healthOf) {
    var destinations = new TreeMap<ServerKey, Destination>();
    service.servers().forEach((serverName, server) ->
        destinations.put(
            server.key(), of(server, healthOf.apply(new ServerRef(name, serverName, server.incarnation())))));
    return Pool.of(service.settings(), destinations);
  }

  /** One destination of such a pool. */
  static Destination of(RealServer server, ServerHealth health) {
    int weight = WeightPolicy.effective(server.weight(), server.admin(), health);
    return new Destination(weight, server.forwarding(), server.thresholds());
  }
}
