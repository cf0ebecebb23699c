package gorb.control;

import java.time.Instant;
import java.util.Optional;

/**
 * A state of intent as it was accepted, and kept.
 *
 * @param number grows by one with every accepted change of intent; 1 or more
 * @param at when it was accepted
 * @param cause what changed it, in words: {@code api: create service web}, {@code file: gorb.yaml}, {@code rollback to 7}
 * @param intent everything that is wanted from then on
 * @param pending what it waits for, where it is taken back unless somebody confirms it
 */
public record Revision(long number, Instant at, String cause, Intent intent, Optional<Confirmation> pending) {
  /** A revision that nobody needs to confirm. */
  public Revision(long number, Instant at, String cause, Intent intent) {
    this(number, at, cause, intent, Optional.empty());
  }

  /** A revision without its intent: what a list of them shows. */
  public record Summary(long number, Instant at, String cause) {}

  /** The revision without its intent. */
  public Summary summary() {
    return new Summary(number, at, cause);
  }
}
