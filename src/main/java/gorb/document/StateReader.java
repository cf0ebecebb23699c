package gorb.document;

import gorb.control.Intent;
import gorb.model.IpAddress;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.pcollections.TreePMap;
import tools.jackson.databind.node.ObjectNode;

/** Reads the whole intent from one document, with everything that is wrong in it. */
public final class StateReader {
  /** The field that says who wants a service, or a backend that its owner does not. */
  static final String ORIGIN = "origin";

  private static final Origin[] FOUND = {Origin.DISCOVERY};

  private final ServiceReader services;
  private final BackendReader backends;
  /** That services may have; the first where they name none. */
  private final Origin[] origins;
  private final boolean inAnyOrder;

  /** A reader that asks for the addresses that a document does not give. */
  public StateReader(Hosts hosts) {
    this(hosts, Origin.values());
  }

  private StateReader(Hosts hosts, Origin... origins) {
    this.services = new ServiceReader(hosts);
    this.backends = new BackendReader(hosts);
    this.origins = origins;
    this.inAnyOrder = hosts.inAnyOrder();
  }

  /** A reader of documents in which everything is of one origin. */
  public static StateReader of(Origin origin, Hosts hosts) {
    return new StateReader(hosts, origin);
  }

  /**
   * The intent of a document. It may name the revision that it shows: what was shown can be handed back as it is.
   *
   * @throws DocumentException with every problem
   */
  public Intent read(ObjectNode document) throws DocumentException {
    return read(document, Problems.strict());
  }

  /**
   * The intent of a document of {@link StateWriter#kept}; with the addresses of its names in it, nobody is asked for them.
   *
   * @throws DocumentException with every problem
   */
  public static Intent readKept(ObjectNode document) throws DocumentException {
    var hosts = new Hosts(host -> IpAddress.parse(host).orElseThrow(() ->
        new UnknownHostException("no address kept for " + host)), Optional::empty);
    return new StateReader(hosts).read(document, Problems.kept());
  }

  private Intent read(ObjectNode document, Problems problems) throws DocumentException {
    var fields = Fields.of(document, problems);
    var intent = read(fields);
    fields.skip(StateWriter.REVISION);
    fields.finish();
    problems.raise();
    return intent;
  }

  /** The intent of the field {@code services}; problems go where those of the fields go. */
  Intent read(Fields fields) {
    var pulses = new KnownPulses();
    var parts = fields.objects("services").entrySet().stream()
        .map(entry -> new Part(entry.getKey(), entry.getValue().apart()))
        .toList();
    Function<Part, Optional<VirtualService>> each = part -> service(part.fields, pulses);
    var services = inAnyOrder ? ManyAtOnce.map(parts, each) : parts.stream().map(each).toList();
    var read = new TreeMap<String, VirtualService>();
    var owners = new HashMap<ServiceKey, String>();
    for (int i = 0; i < parts.size(); i++) {
      var part = parts.get(i);
      fields.problems().addAll(part.fields.problems());
      var service = services.get(i);
      if (service.isEmpty()) {
        continue;
      }
      var owner = owners.putIfAbsent(service.get().key(), part.name);
      if (owner == null) {
        read.put(part.name, service.get());
      } else {
        fields.problems().add(fields.path("services." + part.name),
            shown(service.get().key()) + " belongs to service " + owner);
      }
    }
    return Intent.of(read);
  }

  /**
   * A service of the document, which is read by itself.
   *
   * @param fields with problems of their own
   */
  private record Part(String name, Fields fields) {}

  private Optional<VirtualService> service(Fields fields, KnownPulses pulses) {
    var members = fields.objects("backends");
    var origin = fields.word(ORIGIN, origins, Origin::label).orElse(origins[0]);
    var service = services.read(fields).map(read -> read.withOrigin(origin));
    var owners = new HashMap<ServerKey, String>();
    var servers = new TreeMap<String, RealServer>();
    for (var entry : members.entrySet()) {
      boolean isFound = entry.getValue().word(ORIGIN, FOUND, Origin::label).isPresent();
      if (isFound && service.filter(it -> it.discovery().isNone()).isPresent()) {
        fields.problems().add(entry.getValue().path(ORIGIN), "discovery without discover in the service");
      }
      var server = backends.read(entry.getValue(), service.orElse(null), pulses)
          .map(it -> isFound ? it.asDiscovered() : it);
      if (service.isEmpty() || server.isEmpty()) {
        continue;
      }
      var key = server.get().key();
      var owner = owners.putIfAbsent(key, entry.getKey());
      if (owner == null) {
        servers.put(entry.getKey(), server.get());
      } else {
        var host = entry.getValue().path("host");
        fields.problems().add(host, UnresolvedNames.shown(key.address(), key) + " belongs to backend " + owner);
      }
    }
    return service.map(it -> it.withServers(TreePMap.fromSortedMap(servers)));
  }

  private static String shown(ServiceKey key) {
    return switch (key) {
      case ServiceKey.Endpoint(_, var vip, _) -> UnresolvedNames.shown(vip, key);
      case ServiceKey.FirewallMark _ -> key.toString();
    };
  }
}
