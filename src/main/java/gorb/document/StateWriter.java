package gorb.document;

import gorb.control.Intent;
import gorb.model.Origin;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the whole intent as one document: services by name, each with its backends by name. */
public final class StateWriter {
  /** The field that says which revision a document shows. */
  static final String REVISION = "revision";

  private StateWriter() {}

  /** The intent of a revision as people read it. */
  public static ObjectNode of(long revision, Intent intent) {
    return JsonNodeFactory.instance.objectNode().put(REVISION, revision).setAll(of(intent));
  }

  /** The intent as people write it: hosts as they were given. */
  public static ObjectNode of(Intent intent) {
    return write(intent, false);
  }

  /** The intent as it is kept: with the address of every host, so that it can be read where no name can be resolved. */
  public static ObjectNode withAddresses(Intent intent) {
    return write(intent, true);
  }

  private static ObjectNode write(Intent intent, boolean withAddresses) {
    var document = JsonNodeFactory.instance.objectNode();
    var services = document.putObject("services");
    intent.services().forEach((name, service) -> services.set(name, service(service, withAddresses)));
    return document;
  }

  private static ObjectNode service(VirtualService service, boolean withAddresses) {
    var view = ServiceWriter.options(service).put(StateReader.ORIGIN, service.origin().label());
    if (withAddresses && service.key() instanceof ServiceKey.Endpoint(_, var vip, _)) {
      view.put("address", vip.toString());
    }
    var backends = view.putObject("backends");
    service.servers().forEach((name, server) -> {
      var backend = AdminFields.write(BackendWriter.options(server, server.weight()), server.admin());
      if (withAddresses) {
        backend.put("address", server.key().address().toString());
      }
      if (server.isDiscovered()) {
        backend.put(StateReader.ORIGIN, Origin.DISCOVERY.label());
      }
      backends.set(name, backend);
    });
    return view;
  }
}
