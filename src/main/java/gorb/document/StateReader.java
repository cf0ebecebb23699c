package gorb.document;

import gorb.control.Intent;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Optional;
import java.util.TreeMap;
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

  /** A reader that asks for the addresses that a document does not give. */
  public StateReader(Hosts hosts) {
    this(hosts, Origin.values());
  }

  private StateReader(Hosts hosts, Origin... origins) {
    this.services = new ServiceReader(hosts);
    this.backends = new BackendReader(hosts);
    this.origins = origins;
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
   * The intent of a document of {@link StateWriter#withAddresses}; with addresses in it, no host is asked for.
   *
   * @throws DocumentException with every problem
   */
  public static Intent readKept(ObjectNode document) throws DocumentException {
    var hosts = new Hosts(host -> {
      throw new UnknownHostException("no address kept for " + host);
    }, Optional::empty);
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
    var intent = Intent.EMPTY;
    for (var entry : fields.objects("services").entrySet()) {
      var service = service(entry.getValue());
      if (service.isEmpty()) {
        continue;
      }
      var owner = intent.nameOf(service.get().key());
      if (owner == null) {
        intent = intent.with(entry.getKey(), service.get());
      } else {
        fields.problems().add(fields.path("services." + entry.getKey()),
            shown(service.get().key()) + " belongs to service " + owner);
      }
    }
    return intent;
  }

  private Optional<VirtualService> service(Fields fields) {
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
      var server = backends.read(entry.getValue(), service.orElse(null))
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
    return service.map(it -> it.withServers(servers));
  }

  private static String shown(ServiceKey key) {
    return switch (key) {
      case ServiceKey.Endpoint(_, var vip, _) -> UnresolvedNames.shown(vip, key);
      case ServiceKey.FirewallMark _ -> key.toString();
    };
  }
}
