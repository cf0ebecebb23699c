package gorb.model;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Some octets, as a value.
 *
 * @param latin1 a character for each octet, U+0000..U+00FF
 */
public record Octets(String latin1) {
  /** None at all. */
  public static final Octets NONE = new Octets("");

  private static final int MOST_QUOTED = 40;

  public Octets {
    if (latin1.chars().anyMatch(c -> c > 0xff)) {
      throw new IllegalArgumentException("octets: \"" + latin1 + "\" (expected: characters up to U+00FF)");
    }
  }

  /** Those of a text in UTF-8. */
  public static Octets ofText(String text) {
    return of(text.getBytes(UTF_8));
  }

  /** A copy of an array. */
  public static Octets of(byte[] octets) {
    return new Octets(new String(octets, ISO_8859_1));
  }

  /** A new array of them. */
  public byte[] bytes() {
    return latin1.getBytes(ISO_8859_1);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return latin1.isEmpty();
  }

  /** How many there are. */
  public int size() {
    return latin1.length();
  }

  /** The first ones, quoted, everything but visible ASCII and spaces as a dot. */
  @Override
  public String toString() {
    var start = latin1.substring(0, Math.min(latin1.length(), MOST_QUOTED)).replaceAll("[^ -~]", ".");
    return "\"" + start + "\"" + (latin1.length() > MOST_QUOTED ? "…" : "");
  }
}
