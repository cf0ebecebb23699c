package gorb.shared;

import gorb.control.Intent;
import gorb.document.Hosts;
import gorb.document.SharedDocuments;
import gorb.document.StateWriter;
import gorb.model.IpAddress;
import gorb.model.Origin;
import gorb.model.VirtualService;
import gorb.shared.kv.Stored;
import gorb.store.SeededIntents;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Intents that a store can hold, and what tests do with them. */
final class SharedIntents {
  static final Layout LAYOUT = Layout.of("", "services", "backends");

  private SharedIntents() {}

  /** Documents that may ask nobody for an address. */
  static SharedDocuments documents() {
    return new SharedDocuments(new Hosts(host -> IpAddress.parse(host).orElseThrow(() ->
        new UnknownHostException("lookup " + host + ": no such host")), () -> Optional.of(IpAddress.of("192.0.2.1"))));
  }

  /** The next intent of a walk, all of the store, and without what a director would refuse. */
  static Intent next(SeededIntents walk) {
    var shared = Intent.EMPTY;
    for (var service : walk.next().intent().services().entrySet()) {
      shared = shared.with(service.getKey(), shared(service.getValue()));
    }
    return shared;
  }

  /** Everything that intent says, as text. */
  static String text(Intent intent) {
    return StateWriter.kept(intent).toString();
  }

  /** Texts with a revision each, as a store has them. */
  static Map<String, Stored> stored(Map<String, String> texts) {
    var stored = new HashMap<String, Stored>();
    long revision = 0;
    for (var text : texts.entrySet()) {
      stored.put(text.getKey(), new Stored(text.getValue(), ++revision));
    }
    return stored;
  }

  /** A host that is empty stands for another address on each director, and so does what its discovery finds. */
  private static VirtualService shared(VirtualService service) {
    var wording = new HashMap<>(service.wording());
    wording.remove("host", "");
    var shared = new VirtualService(service.key(), service.settings(), service.servers(), wording)
        .withOrigin(Origin.STORE).withAnnouncement(service.announcement()).withDiscovery(service.discovery())
        .withoutFound();
    for (var server : service.servers().entrySet()) {
      if (server.getValue().key().address().family() != service.key().family()) {
        shared = shared.withoutServer(server.getKey());
      }
    }
    return shared;
  }
}
