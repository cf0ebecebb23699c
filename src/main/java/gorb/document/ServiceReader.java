package gorb.document;

import gorb.control.Change.ServiceEdit;
import gorb.model.AddressFamily;
import gorb.model.Announcement;
import gorb.model.Discovery;
import gorb.model.Persistence;
import gorb.model.PoolPolicy;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.ServiceSettings.PacketScheduling;
import gorb.model.VirtualService;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.pcollections.TreePMap;
import tools.jackson.databind.node.ObjectNode;

/** Reads what clients say of a service. */
public final class ServiceReader {
  private static final int LONGEST_WORD = 256;

  private final ServiceKeys keys;

  /** A reader that asks for addresses. */
  public ServiceReader(Hosts hosts) {
    this.keys = new ServiceKeys(hosts);
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
    Map<String, String> wording = new HashMap<>();
    var key = keys.read(fields, wording);
    var scheduler = scheduler(fields).orElse(Scheduler.WRR);
    var flags = flags(fields, wording).orElse(Set.of());
    var family = key.map(ServiceKey::family).orElse(AddressFamily.IPV6);
    var persistence = PersistenceFields.read(fields, Persistence.none(), family).orElse(Persistence.none());
    var packets = packets(fields).orElse(PacketScheduling.BY_CONNECTION);
    key.ifPresent(it -> requireSense(fields, it, persistence, packets));
    var policy = PoolPolicyFields.read(fields, PoolPolicy.DEFAULT).orElse(PoolPolicy.DEFAULT);
    var announcement = AnnouncementFields.read(fields, Announcement.DEFAULT, key).orElse(Announcement.DEFAULT);
    var discovery = DiscoveryFields.read(fields, key).orElse(Discovery.NONE);
    fields.finish();
    return problems.count() > before ? Optional.empty() : Optional.of(new VirtualService(
        key.orElseThrow(), new ServiceSettings(scheduler, flags, persistence, packets), TreePMap.empty(), wording)
        .withPolicy(policy).withAnnouncement(announcement).withDiscovery(discovery));
  }

  /**
   * What is to change of a service; empty where nothing is.
   *
   * @throws DocumentException with every problem
   */
  public Optional<ServiceEdit> readEdit(ObjectNode body, String name, VirtualService service, Problems problems)
      throws DocumentException {
    var fields = Fields.of(body, problems);
    if (keys.namesOther(fields, service.key(), service.wording().getOrDefault(Wording.HOST, ""))) {
      var text = "unable to update virtual service [" + name + "] due to host/port/protocol changing";
      problems.add(text, "host", "host, port and protocol cannot change (it is " + service.key() + ")");
    }
    Map<String, String> wording = new HashMap<>();
    var scheduler = scheduler(fields);
    var flags = flags(fields, wording);
    var settings = service.settings();
    var persistence = PersistenceFields.read(fields, settings.persistence(), service.key().family());
    var packets = packets(fields);
    requireSense(fields, service.key(), persistence.orElse(settings.persistence()), packets.orElse(settings.packets()));
    var policy = PoolPolicyFields.read(fields, service.policy());
    var announcement = AnnouncementFields.read(fields, service.announcement(), Optional.of(service.key()));
    var discovery = DiscoveryFields.read(fields, Optional.of(service.key()));
    fields.finish();
    problems.raise();
    return Stream.of(scheduler, flags, persistence, packets, policy, announcement, discovery)
            .allMatch(Optional::isEmpty)
        ? Optional.empty()
        : Optional.of(new ServiceEdit(scheduler.orElse(null), flags.orElse(null), persistence.orElse(null),
            packets.orElse(null), policy.orElse(null), announcement.orElse(null),
            discovery.orElse(null), wording));
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

  private static Optional<PacketScheduling> packets(Fields fields) {
    return fields.bool("one_packet")
        .map(is -> is ? PacketScheduling.ONE_PACKET : PacketScheduling.BY_CONNECTION);
  }

  /** What a kernel takes although it then does something else, or nothing. */
  private static void requireSense(
      Fields fields, ServiceKey key, Persistence persistence, PacketScheduling packets) {
    if (!(key instanceof ServiceKey.Endpoint(var protocol, _, var port))) {
      return;
    }
    if (protocol != Protocol.UDP && packets == PacketScheduling.ONE_PACKET) {
      fields.problems().add(fields.path("one_packet"),
          "true with protocol " + protocol.label()
              + " (expected: udp, whose datagrams alone the kernel schedules singly)");
    }
    if (protocol != Protocol.UDP
        && persistence instanceof Persistence.Sticky(_, _, var engine)
        && engine == Persistence.Engine.SIP) {
      fields.problems().add(fields.path(PersistenceFields.ENGINE),
          "sip with protocol " + protocol.label() + " (expected: with udp: the kernel reads SIP in datagrams only)");
    }
    if (port == 0 && persistence instanceof Persistence.None) {
      fields.problems().add(fields.path(PersistenceFields.ON), "false with port 0 (every port needs persistent: true)");
    }
  }
}
