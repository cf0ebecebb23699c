package gorb.shared;

import gorb.control.Intent;
import gorb.model.ServerKey;
import gorb.model.VirtualService;
import java.io.IOException;
import java.util.HashSet;

/** Gives a store that lost its table what a director has in force; what the store has stays as it is there. */
final class Refill {
  private Refill() {}

  /**
   * Writes what is in force and the table lacks. Says so in the store first: a director that starts meanwhile does not know
   * which table it had, and would take the part that is there for all of it.
   *
   * @param id of the table from now on
   * @return false where somebody else wrote meanwhile
   */
  static boolean write(StoredTable table, Intent inForce, String id) throws IOException, InterruptedException {
    var said = table.now().intent();
    return table.mark(new Marker(id, false, true))
        && table.write(table.between(said, completed(said, inForce)))
        && table.mark(new Marker(id, false, false));
  }

  /** What a store says, with the services and servers that it lacks. */
  static Intent completed(Intent said, Intent inForce) {
    var after = said;
    for (var service : inForce.services().entrySet()) {
      var present = after.service(service.getKey());
      if (present != null) {
        after = after.with(service.getKey(), completed(present, service.getValue()));
      } else if (after.nameOf(service.getValue().key()) == null) {
        after = after.with(service.getKey(), service.getValue());
      }
    }
    return after;
  }

  private static VirtualService completed(VirtualService said, VirtualService inForce) {
    var keys = new HashSet<ServerKey>();
    said.servers().values().forEach(server -> keys.add(server.key()));
    var after = said;
    for (var server : inForce.withoutFound().servers().entrySet()) {
      if (!said.servers().containsKey(server.getKey()) && keys.add(server.getValue().key())) {
        after = after.withServer(server.getKey(), server.getValue());
      }
    }
    return after;
  }
}
