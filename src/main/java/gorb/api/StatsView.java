package gorb.api;

import gorb.control.Snapshot;
import gorb.dataplane.DestinationCounters;
import gorb.dataplane.ServiceCounters;
import gorb.dataplane.Traffic;
import gorb.model.RealServer;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows what the services and backends that are wanted now carry and have carried. */
final class StatsView {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final Snapshot snapshot;
  private final Map<ServiceKey, ServiceCounters> carried;

  /**
   * @param carried by every service of the data plane, those of others included
   */
  StatsView(Snapshot snapshot, Map<ServiceKey, ServiceCounters> carried) {
    this.snapshot = snapshot;
    this.carried = carried;
  }

  /** Everything, and the sum of what the data plane has, services of others included. */
  ObjectNode all() {
    var view = total();
    var services = view.putObject("services");
    snapshot.intent().services().forEach((name, service) -> services.set(name, of(name, service)));
    return view;
  }

  /** The sum, and those services of some names that there are, without their backends. */
  ObjectNode sums(List<String> names) {
    var view = total();
    var services = view.putObject("services");
    for (var name : names) {
      var service = snapshot.intent().service(name);
      if (service != null) {
        services.set(name, sum(service));
      }
    }
    return view;
  }

  /** One service and its backends. */
  ObjectNode of(String name, VirtualService service) {
    var counted = counted(service);
    var view = sum(service);
    var backends = view.putObject("backends");
    service.servers().forEach((backend, server) -> backends.set(backend, backend(name, backend, server, counted)));
    return view;
  }

  private ObjectNode total() {
    var sum = carried.values().stream()
        .map(ServiceCounters::whole)
        .reduce(DestinationCounters.NONE, DestinationCounters::plus);
    var view = NODES.objectNode();
    addTo(view.putObject("total"), sum);
    return view;
  }

  private ObjectNode sum(VirtualService service) {
    return addTo(NODES.objectNode().put("service", service.key().toString()), counted(service).whole());
  }

  private ServiceCounters counted(VirtualService service) {
    return carried.getOrDefault(service.key(), ServiceCounters.NONE);
  }

  private ObjectNode backend(String service, String name, RealServer server, ServiceCounters counted) {
    var view = NODES.objectNode()
        .put("address", server.key().toString())
        .put("weight", snapshot.weightOf(service, name, server))
        .put("state", server.admin().label())
        .put("verdict", snapshot.healthOf(service, name, server).health().label());
    return addTo(view, counted.destinations().getOrDefault(server.key(), DestinationCounters.NONE));
  }

  private static ObjectNode addTo(ObjectNode view, DestinationCounters counters) {
    view.put("active", counters.active())
        .put("inactive", counters.inactive())
        .put("persistent", counters.persistent());
    addTo(view, counters.total());
    addTo(view.putObject("per_second"), counters.perSecond());
    return view;
  }

  private static void addTo(ObjectNode view, Traffic traffic) {
    view.put("connections", traffic.connections())
        .put("packets_in", traffic.packetsIn())
        .put("packets_out", traffic.packetsOut())
        .put("bytes_in", traffic.bytesIn())
        .put("bytes_out", traffic.bytesOut());
  }
}
