package gorb.dataplane;

import gorb.dataplane.Capabilities.Feature;
import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.ForwardingMethod.Checksum;
import gorb.model.ForwardingMethod.Encapsulation;
import gorb.model.Persistence;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.ServiceSettings.PacketScheduling;
import gorb.model.Thresholds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Services, destinations and steps for {@link DataplaneContract}, within what a data plane can carry or beyond it. */
final class DataplaneSamples {
  private static final Thresholds LIMITED = new Thresholds(100, 75);
  private static final ForwardingMethod PROXY_V2 =
      new ForwardingMethod.Proxied(ForwardingMethod.Introduction.V2, ForwardingMethod.Source.HOST);

  private DataplaneSamples() {}

  /** One service and one destination of every kind that the capabilities name. */
  static Table everyKind(DataplaneContract contract, AddressFamily family, Capabilities can) {
    var table = Table.EMPTY;
    int number = 0;
    for (var protocol : can.protocols()) {
      for (var scheduler : contract.schedulers()) {
        var key = withProtocol(contract.service(family, number++), protocol);
        table = table.with(key, Pool.of(settings(scheduler), destinations(contract, family, can)));
      }
    }
    for (var settings : furtherSettings(contract.schedulers().getFirst(), family, can)) {
      table = table.with(contract.service(family, number++), Pool.of(settings));
    }
    if (can.features().contains(Feature.FIREWALL_MARKS)) {
      var pool = Pool.of(settings(contract.schedulers().getFirst()), destinations(contract, family, can));
      table = table.with(new ServiceKey.FirewallMark(family, 1), pool);
      table = table.with(new ServiceKey.FirewallMark(family, 0xffff_ffffL), pool);
    }
    if (can.forwarding().contains(PROXY_V2.getClass())) {
      table = table.with(contract.service(family, number), Pool.of(
          settings(contract.schedulers().getFirst()),
          Map.of(contract.server(family, 0), new Destination(1, PROXY_V2, Thresholds.NONE))));
    }
    return table;
  }

  /** The steps that make a table out of nothing. */
  static List<Step> additions(Table table) {
    var steps = new ArrayList<Step>();
    table.pools().forEach((service, pool) -> {
      steps.add(new Step.AddService(service, pool.settings()));
      pool.destinations()
          .forEach((server, destination) -> steps.add(new Step.AddDestination(service, server, destination)));
    });
    return steps;
  }

  /** Steps that ask for what the capabilities do not name, each for one thing; service 0 is there already. */
  static List<Step> ruledOut(DataplaneContract contract, Capabilities can) {
    var family = AddressFamily.IPV4;
    var scheduler = contract.schedulers().getFirst();
    var there = contract.service(family, 0);
    var other = contract.service(family, 1);
    var steps = new ArrayList<Step>();
    for (var protocol : Protocol.values()) {
      if (!can.protocols().contains(protocol)) {
        steps.add(new Step.AddService(withProtocol(other, protocol), settings(scheduler)));
      }
    }
    if (!can.features().contains(Feature.FIREWALL_MARKS)) {
      steps.add(new Step.AddService(new ServiceKey.FirewallMark(family, 1), settings(scheduler)));
    }
    if (!can.features().contains(Feature.PERSISTENCE)) {
      steps.add(new Step.AddService(other, sticky(scheduler, family)));
      steps.add(new Step.EditService(there, sticky(scheduler, family)));
    }
    var server = contract.server(family, 0);
    for (var forwarding : List.of(
        ForwardingMethod.MASQUERADE, ForwardingMethod.DIRECT_ROUTE, ForwardingMethod.IPIP, PROXY_V2)) {
      if (!can.forwarding().contains(forwarding.getClass())) {
        steps.add(new Step.AddDestination(there, server, new Destination(1, forwarding, Thresholds.NONE)));
      }
    }
    if (!can.features().contains(Feature.THRESHOLDS)) {
      steps.add(new Step.AddDestination(there, server, new Destination(1, ForwardingMethod.MASQUERADE, LIMITED)));
    }
    return steps;
  }

