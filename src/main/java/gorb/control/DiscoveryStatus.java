package gorb.control;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the discovery of a service is doing.
 *
 * @param source who is asked, in words
 * @param state what came of the last time
 * @param since when it is in this state
 * @param read when it was read at last; null where it never was
 * @param found how many backends the last answer named that can be used
 * @param left what of it was not taken, and why
 * @param reason why it is not current; empty where it is
 * @param reads how often it answered
 * @param failures how often it did not
 */
public record DiscoveryStatus(
    String source,
    State state,
    Instant since,
    @Nullable Instant read,
    int found,
    List<String> left,
    String reason,
    long reads,
    long failures) {
  public DiscoveryStatus {
    left = List.copyOf(left);
  }

  /** When the source was read at last; empty where it never was. */
  public Optional<Instant> lastRead() {
    return Optional.ofNullable(read);
  }

  /** What came of the last time that a source was asked. */
  public enum State {
    /** Nothing yet. */
    WAITING,
    /** It named backends. */
    CURRENT,
    /** It named none that can be used. */
    EMPTY,
    /** It did not answer, or not so that it can be understood. */
    FAILED;

    /** The name as users read it. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
