package gorb.model;

import java.time.Instant;

/** What the checks of a server say of it. */
public sealed interface Health {
  /** In a word, as users read it: {@code unknown}, {@code up} or {@code down}. */
  default String label() {
    return switch (this) {
      case Unknown _ -> "unknown";
      case Up _ -> "up";
      case Down _ -> "down";
    };
  }

  /**
   * No verdict yet.
   *
   * @param ceiling the weight that the data plane already carried when this program took the server over: it is kept,
   *     capped at the configured weight, until there is a verdict; {@link #NO_CEILING} for a server that was new
   */
  record Unknown(int ceiling) implements Health {
    /** The ceiling of a server that the data plane did not know. */
    public static final int NO_CEILING = Integer.MAX_VALUE;

    public Unknown {
      if (ceiling < 0) {
        throw new IllegalArgumentException("ceiling: " + ceiling + " (expected: 0 or more)");
      }
    }
  }

  /**
   * It is well.
   *
   * @param carried the weight with which it served before the verdict: a weight that grows begins there; 0 for a server
   *     that was down
   */
  record Up(Instant since, int carried) implements Health {
    /** It was down before. */
    public Up(Instant since) {
      this(since, 0);
    }

    public Up {
      if (carried < 0) {
        throw new IllegalArgumentException("carried weight: " + carried + " (expected: 0 or more)");
      }
    }
  }

  /**
   * It is not well.
   *
   * @param reason in words, of the failure that made the verdict
   */
  record Down(Instant since, String reason) implements Health {}
}
