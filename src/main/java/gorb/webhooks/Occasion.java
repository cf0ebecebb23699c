package gorb.webhooks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a receiver can be told of. */
public enum Occasion {
  /** A backend has another verdict. */
  VERDICT,
  /** A service won or lost its quorum, or other backends of it are used. */
  STANDING,
  /** A drain ended. */
  DRAINED,
  /** Somebody else changed the data plane. */
  DRIFT,
  /** The data plane refused steps. */
  REFUSED,
  /** Something else is wanted. */
  REVISION,
  /** The session with a router came up or went down. */
  PEER;

  /** The name that users give it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of a name; empty where none has it. */
  public static Optional<Occasion> parse(String text) {
    return Arrays.stream(values()).filter(it -> it.label().equals(text)).findFirst();
  }
}
