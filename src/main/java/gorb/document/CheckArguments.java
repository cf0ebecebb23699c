package gorb.document;

import gorb.model.CheckMethod;
import gorb.model.HealthCheck;
import gorb.model.ServerKey;
import gorb.model.TlsSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The arguments of each kind of check, read and written. */
final class CheckArguments {
  private static final Duration SHORTEST_KEEPALIVE = Duration.ofSeconds(1);

  private CheckArguments() {}

  /**
   * The check of a type; one that is unknown is a problem, and asks nothing.
   *
   * @param pulse whose field the type is
   * @param timeout of the whole check
   */
  static CheckMethod read(String type, Fields args, Fields pulse, ServerKey server, Duration timeout) {
    return switch (type) {
      case "tcp" -> new CheckMethod.TcpConnect(
          TargetArguments.read(args, server), DialogueArguments.read(args), TlsArguments.readOptional(args));
      case "http" -> HttpArguments.read(args, server, null);
      case "https" -> HttpArguments.read(args, server, TlsArguments.read(args));
      case "agent" -> new CheckMethod.Agent(
          TargetArguments.read(args, server), DialogueArguments.readSend(args), TlsArguments.readOptional(args));
      case "udp" -> new CheckMethod.Udp(
          TargetArguments.read(args, server), DialogueArguments.read(args), quiet(timeout));
      case "dns" -> new CheckMethod.Dns(TargetArguments.read(args, server), DnsArguments.read(args));
      case "grpc" -> new CheckMethod.Grpc(TargetArguments.read(args, server),
          args.text("service", CheckMethod.Grpc.LONGEST_SERVICE).orElse(""), TlsArguments.readOptional(args));
      case "exec" -> ExecArguments.read(args, TargetArguments.read(args, server));
      case "held" -> new CheckMethod.Held(TargetArguments.read(args, server),
          args.duration("keepalive", SHORTEST_KEEPALIVE).orElse(CheckMethod.Held.DEFAULT_KEEPALIVE));
      case "none" -> new CheckMethod.Always();
      default -> {
        args.problems().add(Problems.UNKNOWN_PULSE, pulse.path("type"),
            "\"" + type + "\" (expected: " + String.join(", ", CheckFields.TYPES) + ")");
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
        write(args, tls);
      }
      case CheckMethod.HttpStatus http -> HttpArguments.write(args, http, server);
      case CheckMethod.Agent(var target, var send, var tls) -> {
        TargetArguments.write(args, target, server);
        DialogueArguments.writeSend(args, send);
        write(args, tls);
      }
      case CheckMethod.Udp(var target, var dialogue, _) -> {
        TargetArguments.write(args, target, server);
        DialogueArguments.write(args, dialogue);
      }
      case CheckMethod.Dns(var target, var question) -> {
        TargetArguments.write(args, target, server);
        DnsArguments.write(args, question);
      }
      case CheckMethod.Grpc(var target, var service, var tls) -> {
        TargetArguments.write(args, target, server);
        if (!service.isEmpty()) {
          args.put("service", service);
        }
        write(args, tls);
      }
      case CheckMethod.Exec exec -> {
        TargetArguments.write(args, exec.target(), server);
        ExecArguments.write(args, exec);
      }
      case CheckMethod.Held(var target, var keepalive) -> {
        TargetArguments.write(args, target, server);
        if (!keepalive.equals(CheckMethod.Held.DEFAULT_KEEPALIVE)) {
          args.put("keepalive", Intervals.format(keepalive));
        }
      }
    }
    if (!check.timeout().equals(HealthCheck.DEFAULT_TIMEOUT)) {
      args.put("timeout", Intervals.format(check.timeout()));
    }
    return args;
  }

  private static void write(ObjectNode args, @Nullable TlsSettings tls) {
    if (tls != null) {
      TlsArguments.write(args.put("tls", true), tls);
    }
  }

  /** A refusal comes within milliseconds or not at all; the timeout lies behind the wait for it. */
  private static Duration quiet(Duration timeout) {
    var half = timeout.dividedBy(2);
    return half.compareTo(CheckMethod.Udp.LONGEST_QUIET) < 0 ? half : CheckMethod.Udp.LONGEST_QUIET;
  }
}
