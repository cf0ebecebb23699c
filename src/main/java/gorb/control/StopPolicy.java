package gorb.control;

import java.util.Locale;

/** What becomes of what the data plane carries when the daemon stops. What is wanted stays as it is in any case. */
public enum StopPolicy {
  /** It stays: a data plane that outlives the process goes on serving. */
  LEAVE,
  /** It gets no new connections, and is removed when none is left, or when the time is over. */
  DRAIN,
  /** It is removed at once. */
  REMOVE;

  /** The name as users write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
