package gorb.model;

import java.time.Instant;

/** What the operator wants of a server, whatever its health. */
public sealed interface AdminState {
  /** It serves as its health allows. */
  AdminState ENABLED = new Enabled();
  /** It gets no new connections (effective weight 0); established ones live on. */
  AdminState QUIESCED = new Quiesced();

  /** The name as users write it, in lower case. */
  String label();

  /** It serves as its health allows. */
  record Enabled() implements AdminState {
    /** The name as users write it. */
    public static final String LABEL = "enabled";

    @Override
    public String label() {
      return LABEL;
    }
  }

  /** It gets no new connections (effective weight 0); established ones live on. */
  record Quiesced() implements AdminState {
    /** The name as users write it. */
    public static final String LABEL = "quiesced";

    @Override
    public String label() {
      return LABEL;
    }
  }

  /**
   * Quiesced until it has no connection left, but no longer than to a deadline: then it is removed.
   *
   * @param until the deadline
   * @param keep whether it is not removed then, but stays quiesced
   */
  record Draining(Instant until, boolean keep) implements AdminState {
    /** The name as users write it. */
    public static final String LABEL = "draining";

    @Override
    public String label() {
      return LABEL;
    }
  }
}
