package gorb.document;

import gorb.model.Persistence;
import gorb.model.ServiceKey;
import gorb.model.VirtualService;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes what clients may say of a service, in the original's order. */
public final class ServiceWriter {
  private ServiceWriter() {}

  /** The service without its servers, so that {@link ServiceReader} reads the same from it. */
  public static ObjectNode options(VirtualService service) {
    var options = JsonNodeFactory.instance.objectNode();
    var settings = service.settings();
    switch (service.key()) {
      case ServiceKey.Endpoint(var protocol, var vip, var port) -> options
          .put("host", service.wording().getOrDefault(Wording.HOST, vip.toString()))
          .put("port", port)
          .put("protocol", protocol.label());
      case ServiceKey.FirewallMark mark -> options.put("host", mark.toString()).put("port", 0).put("protocol", "");
    }
    options.put("method", settings.scheduler().name());
    var flags = service.wording().getOrDefault(Wording.FLAGS, "");
    options.put("flags", FlagWords.parse(flags).orElse(Set.of()).equals(settings.flags())
        ? flags
        : FlagWords.format(settings.flags()));
    switch (settings.persistence()) {
      case Persistence.None() -> options.put("persistent", false);
      case Persistence.Sticky(var timeout, _, _) ->
          options.put("persistent", true).put("persistence_timeout", Intervals.format(timeout));
    }
    return options;
  }
}
