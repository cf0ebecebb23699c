package gorb.document;

import gorb.model.CheckMethod;
import gorb.model.HealthCheck;
import gorb.model.ServerKey;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The arguments of each kind of check, read and written. */
final class CheckArguments {
  private CheckArguments() {}

  /** The check of a type; one that is unknown is a problem, and asks nothing. */
  static CheckMethod read(String type, Fields args, String typePath, ServerKey server) {
    return switch (type) {
      case "tcp" -> new CheckMethod.TcpConnect(
          TargetArguments.read(args, server), DialogueArguments.read(args), TlsArguments.readOptional(args));
      case "http" -> HttpArguments.read(args, server, null);
      case "https" -> HttpArguments.read(args, server, TlsArguments.read(args));
      case "none" -> new CheckMethod.Always();
      default -> {
        args.problems().add(Problems.UNKNOWN_PULSE, typePath, "\"" + type + "\" (expected: tcp, http, https or none)");
        yield new CheckMethod.Always();
      }
    };
  }

  /** Those of a check that are not as the default has it. */
  static ObjectNode write(HealthCheck check, ServerKey server) {
    var args = JsonNodeFactory.instance.objectNode();
    switch (check.method()) {
      case CheckMethod.Always _ -> {
        return args;
      }
      case CheckMethod.TcpConnect(var target, var dialogue, var tls) -> {
        TargetArguments.write(args, target, server);
        DialogueArguments.write(args, dialogue);
        if (tls != null) {
          TlsArguments.write(args.put("tls", true), tls);
        }
      }
      case CheckMethod.HttpStatus http -> HttpArguments.write(args, http, server);
    }
    if (!check.timeout().equals(HealthCheck.DEFAULT_TIMEOUT)) {
      args.put("timeout", Intervals.format(check.timeout()));
    }
    return args;
  }
}
