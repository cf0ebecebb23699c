package gorb.bench;

import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.dataplane.Table;
import gorb.model.AdminState;
import gorb.model.CheckMethod;
import gorb.model.ForwardingMethod;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.RealServer;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import gorb.model.VirtualService;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.pcollections.TreePMap;

/** 1,000 services of 10 servers, as a table, as intent, as a document, and as rules of ipvsadm(8). */
final class BenchTable {
  static final int SERVICES = 1_000;
  static final int SERVERS = 10;
  static final int OBJECTS = SERVICES + SERVICES * SERVERS;
  static final int WEIGHT = 100;

  private static final ServiceSettings SETTINGS = ServiceSettings.of(Scheduler.WRR);
  private static final Destination DESTINATION = new Destination(WEIGHT, ForwardingMethod.MASQUERADE, Thresholds.NONE);

  private static final HealthCheck CHECK =
      new HealthCheck(new CheckMethod.Always(), HealthCheck.DEFAULT_INTERVAL, HealthCheck.DEFAULT_TIMEOUT);

  private BenchTable() {}

  static Table table() {
    var pools = new TreeMap<ServiceKey, Pool>();
    for (int service = 1; service <= SERVICES; service++) {
      var destinations = new TreeMap<ServerKey, Destination>();
      for (int server = 1; server <= SERVERS; server++) {
        destinations.put(server(server), DESTINATION);
      }
      pools.put(service(service), Pool.of(SETTINGS, destinations));
    }
    return Table.of(pools);
  }

  static Map<String, VirtualService> services() {
    var services = new LinkedHashMap<String, VirtualService>();
    for (int service = 1; service <= SERVICES; service++) {
      var servers = new TreeMap<String, RealServer>();
      for (int server = 1; server <= SERVERS; server++) {
        servers.put("server-" + server, new RealServer(server(server), DESTINATION.weight(), AdminState.ENABLED,
            DESTINATION.forwarding(), DESTINATION.thresholds(), CHECK, 0, Map.of()));
      }
      services.put("service-" + service,
          new VirtualService(service(service), SETTINGS, TreePMap.from(servers), Map.of()));
    }
    return services;
  }

  static RealServer withWeight(RealServer server, int weight) {
    return new RealServer(server.key(), weight, server.admin(), server.forwarding(), server.thresholds(), server.check(),
        server.incarnation(), server.wording());
  }

  static String rules() {
    var rules = new StringBuilder();
    for (int service = 1; service <= SERVICES; service++) {
      var address = "-t 10.0.0.1:" + service;
      rules.append("-A ").append(address).append(" -s wrr\n");
      for (int server = 1; server <= SERVERS; server++) {
        rules.append("-a ").append(address).append(" -r 10.1.0.").append(server).append(":80 -m -w 100\n");
      }
    }
    return rules.toString();
  }

  /**
   * The document of {@code PUT /state}, as a program would write it.
   *
   * @param changed how many servers have another weight than in {@link #table}: one of each service, then another of each
   */
  static String document(int changed) {
    var document = new StringBuilder("{\"services\":{");
    for (int service = 1; service <= SERVICES; service++) {
      document.append(service == 1 ? "" : ",").append("\"service-").append(service)
          .append("\":{\"host\":\"10.0.0.1\",\"port\":").append(service)
          .append(",\"protocol\":\"tcp\",\"method\":\"wrr\",\"backends\":{");
      for (int server = 1; server <= SERVERS; server++) {
        int turn = service + SERVICES * ((server + SERVERS / 2) % SERVERS);
        int weight = turn <= changed ? WEIGHT / 2 : WEIGHT;
        document.append(server == 1 ? "" : ",").append("\"server-").append(server)
            .append("\":{\"host\":\"10.1.0.").append(server).append("\",\"port\":80,\"method\":\"nat\",\"weight\":")
            .append(weight).append(",\"pulse\":{\"type\":\"none\"}}");
      }
      document.append("}}");
    }
    return document.append("}}").toString();
  }

  private static ServiceKey service(int number) {
    return new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), number);
  }

  private static ServerKey server(int number) {
    return new ServerKey(IpAddress.of("10.1.0." + number), 80);
  }
}
