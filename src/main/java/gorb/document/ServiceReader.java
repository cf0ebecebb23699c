package gorb.document;

import gorb.control.Change.ServiceEdit;
import gorb.model.AddressFamily;
import gorb.model.Persistence;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.ServiceSettings.PacketScheduling;
import gorb.model.VirtualService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.pcollections.TreePMap;
import tools.jackson.databind.node.ObjectNode;

/** Reads what clients say of a service. */
public final class ServiceReader {
  private static final int LONGEST_WORD = 256;
  private static final Map<String, Protocol> PROTOCOLS = Map.of("tcp", Protocol.TCP, "udp", Protocol.UDP);

  private final Hosts hosts;

  /** A reader that asks for addresses. */
  public ServiceReader(Hosts hosts) {
    this.hosts = hosts;
  }

  /**
   * A new service.
   *
   * @throws DocumentException with every problem
   */
  public VirtualService read(ObjectNode body, Problems problems) throws DocumentException {
    var service = read(Fields.of(body, problems));
    problems.raise();
    return service.orElseThrow();
  }

  /** A new service without servers; empty where something is wrong with it. */
  Optional<VirtualService> read(Fields fields) {
    var problems = fields.problems();
    int before = problems.count();
    var host = fields.text("host", Hosts.LONGEST).orElse("");
    var port = fields.port("port");
    var vip = fields.address().or(() -> hosts.ofService(host, fields.path("host"), problems));
    var protocol = protocol(fields).orElse(Protocol.TCP);
    var scheduler = scheduler(fields).orElse(Scheduler.WRR);
    Map<String, String> wording = new HashMap<>(Map.of(Wording.HOST, host));
    var flags = flags(fields, wording).orElse(Set.of());
    var family = vip.map(address -> address.family()).orElse(AddressFamily.IPV4);
    var persistence = persistence(fields, Persistence.none(), family).orElse(Persistence.none());
    fields.finish();
    return problems.count() > before ? Optional.empty() : Optional.of(new VirtualService(
        new ServiceKey.Endpoint(protocol, vip.orElseThrow(), port.orElseThrow()),
        new ServiceSettings(scheduler, flags, persistence, PacketScheduling.BY_CONNECTION),
        TreePMap.empty(),
        wording));
  }

  /**
   * What is to change of a service; empty where nothing is.
   *
   * @throws DocumentException with every problem
   */
  public Optional<ServiceEdit> readEdit(ObjectNode body, String name, VirtualService service, Problems problems)
      throws DocumentException {
    var fields = Fields.of(body, problems);
    if (namesOther(fields, service)) {
      var text = "unable to update virtual service [" + name + "] due to host/port/protocol changing";
      problems.add(text, "host", "host, port and protocol cannot change (it is " + service.key() + ")");
    }
    Map<String, String> wording = new HashMap<>();
    var scheduler = scheduler(fields);
    var flags = flags(fields, wording);
    var persistence = persistence(fields, service.settings().persistence(), service.key().family());
    fields.finish();
    problems.raise();
    return scheduler.isEmpty() && flags.isEmpty() && persistence.isEmpty()
        ? Optional.empty()
        : Optional.of(new ServiceEdit(
            scheduler.orElse(null), flags.orElse(null), persistence.orElse(null), null, wording));
  }

  private boolean namesOther(Fields fields, VirtualService service) {
    var host = fields.text("host", Hosts.LONGEST);
    var port = fields.integer("port", 0, Fields.HIGHEST_PORT);
    var protocol = protocol(fields);
    return switch (service.key()) {
      case ServiceKey.Endpoint(var itsProtocol, var vip, var itsPort) ->
          (port.isPresent() && port.getAsInt() != itsPort)
              || (protocol.isPresent() && protocol.get() != itsProtocol)
              || (host.isPresent()
                  && !host.get().equals(service.wording().get(Wording.HOST))
                  && hosts.ofService(host.get(), fields.path("host"), fields.problems()).filter(vip::equals).isEmpty()
                  && fields.problems().isEmpty());
      case ServiceKey.FirewallMark _ -> host.isPresent() || port.isPresent() || protocol.isPresent();
    };
  }

  private static Optional<Protocol> protocol(Fields fields) {
    var text = fields.text("protocol", LONGEST_WORD).filter(word -> !word.isEmpty());
    if (text.isEmpty()) {
      return Optional.empty();
    }
    var protocol = Optional.ofNullable(PROTOCOLS.get(text.get().toLowerCase(Locale.ROOT)));
    if (protocol.isEmpty()) {
      fields.problems().add(
          Problems.UNKNOWN_PROTOCOL, fields.path("protocol"), "\"" + text.get() + "\" (expected: tcp or udp)");
    }
    return protocol;
  }

  private static Optional<Scheduler> scheduler(Fields fields) {
    var name = fields.text("method", LONGEST_WORD).filter(word -> !word.isEmpty());
    if (name.isPresent() && !Scheduler.isName(name.get())) {
      fields.problems().add(
          fields.path("method"), "\"" + name.get() + "\" (expected: the name of a scheduler, such as wrr)");
      return Optional.empty();
    }
    return name.map(Scheduler::new);
  }

  private static Optional<Set<SchedulerFlag>> flags(Fields fields, Map<String, String> wording) {
    var text = fields.text("flags", LONGEST_WORD);
    var flags = text.flatMap(FlagWords::parse);
    if (text.isPresent() && flags.isEmpty()) {
      fields.problems().add(Problems.UNKNOWN_FLAG, fields.path("flags"),
          "\"" + text.get() + "\" (expected: " + FlagWords.EXPECTED + ")");
    }
    text.ifPresent(words -> wording.put(Wording.FLAGS, words));
    return flags;
  }

  /** What is wanted instead of the present persistence; empty where nothing else is. */
  private static Optional<Persistence> persistence(Fields fields, Persistence now, AddressFamily family) {
    var wanted = fields.bool("persistent");
    var timeout = fields.duration("persistence_timeout", Duration.ofSeconds(1));
    if (timeout.isPresent() && timeout.get().toNanosPart() != 0) {
      fields.problems().add(fields.path("persistence_timeout"), "not whole seconds (expected: whole seconds)");
      return Optional.empty();
    }
    if (wanted.isEmpty() && timeout.isEmpty()) {
      return Optional.empty();
    }
    if (!wanted.orElse(now instanceof Persistence.Sticky)) {
      if (timeout.isPresent()) {
        fields.problems().add(fields.path("persistence_timeout"), "given without persistent: true");
      }
      return Optional.of(Persistence.none());
    }
    return Optional.of(switch (now) {
      case Persistence.Sticky(var itsTimeout, var prefix, var engine) ->
          new Persistence.Sticky(timeout.orElse(itsTimeout), prefix, engine);
      case Persistence.None() -> new Persistence.Sticky(
          timeout.orElse(Persistence.Sticky.DEFAULT_TIMEOUT), family.bits(), Persistence.Engine.ADDRESS);
    });
  }
}