  /** Up to 30 steps over few services and servers, so that they meet; many of them on what is not there. */
  static List<Step> randomSteps(
      DataplaneContract contract, Random random, Set<AddressFamily> families, Capabilities can) {
    var steps = new ArrayList<Step>();
    int count = 1 + random.nextInt(30);
    while (steps.size() < count) {
      var family = pick(random, families.stream().sorted().toList());
      var service = randomService(contract, random, family, can);
      var server = contract.server(family, random.nextInt(4));
      steps.add(switch (random.nextInt(10)) {
        case 0, 1 -> new Step.AddService(service, randomSettings(contract, random, family, can));
        case 2 -> new Step.EditService(service, randomSettings(contract, random, family, can));
        case 3 -> new Step.RemoveService(service);
        case 4, 5, 6 -> new Step.AddDestination(service, server, randomDestination(random, can));
        case 7, 8 -> new Step.EditDestination(service, server, randomDestination(random, can));
        default -> new Step.RemoveDestination(service, server);
      });
    }
    return steps;
  }

  private static ServiceKey randomService(
      DataplaneContract contract, Random random, AddressFamily family, Capabilities can) {
    if (can.features().contains(Feature.FIREWALL_MARKS) && random.nextInt(4) == 0) {
      return new ServiceKey.FirewallMark(family, 1 + random.nextInt(2));
    }
    var protocol = pick(random, can.protocols().stream().sorted().toList());
    return withProtocol(contract.service(family, random.nextInt(3)), protocol);
  }

  private static ServiceSettings randomSettings(
      DataplaneContract contract, Random random, AddressFamily family, Capabilities can) {
    var choices = new ArrayList<ServiceSettings>();
    for (var scheduler : contract.schedulers()) {
      choices.add(settings(scheduler));
      choices.addAll(furtherSettings(scheduler, family, can));
    }
    return pick(random, choices);
  }

  private static Destination randomDestination(Random random, Capabilities can) {
    var chosen = pick(random, kinds(can));
    return new Destination(random.nextInt(4), chosen.forwarding(), chosen.thresholds());
  }

  private static List<ServiceSettings> furtherSettings(Scheduler scheduler, AddressFamily family, Capabilities can) {
    var plain = settings(scheduler);
    var all = new ArrayList<ServiceSettings>();
    all.add(
        new ServiceSettings(
            scheduler, Set.of(SchedulerFlag.values()), plain.persistence(), PacketScheduling.BY_CONNECTION));
    if (can.features().contains(Feature.PERSISTENCE)) {
      all.add(sticky(scheduler, family));
      all.add(
          new ServiceSettings(
              scheduler,
              Set.of(),
              new Persistence.Sticky(Duration.ofSeconds(1), 24, Persistence.Engine.ADDRESS),
              PacketScheduling.BY_CONNECTION));
    }
    return all;
  }

  private static Map<ServerKey, Destination> destinations(
      DataplaneContract contract, AddressFamily family, Capabilities can) {
    var destinations = new LinkedHashMap<ServerKey, Destination>();
    for (var destination : kinds(can)) {
      destinations.put(contract.server(family, destinations.size()), destination);
    }
    return destinations;
  }

  private static List<Destination> kinds(Capabilities can) {
    var kinds = new ArrayList<Destination>();
    var forwardings =
        List.of(
            ForwardingMethod.MASQUERADE,
            ForwardingMethod.DIRECT_ROUTE,
            ForwardingMethod.IPIP,
            new ForwardingMethod.Tunnel(new Encapsulation.Gue(6080, Checksum.FULL)),
            new ForwardingMethod.Tunnel(new Encapsulation.Gue(6080, Checksum.REMOTE)),
            new ForwardingMethod.Tunnel(new Encapsulation.Gre(Checksum.NONE)));
    for (var forwarding : forwardings) {
      if (can.forwarding().contains(forwarding.getClass())) {
        kinds.add(new Destination(kinds.size(), forwarding, Thresholds.NONE));
      }
    }
    if (can.features().contains(Feature.THRESHOLDS)) {
      kinds.add(new Destination(1, kinds.getFirst().forwarding(), LIMITED));
    }
    return kinds;
  }

  private static ServiceSettings settings(Scheduler scheduler) {
    return ServiceSettings.of(scheduler);
  }

  private static ServiceSettings sticky(Scheduler scheduler, AddressFamily family) {
    return new ServiceSettings(
        scheduler,
        Set.of(),
        new Persistence.Sticky(Persistence.Sticky.DEFAULT_TIMEOUT, family.bits(), Persistence.Engine.ADDRESS),
        PacketScheduling.BY_CONNECTION);
  }

  private static ServiceKey withProtocol(ServiceKey.Endpoint endpoint, Protocol protocol) {
    return new ServiceKey.Endpoint(protocol, endpoint.vip(), endpoint.port());
  }

  private static <T> T pick(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
