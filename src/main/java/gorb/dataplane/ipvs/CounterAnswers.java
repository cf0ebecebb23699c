package gorb.dataplane.ipvs;

import gorb.dataplane.DestinationCounters;
import gorb.dataplane.Traffic;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.generic.GenericConnection.Decoder;
import java.util.Optional;

/** What the kernel counted, as the model says it; nothing else of its answers is read. */
final class CounterAnswers {
  /** A service's own; empty for one that the model cannot name. */
  static final Decoder<Optional<Service>> SERVICE =
      IpvsAnswers.decoder(CommandAttribute.IPVS_CMD_ATTR_SERVICE.number(), CounterAnswers::service);

  private CounterAnswers() {}

  /**
   * What a service carried.
   *
   * @param total since it was made
   * @param perSecond the kernel's average
   */
  record Service(ServiceKey key, Traffic total, Traffic perSecond) {}

  /** What a destination carries and carried. */
  record Server(ServerKey key, DestinationCounters counters) {}

  static Decoder<Server> destinationOf(ServiceKey service) {
    return IpvsAnswers.decoder(
        CommandAttribute.IPVS_CMD_ATTR_DEST.number(), attributes -> destination(attributes, service));
  }

  private static Optional<Service> service(Attributes attributes) throws MalformedMessageException {
    var service = attributes.nested(CommandAttribute.IPVS_CMD_ATTR_SERVICE, WireService.Attribute.HIGHEST);
    var stats = WireStats.decode(
        service, WireService.Attribute.IPVS_SVC_ATTR_STATS64, WireService.Attribute.IPVS_SVC_ATTR_STATS);
    try {
      var key = ServiceMapping.toModel(WireServiceKey.decode(service));
      return Optional.of(new Service(key, traffic(stats.total()), traffic(stats.perSecond())));
    } catch (InexpressibleException _) {
      return Optional.empty();
    }
  }

  private static Server destination(Attributes attributes, ServiceKey service) throws MalformedMessageException {
    var destination = attributes.nested(CommandAttribute.IPVS_CMD_ATTR_DEST, WireDestination.Attribute.HIGHEST);
    var connections = WireConnections.decode(destination);
    var stats = WireStats.decode(
        destination, WireDestination.Attribute.IPVS_DEST_ATTR_STATS64, WireDestination.Attribute.IPVS_DEST_ATTR_STATS);
    return new Server(
        DestinationMapping.toModel(WireDestination.Key.decode(destination, service.family())),
        new DestinationCounters(connections.active(), connections.inactive(), connections.persistent(),
            traffic(stats.total()), traffic(stats.perSecond())));
  }

  private static Traffic traffic(WireStats.Amounts amounts) {
    return new Traffic(
        amounts.connections(), amounts.packetsIn(), amounts.packetsOut(), amounts.bytesIn(), amounts.bytesOut());
  }
}
