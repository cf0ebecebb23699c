package gorb.document;

import gorb.control.Intent;
import gorb.model.Origin;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the whole intent as one document: services by name, each with its backends by name. */
public final class StateWriter {
  /** The field that says which revision a document shows. */
  static final String REVISION = "revision";
  /** The field of a document that has its services. */
  static final String SERVICES = "services";
  /** The field of a service that has its backends. */
  static final String BACKENDS = "backends";

  private StateWriter() {}

  /** The intent of a revision as people read it. */
  public static ObjectNode of(long revision, Intent intent) {
    return JsonNodeFactory.instance.objectNode().put(REVISION, revision).setAll(of(intent));
  }

  /** The intent as people write it: hosts as they were given. */
  public static ObjectNode of(Intent intent) {
    return write(intent);
  }

  /** The intent as it is kept, as {@link #writeKept} writes it. */
  public static ObjectNode kept(Intent intent) {
    var text = JsonText.object(Integer.MAX_VALUE);
    writeKept(text, intent);
    return JsonInput.reread(text.close().toString());
  }

  /**
   * Writes the intent as it is kept: with the address of every host that is no literal, so that it can be read where no
   * name can be resolved, and without what is as {@link BackendReader} takes it where it is not given.
   *
   * @param text gets a field with the services
   */
  public static void writeKept(JsonText text, Intent intent) {
    text.open(SERVICES);
    ManyAtOnce.map(List.copyOf(intent.services().entrySet()), service -> {
      var part = text.part();
      writeKept(part, service.getKey(), service.getValue());
      return part;
    }).forEach(text::add);
    text.close();
  }

  private static void writeKept(JsonText text, String name, VirtualService service) {
    text.open(name).fields(options(service));
    if (service.key() instanceof ServiceKey.Endpoint(_, var vip, _)) {
      text.field("address", vip.toString());
    }
    text.open(BACKENDS);
    service.servers().forEach((server, it) -> BackendWriter.writeKept(text, server, it));
    text.close().close();
  }

  private static ObjectNode write(Intent intent) {
    var document = JsonNodeFactory.instance.objectNode();
    var services = document.putObject(SERVICES);
    ManyAtOnce.map(
        List.copyOf(intent.services().entrySet()),
        entry -> Map.entry(entry.getKey(), service(entry.getValue())))
        .forEach(view -> services.set(view.getKey(), view.getValue()));
    return document;
  }

  private static ObjectNode service(VirtualService service) {
    var view = options(service);
    var backends = view.putObject(BACKENDS);
    service.servers().forEach((name, server) -> {
      var backend = AdminFields.write(BackendWriter.options(server, server.weight()), server.admin());
      if (server.isDiscovered()) {
        backend.put(StateReader.ORIGIN, Origin.DISCOVERY.label());
      }
      backends.set(name, backend);
    });
    return view;
  }

  private static ObjectNode options(VirtualService service) {
    return ServiceWriter.options(service).put(StateReader.ORIGIN, service.origin().label());
  }
}
