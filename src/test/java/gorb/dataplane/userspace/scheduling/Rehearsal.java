package gorb.dataplane.userspace.scheduling;

import gorb.dataplane.Destination;
import gorb.dataplane.Step;
import gorb.dataplane.userspace.scheduling.Scheduling.Pick;
import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.Thresholds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What happens to a service, and what our scheduler chooses: clients begin and end connections while servers are added,
 * edited, quiesced, limited, removed and brought back. The same for each subject every time, from the seed that its
 * name is.
 */
final class Rehearsal {
  /** How many connections begin. */
  static final int CONNECTIONS = 2100;

  private static final int SERVERS = 8;
  private static final int BETWEEN_CHANGES = 60;
  private static final int BETWEEN_LOOKS = CONNECTIONS / 2;
  private static final int HIGHEST_WEIGHT = 9;

  /** What is done, in order. */
  sealed interface Event {
    /** A client begins a connection. */
    record Begin(Flow flow, Optional<ServerKey> choice) implements Event {}

    /** A client ends a connection. */
    record End(Flow flow) implements Event {}

    /** The table is changed. */
    record Change(Step step) implements Event {}

    /** The numbers of connections are looked at, by the address and port of each server in the table. */
    record Look(Map<String, Load> loads) implements Event {}
  }

  /** How many connections a server has. */
  record Load(long active, long inactive) {}

  private record Open(Flow flow, RehearsedServer server) {}

  private final Subject subject;
  private final Random random;
  private final List<Event> events = new ArrayList<>();
  private final List<RehearsedServer> servers = new ArrayList<>();
  private final Map<ServerKey, RehearsedServer> known = new LinkedHashMap<>();
  private final List<Open> open = new ArrayList<>();
  private Scheduling scheduling;

  private Rehearsal(Subject subject) {
    this.subject = subject;
    random = new Random(subject.name().hashCode());
    scheduling = subject.start(random);
  }

  /** All that happens to a subject. */
  static List<Event> of(Subject subject) {
    var rehearsal = new Rehearsal(subject);
    rehearsal.events.add(new Event.Change(new Step.AddService(subject.key(), subject.settings())));
    for (int server = 0; server < 5; server++) {
      rehearsal.add(server);
    }
    for (int connection = 0; connection < CONNECTIONS; connection++) {
      if (connection % BETWEEN_CHANGES == BETWEEN_CHANGES - 1) {
        rehearsal.change(connection / BETWEEN_CHANGES);
      }
      rehearsal.begin(connection);
      if (subject.protocol() == Protocol.TCP && rehearsal.random.nextInt(20) < 11) {
        rehearsal.end();
      }
      if (connection % BETWEEN_LOOKS == BETWEEN_LOOKS - 1) {
        rehearsal.look();
      }
    }
    return List.copyOf(rehearsal.events);
  }

  private void begin(int connection) {
    var flow = flow(connection);
    var pick = scheduling.pick(servers, flow);
    scheduling = pick.next();
    if (pick.position() == Pick.NONE) {
      events.add(new Event.Begin(flow, Optional.empty()));
      return;
    }
    var server = servers.get(pick.position());
    events.add(new Event.Begin(flow, Optional.of(server.key())));
    if (subject.protocol() == Protocol.TCP) {
      server.beginActive();
      open.add(new Open(flow, server));
    } else {
      server.beginInactive();
    }
  }

  /** A packet to a server that was removed would be dropped, and its connection stay active. */
  private void end() {
    if (open.isEmpty()) {
      return;
    }
    int number = random.nextInt(open.size());
    var connection = open.get(number);
    if (servers.contains(connection.server())) {
      open.remove(number);
      connection.server().becomeInactive();
      events.add(new Event.End(connection.flow()));
    }
  }

  private void change(int round) {
    switch (round % 7) {
      case 0 -> edit(1 + random.nextInt(HIGHEST_WEIGHT), Thresholds.NONE);
      case 1 -> edit(0, Thresholds.NONE);
      case 2 -> remove();
      case 3 -> edit(1 + random.nextInt(HIGHEST_WEIGHT), Thresholds.NONE);
      case 4 -> limit();
      case 5 -> add(random.nextInt(SERVERS));
      case 6 -> add(random.nextInt(SERVERS));
      default -> throw new AssertionError(round);
    }
  }

  private void add(int number) {
    var key = server(number);
    var server = known.computeIfAbsent(key, RehearsedServer::new);
    if (servers.contains(server)) {
      return;
    }
    int weight = random.nextInt(HIGHEST_WEIGHT + 1);
    server.join(weight, Thresholds.NONE);
    servers.addFirst(server);
    scheduling = scheduling.added(servers);
    events.add(new Event.Change(new Step.AddDestination(subject.key(), key, destination(weight, Thresholds.NONE))));
  }

  private void edit(int weight, Thresholds thresholds) {
    edit(servers.get(random.nextInt(servers.size())), weight, thresholds);
  }

  /**
   * A server takes 20 connections more, and no further one. A limit is never replaced by another: kernels from before
   * July 2026 then forget at once that the server is overloaded, later ones once it has three quarters of the limit.
   */
  private void limit() {
    var server = servers.get(random.nextInt(servers.size()));
    long upper = server.isLimited() ? 0 : server.active() + server.inactive() + 20;
    edit(server, HIGHEST_WEIGHT, new Thresholds(upper, 0));
  }

  private void edit(RehearsedServer server, int weight, Thresholds thresholds) {
    server.edit(weight, thresholds);
    scheduling = scheduling.edited(servers);
    events.add(new Event.Change(
        new Step.EditDestination(subject.key(), server.key(), destination(weight, thresholds))));
  }

  /**
   * Not where sets of {@code lblcr} are thinned: the kernel then weighs servers that were removed too, of which nothing
   * is known here.
   */
  private void remove() {
    if (servers.size() < 3 || subject.expiration().isNegative()) {
      return;
    }
    int position = random.nextInt(servers.size());
    var server = servers.remove(position);
    scheduling = scheduling.removed(position, servers);
    events.add(new Event.Change(new Step.RemoveDestination(subject.key(), server.key())));
  }

  private void look() {
    var loads = new LinkedHashMap<String, Load>();
    servers.forEach(server -> loads.put(server.key().toString(), new Load(server.active(), server.inactive())));
    events.add(new Event.Look(loads));
  }

  private Flow flow(int connection) {
    var vip = subject.key() instanceof ServiceKey.Endpoint(_, var only, _) ? only : vip(1 + random.nextInt(60));
    return new Flow(subject.protocol(), client(), 1024 + connection, vip, 80);
  }

  private IpAddress client() {
    return switch (subject.family()) {
      case IPV4 -> new IpAddress(AddressFamily.IPV4, 0, 0x0a80_0000 | random.nextInt(1 << 23));
      case IPV6 -> new IpAddress(AddressFamily.IPV6, 0xfd10_0003_0000_0000L, random.nextLong());
    };
  }

  private IpAddress vip(int number) {
    return IpAddress.of(subject.family() == AddressFamily.IPV4 ? "10.2.7." + number : "fd10:2:7::" + number);
  }

  private ServerKey server(int number) {
    var network = subject.family() == AddressFamily.IPV4 ? "10.1.0." : "fd10:1::";
    var address = IpAddress.of(network + (1 + number));
    return new ServerKey(address, 8080 + number % 3);
  }

  private static Destination destination(int weight, Thresholds thresholds) {
    return new Destination(weight, ForwardingMethod.MASQUERADE, thresholds);
  }
}
