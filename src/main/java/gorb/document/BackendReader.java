package gorb.document;

import gorb.control.Change.ServerEdit;
import gorb.model.AdminState;
import gorb.model.ForwardingMethod;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.RealServer;
import gorb.model.ServerKey;
import gorb.model.ServerRole;
import gorb.model.ServiceKey;
import gorb.model.Thresholds;
import gorb.model.VirtualService;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads what clients say of a backend. */
public final class BackendReader {
  /** The field that says what a backend is for. */
  static final String ROLE = "role";

  private static final String PULSE = "pulse";
  private static final ObjectNode NO_FIELDS = JsonNodeFactory.instance.objectNode();
  /** The weight where none is given. */
  static final int DEFAULT_WEIGHT = 100;

  /** Linux 6.12.117 refuses more, as ipvsadm does; older kernels would count it as negative. */
  private static final int HIGHEST_THRESHOLD = Integer.MAX_VALUE;

  private final Hosts hosts;

  /** A reader that asks for addresses. */
  public BackendReader(Hosts hosts) {
    this.hosts = hosts;
  }

  /**
   * A new backend.
   *
   * @param service its service, or null where there is none: then only problems are of interest
   * @throws DocumentException with every problem
   */
  public RealServer read(ObjectNode body, @Nullable VirtualService service, Problems problems)
      throws DocumentException {
    var server = read(Fields.of(body, problems), service, new KnownPulses());
    problems.raise();
    return server.orElseThrow();
  }

  /**
   * A new backend; empty where something is wrong with it.
   *
   * @param pulses those of the document so far
   */
  Optional<RealServer> read(Fields fields, @Nullable VirtualService service, KnownPulses pulses) {
    var problems = fields.problems();
    int before = problems.count();
    var host = fields.text("host", Hosts.LONGEST).orElse("");
    var port = port(fields, service);
    var address = fields.address().or(() -> hosts.ofBackend(host, fields));
    int weight = fields.integer("weight", 0, Integer.MAX_VALUE).orElse(DEFAULT_WEIGHT);
    if (weight == 0 && problems.isRequest()) {
      // The original's own rule for requests: 0 is the default, too.
      weight = DEFAULT_WEIGHT;
    }
    Map<String, String> wording = new HashMap<>();
    var forwarding = ForwardingWords.read(fields, ForwardingMethod.MASQUERADE, wording)
        .orElse(ForwardingMethod.MASQUERADE);
    var thresholds = thresholds(fields, Thresholds.NONE).orElse(Thresholds.NONE);
    var state = AdminFields.read(fields).orElse(AdminState.ENABLED);
    var role = fields.word(ROLE, ServerRole.values(), ServerRole::label).orElse(ServerRole.REGULAR);
    var key = new ServerKey(address.orElse(IpAddress.ANY_IPV4), port.orElse(1));
    if (!host.equals(key.address().toString())) {
      wording.put(Wording.HOST, host);
    }
    var pulse = pulses.read(
        pulse(fields).orElseGet(() -> fields.within(PULSE, NO_FIELDS)), key, defaultPulse(service, key));
    wording.putAll(pulse.wording());
    if (problems.isStrict() && service != null && address.isPresent()) {
      // Of a request it is the controller that says so, in the words of the original.
      requireFamily(fields, service.key(), key, forwarding);
    }
    fields.skipObsolete("vsid");
    fields.finish();
    return problems.count() > before ? Optional.empty() : Optional.of(new RealServer(
        key, weight, state, forwarding, thresholds, pulse.check(), role, 0, wording));
  }

