package gorb.control;

import java.time.Instant;

/**
 * A state of intent as it was accepted, and kept.
 *
 * @param number grows by one with every accepted change of intent; 1 or more
 * @param at when it was accepted
 * @param cause what changed it, in words: {@code api: create service web}, {@code file: gorb.yaml}, {@code rollback to 7}
 * @param intent everything that is wanted from then on
 */
public record Revision(long number, Instant at, String cause, Intent intent) {
  /** A revision without its intent: what a list of them shows. */
  public record Summary(long number, Instant at, String cause) {}

  /** The revision without its intent. */
  public Summary summary() {
    return new Summary(number, at, cause);
  }
}
