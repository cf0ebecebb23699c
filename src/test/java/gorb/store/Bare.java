package gorb.store;

import gorb.control.Intent;
import gorb.control.Revision;
import gorb.document.StateWriter;
import gorb.model.RealServer;
import gorb.model.VirtualService;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What has to come back: everything but incarnations, and spelling where it says the same. */
final class Bare {
  private Bare() {}

  /** A revision in a form that compares. */
  static List<Object> revision(Revision revision) {
    return List.of(revision.summary(), intent(revision.intent()));
  }

  /** An intent in a form that compares: its values, and how they are written. */
  static List<Object> intent(Intent intent) {
    var services = new TreeMap<String, VirtualService>();
    intent.services().forEach((name, service) -> {
      var bare = service.with(service.settings(), Map.of());
      for (var server : service.servers().entrySet()) {
        var it = server.getValue();
        bare = bare.withServer(server.getKey(), new RealServer(
            it.key(), it.weight(), it.admin(), it.forwarding(), it.thresholds(), it.check(), 0, Map.of()));
      }
      services.put(name, bare);
    });
    return List.of(services, StateWriter.kept(intent));
  }
}
