package gorb.lab;

import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.dataplane.Table;
import gorb.model.ForwardingMethod;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * One service of a soak as it is wanted: with servers 1 and 2 always, and server 3 in turn not there, serving, and
 * quiesced, so that no server goes while it serves.
 *
 * @param port of the virtual address
 * @param scheduler that chooses
 * @param first weight of server 1, more than 0
 * @param second weight of server 2, more than 0
 * @param third weight of server 3; {@link #ABSENT} where it is not there
 */
record SoakState(int port, String scheduler, int first, int second, int third) {
  static final int ABSENT = -1;
  private static final int FIRST_SERVER_PORT = 8_000;
  private static final List<String> SCHEDULERS = List.of("rr", "wrr", "lc", "wlc", "sed", "nq");

  static SoakState initial(int port) {
    return new SoakState(port, "wrr", 100, 100, ABSENT);
  }

  /** Another one. */
  SoakState next(Random random) {
    int next = switch (third) {
      case ABSENT -> 1 + random.nextInt(100);
      case 0 -> ABSENT;
      default -> 0;
    };
    return new SoakState(port, scheduler, 1 + random.nextInt(100), 1 + random.nextInt(100), next);
  }

  /** Another one with the same servers, none of which goes. */
  SoakState reweighted(Random random) {
    return new SoakState(port, scheduler, 1 + random.nextInt(100), 1 + random.nextInt(100), third);
  }

  /** The same with another scheduler. */
  SoakState rescheduled(Random random) {
    var others = SCHEDULERS.stream().filter(it -> !it.equals(scheduler)).toList();
    return new SoakState(port, others.get(random.nextInt(others.size())), first, second, third);
  }

  /** As a member of a document of gorb; JSON is YAML, too. */
  String document() {
    var backends = new StringBuilder();
    weights().forEach((server, weight) -> backends.append(backends.isEmpty() ? "" : ", ").append("\"").append(server)
        .append("\": {\"host\": \"").append(address(server)).append("\", \"port\": ").append(serverPort())
        .append(", \"method\": \"nat\", \"weight\": ").append(weight)
        .append(", \"pulse\": {\"type\": \"tcp\", \"interval\": \"2s\", \"fall\": 3, \"restore\": \"immediate\"}}"));
    return "\"at-%d\": {\"host\": \"10.10.2.100\", \"port\": %d, \"method\": \"%s\", \"backends\": {%s}}".formatted(
        port, port, scheduler, backends);
  }

  /** As keepalived is told. */
  String keepalived() {
    var servers = new StringBuilder();
    weights().forEach((server, weight) -> servers.append("""
          real_server %s %d {
            weight %d
            TCP_CHECK {
              connect_timeout 5
              retry 2
            }
          }
        """.formatted(address(server), serverPort(), weight)));
    return """
        virtual_server 10.10.2.100 %d {
          delay_loop 2
          lvs_sched %s
          lvs_method NAT
          protocol TCP
        %s}
        """.formatted(port, scheduler, servers);
  }

  /** As the kernel shall have it. */
  Table addTo(Table table) {
    var destinations = new TreeMap<ServerKey, Destination>();
    weights().forEach((server, weight) -> destinations.put(
        new ServerKey(IpAddress.of(address(server)), serverPort()),
        new Destination(weight, ForwardingMethod.MASQUERADE, Thresholds.NONE)));
    return table.with(new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.10.2.100"), port),
        Pool.of(ServiceSettings.of(new Scheduler(scheduler)), destinations));
  }

  /**
   * Where the servers listen for this service. Another port for each: a client may take one port of its own for connections to
   * two services, and behind two that share servers and port those would be one and the same to a server, as masquerading keeps
   * the client's address and port.
   */
  private int serverPort() {
    return FIRST_SERVER_PORT + port;
  }

  private TreeMap<String, Integer> weights() {
    var weights = new TreeMap<String, Integer>();
    weights.put("server1", first);
    weights.put("server2", second);
    if (third != ABSENT) {
      weights.put("server3", third);
    }
    return weights;
  }

  private static String address(String server) {
    return "10.10.2.1" + server.charAt(server.length() - 1);
  }
}
