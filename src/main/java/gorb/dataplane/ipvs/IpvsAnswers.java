package gorb.dataplane.ipvs;

import gorb.dataplane.Connections;
import gorb.dataplane.Destination;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.netlink.Attributes;
import gorb.netlink.MalformedMessageException;
import gorb.netlink.generic.GenericConnection.Decoder;

/** What the kernel answers, as the model says it. */
final class IpvsAnswers {
  static final Decoder<WireInfo> INFORMATION = decoder(WireInfo.Attribute.HIGHEST, WireInfo::decode);

  static final Decoder<Entry<ServiceKey, ServiceSettings>> SERVICE =
      decoder(CommandAttribute.IPVS_CMD_ATTR_SERVICE.number(), IpvsAnswers::service);

  private IpvsAnswers() {}

  static Decoder<Entry<ServerKey, Destination>> destinationOf(ServiceKey service) {
    return decoder(CommandAttribute.IPVS_CMD_ATTR_DEST.number(), attributes -> destination(attributes, service));
  }

  /** How many connections each destination of a service has, whatever else of it the model can say. */
  static Decoder<Load> connectionsOf(ServiceKey service) {
    return decoder(CommandAttribute.IPVS_CMD_ATTR_DEST.number(), attributes -> {
      var destination =
          attributes.nested(CommandAttribute.IPVS_CMD_ATTR_DEST, WireDestination.Attribute.HIGHEST);
      var key = DestinationMapping.toModel(WireDestination.Key.decode(destination, service.family()));
      var connections = WireConnections.decode(destination);
      return new Load(
          key, new Connections(connections.active(), connections.inactive(), connections.persistent()));
    });
  }

  private static Entry<ServiceKey, ServiceSettings> service(Attributes attributes) throws MalformedMessageException {
    var service = WireService.decode(
        attributes.nested(CommandAttribute.IPVS_CMD_ATTR_SERVICE, WireService.Attribute.HIGHEST));
    try {
      return new Entry.Sayable<>(ServiceMapping.toModel(service.key()), ServiceMapping.settings(service));
    } catch (InexpressibleException e) {
      return new Entry.Unsayable<>("service " + service.key() + ": " + e.getMessage());
    }
  }

  private static Entry<ServerKey, Destination> destination(Attributes attributes, ServiceKey service)
      throws MalformedMessageException {
    var destination = WireDestination.decode(
        attributes.nested(CommandAttribute.IPVS_CMD_ATTR_DEST, WireDestination.Attribute.HIGHEST), service.family());
    var key = DestinationMapping.toModel(destination.key());
    try {
      return new Entry.Sayable<>(key, DestinationMapping.toModel(destination));
    } catch (InexpressibleException e) {
      return new Entry.Unsayable<>("destination " + key + " of " + service + ": " + e.getMessage());
    }
  }

  static <T> Decoder<T> decoder(int highest, Reading<T> reading) {
    return new Decoder<>() {
      @Override
      public int highest() {
        return highest;
      }

      @Override
      public T decode(Attributes attributes) throws MalformedMessageException {
        return reading.read(attributes);
      }
    };
  }

  /** A destination with its connections. */
  record Load(ServerKey server, Connections connections) {}

  interface Reading<T> {
    T read(Attributes attributes) throws MalformedMessageException;
  }

  /** An entry of a list. */
  sealed interface Entry<K, V> {
    /** An entry that the model can say. */
    record Sayable<K, V>(K key, V value) implements Entry<K, V> {}

    /** An entry of somebody else that the model cannot say, with the reason. */
    record Unsayable<K, V>(String description) implements Entry<K, V> {}
  }
}