  /**
   * What is to change of a backend; empty where nothing is.
   *
   * @throws DocumentException with every problem
   */
  public Optional<ServerEdit> readEdit(ObjectNode body, VirtualService service, RealServer server, Problems problems)
      throws DocumentException {
    var fields = Fields.of(body, problems);
    requireSameKey(fields, server);
    var weight = fields.integer("weight", 0, Integer.MAX_VALUE);
    Map<String, String> wording = new HashMap<>();
    var forwarding = ForwardingWords.read(fields, server.forwarding(), wording);
    var thresholds = thresholds(fields, server.thresholds());
    requireFamily(fields, service.key(), server.key(), forwarding.orElse(server.forwarding()));
    var state = AdminFields.read(fields);
    var role = fields.word(ROLE, ServerRole.values(), ServerRole::label);
    var pulse = pulse(fields).map(it -> PulseReader.read(it, server.key(), defaultPulse(service, server.key())));
    if (forwarding.isPresent()) {
      wording.putIfAbsent(Wording.METHOD, "");
    }
    pulse.ifPresent(it -> {
      wording.put(Wording.INTERVAL, "");
      wording.put(Wording.ARGS, "");
      wording.putAll(it.wording());
    });
    fields.skipObsolete("vsid");
    fields.finish();
    problems.raise();
    return weight.isEmpty() && forwarding.isEmpty() && thresholds.isEmpty() && state.isEmpty() && pulse.isEmpty()
            && role.isEmpty()
        ? Optional.empty()
        : Optional.of(new ServerEdit(
            weight.isPresent() ? Integer.valueOf(weight.getAsInt()) : null,
            state.orElse(null),
            forwarding.orElse(null),
            thresholds.orElse(null),
            pulse.map(PulseReader.Pulse::check).orElse(null),
            role.orElse(null),
            wording));
  }

  private void requireSameKey(Fields fields, RealServer server) {
    var host = fields.text("host", Hosts.LONGEST);
    var port = fields.integer("port", 0, Fields.HIGHEST_PORT);
    if (port.isPresent() && port.getAsInt() != server.key().port()) {
      fields.problems().add("port", port.getAsInt() + " (cannot change: it is " + server.key().port() + ")");
    }
    if (host.isPresent() && !host.get().equals(server.wording().get(Wording.HOST))) {
      var address = hosts.ofBackend(host.get(), fields);
      if (address.isPresent() && !address.get().equals(server.key().address())) {
        fields.problems().add("host", host.get() + " (cannot change: it is " + server.key().address() + ")");
      }
    }
  }

  private static void requireFamily(
      Fields fields, ServiceKey service, ServerKey server, ForwardingMethod forwarding) {
    if (server.address().family() != service.family()
        && !(forwarding instanceof ForwardingMethod.Tunnel)
        && !isPlaceholder(service)
        && !UnresolvedNames.isPlaceholder(server.address())) {
      fields.problems().add(Problems.INCOMPATIBLE_FAMILIES, fields.path("method"),
          server.address() + " behind " + service + " (expected: tunnel)");
    }
  }

  private static boolean isPlaceholder(ServiceKey service) {
    return service instanceof ServiceKey.Endpoint(_, var vip, _) && UnresolvedNames.isPlaceholder(vip);
  }

  /**
   * A datagram service says nothing to a connection attempt, SCTP is not spoken by the checks, and a server of every
   * port has none to try: such backends are not checked unless told so.
   */
  private static String defaultPulse(@Nullable VirtualService service, ServerKey server) {
    boolean isTcp = service == null
        || !(service.key() instanceof ServiceKey.Endpoint(var protocol, _, _))
        || protocol == Protocol.TCP;
    return isTcp && server.port() > 0 ? "tcp" : "none";
  }

  /** The port; 0, that of the client's packet, where the service has every port or a firewall mark. */
  private static OptionalInt port(Fields fields, @Nullable VirtualService service) {
    boolean takesEveryPort = service != null && switch (service.key()) {
      case ServiceKey.Endpoint(_, _, var port) -> port == 0;
      case ServiceKey.FirewallMark _ -> true;
    };
    return takesEveryPort
        ? OptionalInt.of(fields.integer("port", 0, Fields.HIGHEST_PORT).orElse(0))
        : fields.port("port");
  }

  /** The connection limits, of which one that is not given stays. */
  private static Optional<Thresholds> thresholds(Fields fields, Thresholds now) {
    var upper = fields.whole("upper_threshold", 0, HIGHEST_THRESHOLD);
    var lower = fields.whole("lower_threshold", 0, HIGHEST_THRESHOLD);
    if (upper.isEmpty() && lower.isEmpty()) {
      return Optional.empty();
    }
    if (lower.orElse(now.lower()) > upper.orElse(now.upper())) {
      fields.problems().add(fields.path("lower_threshold"), lower.orElse(now.lower())
          + " (expected: at most the upper_threshold, " + upper.orElse(now.upper()) + ")");
      return Optional.empty();
    }
    return Optional.of(new Thresholds(upper.orElse(now.upper()), lower.orElse(now.lower())));
  }

  private static Optional<Fields> pulse(Fields fields) {
    return fields.nested(PULSE);
  }
}
