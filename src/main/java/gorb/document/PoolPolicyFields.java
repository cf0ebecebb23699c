package gorb.document;

import gorb.model.PoolPolicy;
import gorb.model.Quorum;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What a service does when many of its servers do not serve, in a document. */
final class PoolPolicyFields {
  static final String QUORUM = "quorum";
  static final String QUORUM_DOWN = "quorum_down";
  static final String PANIC_THRESHOLD = "panic_threshold";
  static final int HIGHEST_QUORUM = 65_535;

  private PoolPolicyFields() {}

  /**
   * What is wanted instead of the present policy; empty where nothing else is. A quorum alone takes the lower one with it
   * where it would be above.
   */
  static Optional<PoolPolicy> read(Fields fields, PoolPolicy now) {
    int before = fields.problems().count();
    var quorum = fields.integer(QUORUM, 1, HIGHEST_QUORUM);
    var down = fields.integer(QUORUM_DOWN, 1, HIGHEST_QUORUM);
    var panic = fields.integer(PANIC_THRESHOLD, 0, PoolPolicy.WHOLE);
    if (quorum.isEmpty() && down.isEmpty() && panic.isEmpty()) {
      return Optional.empty();
    }
    int reached = quorum.orElse(now.quorum().reached());
    int kept = down.orElse(
        now.quorum().kept() == now.quorum().reached() ? reached : Math.min(now.quorum().kept(), reached));
    if (kept > reached) {
      fields.problems().add(
          fields.path(QUORUM_DOWN), kept + " (expected: at most " + QUORUM + ", which is " + reached + ")");
    }
    return fields.problems().count() > before
        ? Optional.empty()
        : Optional.of(new PoolPolicy(new Quorum(reached, kept), panic.orElse(now.panicPercent())));
  }

  /** Writes a policy, so that {@link #read} reads the same; what is as by default is left out. */
  static void write(ObjectNode options, PoolPolicy policy) {
    if (policy.quorum().reached() != 1) {
      options.put(QUORUM, policy.quorum().reached());
    }
    if (policy.quorum().kept() != policy.quorum().reached()) {
      options.put(QUORUM_DOWN, policy.quorum().kept());
    }
    if (policy.panicPercent() != 0) {
      options.put(PANIC_THRESHOLD, policy.panicPercent());
    }
  }
}
