package gorb.model;

import java.time.Instant;
import java.util.Locale;

/** What a server that is new counts as until its checks have a verdict. One that was adopted keeps its weight instead. */
public enum InitialState {
  /** It serves until {@code fall} checks in a row failed: the original's way. */
  UP,
  /** It does not serve until {@code rise} checks in a row were good. */
  DOWN,
  /** It does not serve until one check was good. */
  UNKNOWN;

  /** The name as users write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The health of a server that came now. */
  public Health health(Instant now) {
    return switch (this) {
      case UP -> new Health.Unknown(Health.Unknown.NO_CEILING);
      case DOWN -> new Health.Down(now, "not checked yet");
      case UNKNOWN -> new Health.Unknown(0);
    };
  }
}
