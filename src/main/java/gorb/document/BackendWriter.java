package gorb.document;

import gorb.model.AdminState;
import gorb.model.CheckPolicy;
import gorb.model.ForwardingMethod;
import gorb.model.HealthCheck;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.ServerKey;
import gorb.model.ServerRole;
import gorb.model.Thresholds;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes what clients may say of a backend, in the original's order. */
public final class BackendWriter {
  private static final String UPPER_THRESHOLD = "upper_threshold";
  private static final String LOWER_THRESHOLD = "lower_threshold";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private BackendWriter() {}

  /**
   * The backend, so that {@link BackendReader} reads the same from it but for the state.
   *
   * @param weight what to show as its weight: the original shows the effective one
   */
  public static ObjectNode options(RealServer server, int weight) {
    var options = NODES.objectNode()
        .put("host", host(server))
        .put("port", server.key().port())
        .put("weight", weight);
    ForwardingWords.write(options, server.forwarding(), method(server));
    var thresholds = server.thresholds();
    if (!thresholds.equals(Thresholds.NONE)) {
      options.put(UPPER_THRESHOLD, thresholds.upper()).put(LOWER_THRESHOLD, thresholds.lower());
    }
    if (server.role() != ServerRole.REGULAR) {
      options.put(BackendReader.ROLE, server.role().label());
    }
    var check = server.check();
    var pulse = NODES.objectNode()
        .put("type", check.method().label())
        .put("interval", interval(server))
        .set("args", args(server));
    CheckPolicyFields.write(pulse, check.policy(), check.interval());
    return options.set("pulse", pulse);
  }

  /**
   * Writes the backend with its state and the address of its host, so that {@link BackendReader} reads the same from it, in
   * as few words as there can be. Ten thousand of them are written while somebody waits: most without a tree.
   *
   * @param text gets a field with the backend
   */
  static void writeKept(JsonText text, String name, RealServer server) {
    text.open(name).field("host", host(server)).field("port", server.key().port());
    if (server.wording().containsKey(Wording.HOST)) {
      text.field("address", server.key().address().toString());
    }
    if (server.weight() != BackendReader.DEFAULT_WEIGHT) {
      text.field("weight", server.weight());
    }
    if (!server.forwarding().equals(ForwardingMethod.MASQUERADE)) {
      text.fields(ForwardingWords.write(NODES.objectNode(), server.forwarding(), method(server)));
    }
    var thresholds = server.thresholds();
    if (!thresholds.equals(Thresholds.NONE)) {
      text.field(UPPER_THRESHOLD, thresholds.upper()).field(LOWER_THRESHOLD, thresholds.lower());
    }
    if (server.role() != ServerRole.REGULAR) {
      text.field(BackendReader.ROLE, server.role().label());
    }
    if (!server.admin().equals(AdminState.ENABLED)) {
      text.fields(AdminFields.write(NODES.objectNode(), server.admin()));
    }
    if (server.isDiscovered()) {
      text.field(StateReader.ORIGIN, Origin.DISCOVERY.label());
    }
    writeKeptPulse(text.open("pulse"), server);
    text.close().close();
  }

  private static void writeKeptPulse(JsonText text, RealServer server) {
    var check = server.check();
    text.field("type", check.method().label());
    if (server.wording().containsKey(Wording.INTERVAL) || !check.interval().equals(HealthCheck.DEFAULT_INTERVAL)) {
      text.field("interval", interval(server));
    }
    var args = args(server);
    if (!args.isNull()) {
      text.field("args", args);
    }
    if (!check.policy().equals(CheckPolicy.of(check.interval()))) {
      var policy = NODES.objectNode();
      CheckPolicyFields.write(policy, check.policy(), check.interval());
      text.fields(policy);
    }
  }

  private static String host(RealServer server) {
    var written = server.wording().get(Wording.HOST);
    return written == null ? server.key().address().toString() : written;
  }

  private static String method(RealServer server) {
    return server.wording().getOrDefault(Wording.METHOD, "");
  }

  /** The interval as the client wrote it, or in its canonical form. */
  private static String interval(RealServer server) {
    var interval = server.check().interval();
    var written = server.wording().getOrDefault(Wording.INTERVAL, "");
    return Intervals.parse(written).filter(interval::equals).isPresent() ? written : Intervals.format(interval);
  }

  /** The arguments as the client wrote them, or those that differ from the defaults. */
  private static JsonNode args(RealServer server) {
    var check = server.check();
    var text = server.wording().getOrDefault(Wording.ARGS, "");
    if (!text.isEmpty()) {
      var written = JsonText.sorted(JsonInput.reread(text));
      if (means(written, check, server.key())) {
        return written;
      }
    }
    var args = CheckArguments.write(check, server.key());
    boolean areDefaults = args.isEmpty() || (text.isEmpty() && means(NODES.objectNode(), check, server.key()));
    return areDefaults ? NODES.nullNode() : JsonText.sorted(args);
  }

  private static boolean means(ObjectNode args, HealthCheck check, ServerKey server) {
    var problems = Problems.lenient();
    var read = PulseReader.check(check.method().label(), args, server, problems);
    return problems.isEmpty() && read.method().equals(check.method()) && read.timeout().equals(check.timeout());
  }
}
