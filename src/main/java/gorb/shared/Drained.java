package gorb.shared;

import gorb.control.Intent;
import gorb.model.AdminState;
import gorb.model.RealServer;
import java.time.Instant;

/** Drains of a table whose deadline is over: they end for every director. */
final class Drained {
  private Drained() {}

  /** The same without them. */
  static Intent withoutPast(Intent said, Instant now) {
    var after = said;
    for (var service : said.services().entrySet()) {
      var owner = service.getValue();
      for (var server : service.getValue().servers().entrySet()) {
        if (server.getValue().admin() instanceof AdminState.Draining(var until, boolean keep) && until.isBefore(now)) {
          owner = keep
              ? owner.withServer(server.getKey(), quiesced(server.getValue()))
              : owner.withoutServer(server.getKey());
        }
      }
      if (!owner.equals(service.getValue())) {
        after = after.with(service.getKey(), owner);
      }
    }
    return after;
  }

  private static RealServer quiesced(RealServer server) {
    return new RealServer(server.key(), server.weight(), AdminState.QUIESCED, server.forwarding(), server.thresholds(),
        server.check(), server.role(), server.incarnation(), server.wording());
  }
}
