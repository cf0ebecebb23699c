package gorb.dataplane.ipvs;

import static gorb.dataplane.ipvs.CommandAttribute.IPVS_CMD_ATTR_DAEMON;
import static gorb.dataplane.ipvs.CommandAttribute.IPVS_CMD_ATTR_DEST;
import static gorb.dataplane.ipvs.CommandAttribute.IPVS_CMD_ATTR_SERVICE;

import gorb.dataplane.Destination;
import gorb.dataplane.Step;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.netlink.MessageWriter;
import gorb.netlink.generic.GenericCommand;

/** What the kernel is asked for each step, and for observing. */
final class IpvsRequests {
  private IpvsRequests() {}

  static GenericCommand of(Step step) {
    return switch (step) {
      case Step.AddService(var key, var settings) -> service(step, IpvsCommand.IPVS_CMD_NEW_SERVICE, key, settings);
      case Step.EditService(var key, var settings) -> service(step, IpvsCommand.IPVS_CMD_SET_SERVICE, key, settings);
      case Step.RemoveService(var key) -> onService(step, IpvsCommand.IPVS_CMD_DEL_SERVICE, key);
      case Step.AddDestination(var key, var server, var destination) ->
          destination(step, IpvsCommand.IPVS_CMD_NEW_DEST, key, server, destination);
      case Step.EditDestination(var key, var server, var destination) ->
          destination(step, IpvsCommand.IPVS_CMD_SET_DEST, key, server, destination);
      case Step.RemoveDestination(var key, var server) ->
          command(step, IpvsCommand.IPVS_CMD_DEL_DEST, writer -> writer
              .nested(IPVS_CMD_ATTR_SERVICE, ServiceMapping.toWire(key)::encode)
              .nested(IPVS_CMD_ATTR_DEST, DestinationMapping.toWire(server)::encode));
    };
  }

  static GenericCommand information() {
    return command("read the IPVS version", IpvsCommand.IPVS_CMD_GET_INFO, MessageWriter.Body.EMPTY);
  }

  static GenericCommand services() {
    return command("list services", IpvsCommand.IPVS_CMD_GET_SERVICE, MessageWriter.Body.EMPTY);
  }

  static GenericCommand service(ServiceKey key) {
    return onService("read service " + key, IpvsCommand.IPVS_CMD_GET_SERVICE, key);
  }

  static GenericCommand destinations(ServiceKey key) {
    return onService(new ListOfDestinations(key), IpvsCommand.IPVS_CMD_GET_DEST, key);
  }

  static GenericCommand flush() {
    return command("remove every service", IpvsCommand.IPVS_CMD_FLUSH, MessageWriter.Body.EMPTY);
  }

  static GenericCommand timeouts() {
    return command("read the timeouts", IpvsCommand.IPVS_CMD_GET_CONFIG, MessageWriter.Body.EMPTY);
  }

  static GenericCommand set(Object operation, WireTimeouts timeouts) {
    return command(operation, IpvsCommand.IPVS_CMD_SET_CONFIG, timeouts::encode);
  }

  static GenericCommand daemons() {
    return command("list sync daemons", IpvsCommand.IPVS_CMD_GET_DAEMON, MessageWriter.Body.EMPTY);
  }

  static GenericCommand start(Object operation, WireDaemon daemon) {
    return command(operation, IpvsCommand.IPVS_CMD_NEW_DAEMON, writer -> writer
        .nested(IPVS_CMD_ATTR_DAEMON, daemon::encode));
  }

  /** The kernel looks at the state alone. */
  static GenericCommand stop(Object operation, int state) {
    return command(operation, IpvsCommand.IPVS_CMD_DEL_DAEMON, writer -> writer
        .nested(IPVS_CMD_ATTR_DAEMON, daemon -> daemon.u32(WireDaemon.Attribute.IPVS_DAEMON_ATTR_STATE, state)));
  }

  private static GenericCommand service(Step step, IpvsCommand command, ServiceKey key, ServiceSettings settings) {
    var service = ServiceMapping.toWire(key, settings);
    return command(step, command, writer -> writer.nested(IPVS_CMD_ATTR_SERVICE, service::encode));
  }

  private static GenericCommand onService(Object operation, IpvsCommand command, ServiceKey key) {
    var service = ServiceMapping.toWire(key);
    return command(operation, command, writer -> writer.nested(IPVS_CMD_ATTR_SERVICE, service::encode));
  }

  private static GenericCommand destination(
      Step step, IpvsCommand command, ServiceKey key, ServerKey server, Destination destination) {
    var service = ServiceMapping.toWire(key);
    var entry = DestinationMapping.toWire(server, destination);
    return command(step, command, writer -> writer
        .nested(IPVS_CMD_ATTR_SERVICE, service::encode)
        .nested(IPVS_CMD_ATTR_DEST, entry::encode));
  }

  private static GenericCommand command(Object operation, IpvsCommand command, MessageWriter.Body body) {
    return new GenericCommand(operation, command.number(), body);
  }

  /** An operation whose text is made only when it fails: there is one for each service of each observation. */
  private record ListOfDestinations(ServiceKey key) {
    @Override
    public String toString() {
      return "list destinations of " + key;
    }
  }
}
