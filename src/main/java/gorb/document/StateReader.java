package gorb.document;

import gorb.control.Intent;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.VirtualService;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Reads the whole intent from one document, with everything that is wrong in it. */
public final class StateReader {
  private final ServiceReader services;
  private final BackendReader backends;

  /** A reader that asks for the addresses that a document does not give. */
  public StateReader(Hosts hosts) {
    this.services = new ServiceReader(hosts);
    this.backends = new BackendReader(hosts);
  }

  /**
   * The intent of a document. It may name the revision that it shows: what was shown can be handed back as it is.
   *
   * @throws DocumentException with every problem
   */
  public Intent read(ObjectNode document) throws DocumentException {
    var problems = Problems.strict();
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
            service.get().key() + " belongs to service " + owner);
      }
    }
    return intent;
  }

  private Optional<VirtualService> service(Fields fields) {
    var members = fields.objects("backends");
    var origin = fields.word("origin", Origin.values(), Origin::label).orElse(Origin.API);
    var service = services.read(fields).map(read -> read.withOrigin(origin));
    for (var entry : members.entrySet()) {
      var server = backends.read(entry.getValue(), service.orElse(null));
      if (service.isPresent() && server.isPresent()) {
        service = service.map(owner -> with(owner, entry.getKey(), server.get(), entry.getValue()));
      }
    }
    return service;
  }

  private static VirtualService with(VirtualService owner, String name, RealServer server, Fields fields) {
    for (var other : owner.servers().entrySet()) {
      if (other.getValue().key().equals(server.key())) {
        fields.problems().add(fields.path("host"), server.key() + " belongs to backend " + other.getKey());
        return owner;
      }
    }
    return owner.withServer(name, server);
  }
}
