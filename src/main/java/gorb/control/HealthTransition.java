package gorb.control;

import gorb.model.Health;
import gorb.model.ServerHealth;
import java.util.List;

/**
 * A server got another verdict.
 *
 * @param server which
 * @param from the verdict before
 * @param to the verdict now
 */
public record HealthTransition(ServerRef server, Health from, Health to) {
  /** The transition between two states of a server: none where the verdict stays. */
  static List<HealthTransition> between(ServerRef server, ServerHealth before, ServerHealth after) {
    return before.health().getClass() == after.health().getClass()
        ? List.of()
        : List.of(new HealthTransition(server, before.health(), after.health()));
  }
}
