package gorb.dataplane.userspace.scheduling;

import gorb.dataplane.userspace.scheduling.Scheduling.Pick;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * The search that most schedulers of load share: the usable server with the least load for its weight, the first of
 * equals. Quotients are compared by cross multiplication: {@code a/v > b/w} is {@code a*w > b*v} where weights are
 * above 0.
 */
final class LeastLoaded {
  private LeastLoaded() {}

  /** The position of the server with the smallest quotient of load and weight, or {@link Pick#NONE}. */
  static int position(List<? extends Candidate> servers, ToLongFunction<Candidate> load) {
    int least = Pick.NONE;
    long leastLoad = 0;
    long leastWeight = 0;
    for (int position = 0; position < servers.size(); position++) {
      var server = servers.get(position);
      if (!server.usable()) {
        continue;
      }
      long serverLoad = load.applyAsLong(server);
      if (least == Pick.NONE || leastLoad * server.weight() > serverLoad * leastWeight) {
        least = position;
        leastLoad = serverLoad;
        leastWeight = server.weight();
      }
    }
    return least;
  }
}
