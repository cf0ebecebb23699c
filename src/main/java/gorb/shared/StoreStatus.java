package gorb.shared;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How this director and its store stand.
 *
 * @param state whether they agree
 * @param reason why not, in words; empty where they do
 * @param since when the state began
 * @param revision of the newest document that was carried out; 0 where there was none
 * @param digest two directors that carried out the same documents have the same one
 * @param lag how long the last change took from the word of the store until it was carried out
 * @param problems the documents that are not carried out, in words
 */
public record StoreStatus(
    State state, String reason, Instant since, long revision, long digest, Duration lag, List<String> problems) {
  public StoreStatus {
    problems = List.copyOf(problems);
  }

  /** Whether a director and its store agree. */
  public enum State {
    /** The store was not read yet. */
    STARTING("starting"),
    /** What the store says is carried out. */
    IN_STEP("in step"),
    /** The store does not answer: what it said last is in force, and changes are refused. */
    AWAY("away"),
    /** The store says something that must be confirmed first: what it said before is in force, and changes are refused. */
    HELD("held");

    private final String label;

    State(String label) {
      this.label = label;
    }

    /** The name as users read it. */
    public String label() {
      return label;
    }
  }
}
