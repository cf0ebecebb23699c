package gorb.document;

import gorb.model.CheckTarget;
import gorb.model.ServerKey;
import tools.jackson.databind.node.ObjectNode;

/** The arguments of a check that say where it goes: {@code host} and {@code port}. */
final class TargetArguments {
  private TargetArguments() {}

  /** Where a check goes: to its server where nothing else is said. */
  static CheckTarget read(Fields args, ServerKey server) {
    var host = args.text("host", Hosts.LONGEST);
    var given = args.integerOrDigits("port", 1, Fields.HIGHEST_PORT);
    if (given.isEmpty() && server.port() == 0) {
      args.problems().add(args.path("port"), "missing (expected: a port, since the backend has every port)");
    }
    int port = given.orElse(Math.max(1, server.port()));
    if (host.isPresent() && !host.get().matches("[^\\x00-\\x20\\x7f/]+")) {
      args.problems().add(args.path("host"), "\"" + host.get() + "\" (expected: an address or a name)");
      return new CheckTarget(server.address().toString(), port);
    }
    return new CheckTarget(host.orElseGet(() -> server.address().toString()), port);
  }

  /** Writes what is not the server's own. */
  static void write(ObjectNode args, CheckTarget target, ServerKey server) {
    if (!target.host().equals(server.address().toString())) {
      args.put("host", target.host());
    }
    if (target.port() != server.port()) {
      args.put("port", target.port());
    }
  }
}
