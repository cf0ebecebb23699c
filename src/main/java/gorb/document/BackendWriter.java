package gorb.document;

import gorb.model.HealthCheck;
import gorb.model.RealServer;
import gorb.model.ServerKey;
import gorb.model.ServerRole;
import gorb.model.Thresholds;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes what clients may say of a backend, in the original's order. */
public final class BackendWriter {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private BackendWriter() {}

  /**
   * The backend, so that {@link BackendReader} reads the same from it but for the state.
   *
   * @param weight what to show as its weight: the original shows the effective one
   */
  public static ObjectNode options(RealServer server, int weight) {
    var options = NODES.objectNode()
        .put("host", server.wording().getOrDefault(Wording.HOST, server.key().address().toString()))
        .put("port", server.key().port())
        .put("weight", weight);
    ForwardingWords.write(options, server.forwarding(), server.wording().getOrDefault(Wording.METHOD, ""));
    var thresholds = server.thresholds();
    if (!thresholds.equals(Thresholds.NONE)) {
      options.put("upper_threshold", thresholds.upper()).put("lower_threshold", thresholds.lower());
    }
    if (server.role() != ServerRole.REGULAR) {
      options.put(BackendReader.ROLE, server.role().label());
    }
    return options.set("pulse", pulse(server));
  }

  private static ObjectNode pulse(RealServer server) {
    var check = server.check();
    var interval = server.wording().getOrDefault(Wording.INTERVAL, "");
    var isCurrent = Intervals.parse(interval).filter(check.interval()::equals).isPresent();
    var pulse = NODES.objectNode()
        .put("type", check.method().label())
        .put("interval", isCurrent ? interval : Intervals.format(check.interval()));
    pulse.set("args", args(server));
    CheckPolicyFields.write(pulse, check.policy(), check.interval());
    return pulse;
  }

  /** The arguments as the client wrote them, or those that differ from the defaults. */
  private static JsonNode args(RealServer server) {
    var check = server.check();
    var written = Optional.ofNullable(server.wording().get(Wording.ARGS))
        .map(text -> text.isEmpty() ? NODES.objectNode() : JsonText.sorted(JsonInput.reread(text)));
    if (written.isPresent() && means(written.get(), check, server.key())) {
      return "".equals(server.wording().get(Wording.ARGS)) ? NODES.nullNode() : written.get();
    }
    var args = CheckArguments.write(check, server.key());
    return args.isEmpty() ? NODES.nullNode() : JsonText.sorted(args);
  }

  private static boolean means(ObjectNode args, HealthCheck check, ServerKey server) {
    var problems = Problems.lenient();
    var read = PulseReader.check(check.method().label(), args, server, problems);
    return problems.isEmpty() && read.method().equals(check.method()) && read.timeout().equals(check.timeout());
  }
}
