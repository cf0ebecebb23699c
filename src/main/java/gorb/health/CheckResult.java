package gorb.health;

import gorb.model.Advice;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What one check found. */
public sealed interface CheckResult {
  /** How long the check took, from its start to its result. */
  Duration took();

  /**
   * The server is well.
   *
   * @param advice about its weight; null for none
   */
  record Success(Duration took, @Nullable Advice advice) implements CheckResult {
    /** Without advice. */
    public Success(Duration took) {
      this(took, null);
    }
  }

  /**
   * The server is not well.
   *
   * @param reason in words for people, such as {@code refused connection} or {@code status 503 (expected 200)}
   */
  record Failure(Duration took, String reason) implements CheckResult {}

  /**
   * This host could not ask: nothing is known of the server, and nothing changes.
   *
   * @param reason such as {@code too many open files}
   */
  record NotAsked(Duration took, String reason) implements CheckResult {}
}
