package gorb.document;

import gorb.model.ServiceSettings.PacketScheduling;
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
    ServiceKeys.write(options, service.key(), service.wording());
    options.put("method", settings.scheduler().name());
    var flags = service.wording().getOrDefault(Wording.FLAGS, "");
    options.put("flags", FlagWords.parse(flags).orElse(Set.of()).equals(settings.flags())
        ? flags
        : FlagWords.format(settings.flags()));
    PersistenceFields.write(options, settings.persistence(), service.key().family());
    if (settings.packets() == PacketScheduling.ONE_PACKET) {
      options.put("one_packet", true);
    }
    PoolPolicyFields.write(options, service.policy());
    AnnouncementFields.write(options, service.announcement());
    DiscoveryFields.write(options, service.discovery());
    return options;
  }
}
