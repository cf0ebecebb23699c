package gorb.api;

import gorb.control.Snapshot;
import gorb.dataplane.Step;
import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.ForwardingMethod;
import gorb.model.Health;
import gorb.model.HealthCheck;
import gorb.model.RealServer;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Shows a backend: first what the original shows, in its order, then what it does not tell. */
final class BackendView {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private BackendView() {}

  /** Shows a backend that the snapshot has. */
  static ObjectNode of(Snapshot snapshot, String service, String name) {
    var owner = Objects.requireNonNull(snapshot.intent().service(service));
    var server = Objects.requireNonNull(owner.servers().get(name));
    var health = snapshot.healthOf(service, name, server);
    int effective = snapshot.weightOf(service, name, server);
    var view = NODES.objectNode();
    view.set("options", options(server, effective));
    view.set("metrics", metrics(health));
    view.set("weight", NODES.objectNode().put("configured", server.weight()).put("effective", effective));
    view.put("state", server.admin().label());
    verdict(view, health.health());
    view.put("address", server.key().toString());
    var refused = view.putArray("refused");
    snapshot.refused().stream()
        .filter(refusal -> concerns(refusal.step(), owner.key(), server.key()))
        .forEach(refusal -> refused.add(refusal.message()));
    return view;
  }

  private static ObjectNode options(RealServer server, int effective) {
    return NODES.objectNode()
        .put("host", server.wording().getOrDefault(Wording.HOST, server.key().address().toString()))
        .put("port", server.key().port())
        .put("weight", effective)
        .put("method", method(server))
        .set("pulse", pulse(server));
  }

  private static String method(RealServer server) {
    var word = server.wording().getOrDefault(Wording.METHOD, "");
    return ForwardingWords.parse(word).filter(server.forwarding()::equals).isPresent()
        ? word
        : ForwardingWords.format(server.forwarding());
  }

  private static ObjectNode pulse(RealServer server) {
    var check = server.check();
    var interval = server.wording().getOrDefault(Wording.INTERVAL, "");
    var isCurrent = Intervals.parse(interval).filter(check.interval()::equals).isPresent();
    return NODES.objectNode()
        .put("type", check.method().label())
        .put("interval", isCurrent ? interval : Intervals.format(check.interval()))
        .set("args", args(server));
  }

  /** The arguments as the client wrote them, or those that differ from the defaults. */
  private static JsonNode args(RealServer server) {
    var check = server.check();
    var written = Optional.ofNullable(server.wording().get(Wording.ARGS))
        .map(text -> text.isEmpty() ? NODES.objectNode() : JsonBody.reread(text));
    if (written.isPresent() && means(written.get(), check, server.key())) {
      return "".equals(server.wording().get(Wording.ARGS)) ? NODES.nullNode() : JsonText.sorted(written.get());
    }
    var args = canonicalArgs(check, server.key());
    return args.isEmpty() ? NODES.nullNode() : JsonText.sorted(args);
  }

  private static boolean means(ObjectNode args, HealthCheck check, ServerKey server) {
    var problems = new Problems();
    var read = PulseReader.check(check.method().label(), args, server, problems);
    return problems.isEmpty() && read.method().equals(check.method()) && read.timeout().equals(check.timeout());
  }

  private static ObjectNode canonicalArgs(HealthCheck check, ServerKey server) {
    var args = NODES.objectNode();
    switch (check.method()) {
      case CheckMethod.Always _ -> {
        return args;
      }
      case CheckMethod.TcpConnect(var target) -> target(args, target, server);
      case CheckMethod.HttpStatus(var target, var method, var path, var expected) -> {
        target(args, target, server);
        args.put("method", method).put("path", path).put("expect", expected);
      }
    }
    if (!check.timeout().equals(HealthCheck.DEFAULT_TIMEOUT)) {
      args.put("timeout", Intervals.format(check.timeout()));
    }
    return args;
  }

  private static void target(ObjectNode args, CheckTarget target, ServerKey server) {
    if (!target.host().equals(server.address().toString())) {
      args.put("host", target.host());
    }
    if (target.port() != server.port()) {
      args.put("port", target.port());
    }
  }

  private static ObjectNode metrics(ServerHealth health) {
    return NODES.objectNode()
        .put("status", health.health() instanceof Health.Down ? 1 : 0)
        .put("health", health.history().ratio())
        .put("uptime", health.uptime().toSeconds());
  }

  private static void verdict(ObjectNode view, Health health) {
    switch (health) {
      case Health.Unknown _ -> view.put("verdict", "unknown").putNull("since").putNull("reason");
      case Health.Up(var since) ->
          view.put("verdict", "up").put("since", instant(since)).putNull("reason");
      case Health.Down(var since, var reason) ->
          view.put("verdict", "down").put("since", instant(since)).put("reason", reason);
    }
  }

  private static String instant(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static boolean concerns(Step step, ServiceKey service, ServerKey server) {
    return step.service().equals(service) && switch (step) {
      case Step.AddService _, Step.EditService _, Step.RemoveService _ -> false;
      case Step.AddDestination(_, var key, _) -> key.equals(server);
      case Step.EditDestination(_, var key, _) -> key.equals(server);
      case Step.RemoveDestination(_, var key) -> key.equals(server);
    };
  }
}
