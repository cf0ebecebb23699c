package gorb.lab;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A small network: a client, a router, a director with a virtual address, and real servers. The wires are the same
 * for every forwarding method; only how the servers answer differs.
 *
 * <pre>
 *   client ────────── router ──┬── director   10.10.2.1   fd10:2::1    and the virtual 10.10.2.100, fd10:2::100
 *   10.10.1.2        (bridge)  ├── server1    10.10.2.11  fd10:2::11
 *   fd10:1::2  10.10.1.254     └── server2    10.10.2.12  fd10:2::12
 *              10.10.2.254
 * </pre>
 *
 * <p>The client is on another network than the servers, so an answer to it takes the server's default route:
 * with masquerading that is the director, which must see answers; otherwise it is the router.
 */
public final class Topology implements AutoCloseable {
  private static final String VIP = "10.10.2.100";
  private static final String VIP6 = "fd10:2::100";
  private static final int MOST_SERVERS = 50;
  /** Where servers take packets of GUE. */
  static final int GUE_PORT = 6080;

  private final NetworkNamespace client;
  private final NetworkNamespace router;
  private final NetworkNamespace director;
  private final List<NetworkNamespace> servers;
  private final List<AutoCloseable> listeners = new ArrayList<>();

  private Topology(List<NetworkNamespace> namespaces) {
    this.client = namespaces.get(0);
    this.router = namespaces.get(1);
    this.director = namespaces.get(2);
    this.servers = namespaces.subList(3, namespaces.size());
  }

  /** Servers that answer through the director. */
  public static Topology masquerading(int servers) {
    return build(servers, Answering.THROUGH_THE_DIRECTOR);
  }

  /** Servers that hold the virtual address on their loopback and answer by themselves. */
  public static Topology directRouting(int servers) {
    return build(servers, Answering.FROM_THE_LOOPBACK);
  }

  /** Servers that take packets out of a tunnel, hold the virtual address there, and answer by themselves. */
  public static Topology tunnelling(int servers) {
    return build(servers, Answering.FROM_THE_TUNNEL);
  }

  /**
   * Servers for every way of forwarding at once: what comes to their own address is answered through the director, and
   * what comes to the virtual one, which they hold, by themselves, also out of a tunnel of any kind. GUE is taken at port
   * {@value #GUE_PORT}.
   */
  public static Topology everyWay(int servers) {
    return build(servers, Answering.EVERY_WAY);
  }

  /** Where clients are. */
  public NetworkNamespace client() {
    return client;
  }

  /** Between the client's network and the others', where a BGP peer or a firewall would be. */
  public NetworkNamespace router() {
    return router;
  }

  /** Where IPVS is. */
  public NetworkNamespace director() {
    return director;
  }

  /** The real servers. */
  public List<NetworkNamespace> servers() {
    return servers;
  }

  /** The virtual IPv4 address. */
  public String vip() {
    return VIP;
  }

  /** The virtual IPv6 address. */
  public String vip6() {
    return VIP6;
  }

  /** The IPv4 address of a server, counted from 0. */
  public String address(int server) {
    return "10.10.2." + (11 + server);
  }

  /** The IPv6 address of a server, counted from 0. */
  public String address6(int server) {
    return "fd10:2::" + (11 + server);
  }

  /** Lets every server answer with its name at a port. */
  public void serve(int port) {
    servers.forEach(server -> listeners.add(IdentityServer.start(server, port)));
  }

  /** Lets every server answer datagrams at its own addresses, or at the virtual ones, with its name. */
  public void serveDatagrams(int port, boolean atVirtualAddresses) {
    for (int i = 0; i < servers.size(); i++) {
      listeners.add(IdentityDatagrams.start(servers.get(i), atVirtualAddresses ? VIP : address(i), port));
      listeners.add(IdentityDatagrams.start(servers.get(i), atVirtualAddresses ? VIP6 : address6(i), port));
    }
  }

  /** Sends datagrams to an address, each from a port of its own, and counts the answers by server. */
  public Map<String, Integer> askByDatagrams(String address, int port, int times) {
    return Clients.askByDatagrams(client, new InetSocketAddress(address, port), times);
  }

  /** Connects the client a number of times to an address and counts the answers by server. */
  public Map<String, Integer> ask(String address, int port, int times) {
    return Clients.ask(client, new InetSocketAddress(address, port), times);
  }

  @Override
  public void close() {
    try {
      for (var listener : listeners) {
        listener.close();
      }
    } catch (Exception e) {
      throw new IllegalStateException("close a listener", e);
    } finally {
      NetworkNamespace.delete(all());
    }
  }

  private static Topology build(int servers, Answering answering) {
    if (servers < 1 || servers > MOST_SERVERS) {
      throw new IllegalArgumentException("servers: " + servers + " (expected: 1.." + MOST_SERVERS + ")");
    }
    var names = new ArrayList<>(List.of("client", "router", "director"));
    IntStream.rangeClosed(1, servers).forEach(number -> names.add("server" + number));
    var topology = new Topology(NetworkNamespace.createBare(names));
    try {
      topology.wire(answering);
    } catch (RuntimeException e) {
      topology.close();
      throw e;
    }
    return topology;
  }

  private List<NetworkNamespace> all() {
    var all = new ArrayList<>(List.of(client, router, director));
    all.addAll(servers);
    return all;
  }

