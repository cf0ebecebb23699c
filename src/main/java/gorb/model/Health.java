package gorb.model;

import java.time.Instant;

/** What the checks of a server say of it. */
public sealed interface Health {
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

  /** The last check was good. */
  record Up(Instant since) implements Health {}

  /**
   * The last check failed.
   *
   * @param reason in words, of the first failure since it was up
   */
  record Down(Instant since, String reason) implements Health {}
}
