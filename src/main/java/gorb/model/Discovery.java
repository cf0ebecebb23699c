package gorb.model;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where servers of a service come from besides those that its owner names.
 *
 * @param source who is asked for them
 * @param backend how each of them is written, as a JSON object in the words of a document: everything but its host
 * @param most how many are taken of one answer, 1..{@link #HIGHEST_MOST}
 * @param empty what an answer without servers means
 * @param keepFor how long what is known stays while the source fails, more than 0; null for ever
 */
public record Discovery(
    DiscoverySource source, String backend, int most, EmptyAnswer empty, @Nullable Duration keepFor) {
  /** How many servers are taken of one answer where nothing is said. */
  public static final int DEFAULT_MOST = 256;
  /** How many servers may be taken of one answer. */
  public static final int HIGHEST_MOST = 10_000;
  /** No servers but those that the owner names. */
  public static final Discovery NONE =
      new Discovery(new DiscoverySource.None(), "{}", DEFAULT_MOST, EmptyAnswer.KEEP, null);

  public Discovery {
    if (most < 1 || most > HIGHEST_MOST) {
      throw new IllegalArgumentException("most: " + most + " (expected: 1.." + HIGHEST_MOST + ")");
    }
    if (keepFor != null && !keepFor.isPositive()) {
      throw new IllegalArgumentException("keep for: " + keepFor + " (expected: more than 0)");
    }
  }

  /** Whether nobody is asked. */
  public boolean isNone() {
    return source instanceof DiscoverySource.None;
  }

  /** What an answer without servers means. */
  public enum EmptyAnswer {
    /** Somebody erred: what was known stays. */
    KEEP,
    /** There are none: what was known goes. */
    REMOVE;

    /** The name as users write it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