  private void wire(Answering answering) {
    all().forEach(host -> {
      // Without this an IPv6 address is not usable for a second or two (RFC 4862 §5.4).
      host.sysctl("net.ipv6.conf.default.accept_dad", 0);
      // The kernel takes the larger of "all" and the interface's own: a new interface copies the default.
      host.sysctl("net.ipv4.conf.all.rp_filter", 0);
      host.sysctl("net.ipv4.conf.default.rp_filter", 0);
    });
    wireRouter();
    client.ip("link set lo up", "link set eth0 up", "addr add 10.10.1.2/24 dev eth0", "addr add fd10:1::2/64 dev eth0",
        "route add default via 10.10.1.254", "route add ::/0 via fd10:1::254");
    wireDirector();
    for (var i = 0; i < servers.size(); i++) {
      wireServer(i, answering);
    }
  }

  private void wireRouter() {
    var commands = new ArrayList<String>();
    commands.add("link set lo up");
    commands.add("link add lan type bridge");
    commands.add("link set lan up");
    commands.add("link add outside type veth peer name eth0 netns client");
    for (var host : all().subList(2, all().size())) {
      commands.add("link add to-" + host.name() + " type veth peer name eth0 netns " + host.name());
      commands.add("link set to-" + host.name() + " up master lan");
    }
    commands.addAll(List.of("link set outside up", "addr add 10.10.1.254/24 dev outside",
        "addr add fd10:1::254/64 dev outside", "addr add 10.10.2.254/24 dev lan", "addr add fd10:2::254/64 dev lan"));
    router.ip(commands.toArray(String[]::new));
    forward(router);
  }

  private void wireDirector() {
    // The lifetime of 0 keeps the virtual address from becoming the source of the director's own packets: a longer
    // match wins (RFC 6724, rule 8), and a server that holds the address drops a tunnel packet from it.
    director.ip("link set lo up", "link set eth0 up", "addr add 10.10.2.1/24 dev eth0", "addr add fd10:2::1/64 dev eth0",
        "addr add " + VIP + "/32 dev eth0", "addr add " + VIP6 + "/128 dev eth0 preferred_lft 0",
        "route add default via 10.10.2.254", "route add ::/0 via fd10:2::254");
    forward(director);
  }

  private static void forward(NetworkNamespace host) {
    host.sysctl("net.ipv4.ip_forward", 1);
    host.sysctl("net.ipv6.conf.all.forwarding", 1);
    // The director has one interface: it would tell servers to use the router for their answers.
    host.sysctl("net.ipv4.conf.all.send_redirects", 0);
    host.sysctl("net.ipv4.conf.default.send_redirects", 0);
    host.sysctl("net.ipv4.conf." + (host.name().equals("router") ? "lan" : "eth0") + ".send_redirects", 0);
  }

  private void wireServer(int index, Answering answering) {
    var server = servers.get(index);
    // The virtual address is the director's on this network: a server neither answers for it nor announces it.
    server.sysctl("net.ipv4.conf.all.arp_ignore", 1);
    server.sysctl("net.ipv4.conf.all.arp_announce", 2);
    var commands = new ArrayList<>(List.of("link set lo up", "link set eth0 up",
        "addr add " + address(index) + "/24 dev eth0", "addr add " + address6(index) + "/64 dev eth0",
        "route add default via 10.10.2." + answering.gateway, "route add ::/0 via fd10:2::" + answering.gateway));
    commands.addAll(switch (answering) {
      case THROUGH_THE_DIRECTOR -> List.of();
      case FROM_THE_LOOPBACK -> List.of("addr add " + VIP + "/32 dev lo", "addr add " + VIP6 + "/128 dev lo");
      case FROM_THE_TUNNEL -> List.of("link set tunl0 up", "addr add " + VIP + "/32 dev tunl0",
          "link set ip6tnl0 up", "addr add " + VIP6 + "/128 dev ip6tnl0");
      case EVERY_WAY -> List.of("addr add " + VIP + "/32 dev lo", "addr add " + VIP6 + "/128 dev lo",
          "link set tunl0 up", "link set ip6tnl0 up", "link set sit0 up", "link set gre0 up",
          "link add gre6 type ip6gre local " + address6(index) + " remote fd10:2::1", "link set gre6 up",
          "fou add port " + GUE_PORT + " gue",
          "rule add from " + address(index) + " table 100", "route add default via 10.10.2.1 table 100");
    });
    server.ip(commands.toArray(String[]::new));
    if (answering == Answering.FROM_THE_TUNNEL) {
      server.sysctl("net.ipv4.conf.tunl0.rp_filter", 0);
    }
    if (answering == Answering.EVERY_WAY) {
      server.exec(Command.of("ip", "-6", "-batch", "-").withInput("fou add port " + GUE_PORT + " gue\n"
          + "rule add from " + address6(index) + " table 100\nroute add default via fd10:2::1 table 100\n"));
      for (var tunnel : List.of("tunl0", "sit0", "gre0")) {
        server.sysctl("net.ipv4.conf." + tunnel + ".rp_filter", 0);
      }
    }
  }

  /** The way of a server's answer to the client. */
  private enum Answering {
    THROUGH_THE_DIRECTOR("1"),
    FROM_THE_LOOPBACK("254"),
    FROM_THE_TUNNEL("254"),
    EVERY_WAY("254");

    private final String gateway;

    Answering(String gateway) {
      this.gateway = gateway;
    }
  }
}
