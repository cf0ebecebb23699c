package gorb.webhooks;

import gorb.webhooks.Mailbox.Batch;
import java.time.temporal.ChronoUnit;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What a receiver is sent in one request, the same at each try.
 *
 * @param id tells it from all others, so that a receiver knows one that comes again
 * @param body JSON, at most {@link #LONGEST_BODY} bytes in UTF-8
 * @param events how many are in it
 */
record Letter(String id, String body, int events) {
  /** Events in one letter. */
  static final int MOST_EVENTS = 100;
  /** Events are small ({@link Notices}); nothing is cut to this. */
  static final int LONGEST_BODY = 1 << 20;

  /**
   * Writes a letter.
   *
   * @param sender the name of this director among others
   */
  static Letter of(Batch batch, String sender, String id) {
    var body = JsonNodeFactory.instance.objectNode()
        .put("id", id)
        .put("director", sender)
        .put("dropped", batch.dropped());
    var events = body.putArray("events");
    for (var notice : batch.notices()) {
      events.addObject()
          .put("event", notice.occasion().label())
          .put("at", notice.at().truncatedTo(ChronoUnit.MILLIS).toString())
          .set("data", notice.data().get());
    }
    return new Letter(id, body.toString(), batch.notices().size());
  }
}
