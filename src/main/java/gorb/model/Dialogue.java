package gorb.model;

/**
 * What a check says to a server, and what must come back.
 *
 * @param send first of all; empty for nothing
 * @param expect somewhere in what comes; empty where nothing needs to come
 */
public record Dialogue(Octets send, Octets expect) {
  /** Nothing is said, nothing awaited. */
  public static final Dialogue NONE = new Dialogue(Octets.NONE, Octets.NONE);
  /** How many octets each of both has at most. */
  public static final int LONGEST = 1_024;

  public Dialogue {
    if (send.size() > LONGEST || expect.size() > LONGEST) {
      throw new IllegalArgumentException("dialogue: " + send.size() + " and " + expect.size()
          + " octets (expected: at most " + LONGEST + " each)");
    }
  }
}
