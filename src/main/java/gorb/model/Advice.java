package gorb.model;

/**
 * What a server, or somebody who knows it, advises about its weight.
 *
 * @param by who says so, such as {@code agent}
 * @param percent of the configured weight, 0..100; 0 for no new connections
 * @param words as they were said
 */
public record Advice(String by, int percent, String words) {
  /** The whole weight. */
  public static final int WHOLE = 100;

  public Advice {
    if (percent < 0 || percent > WHOLE) {
      throw new IllegalArgumentException("advice: " + percent + " % (expected: 0.." + WHOLE + ")");
    }
  }
}
