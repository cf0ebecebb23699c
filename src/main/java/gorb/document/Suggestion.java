package gorb.document;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What somebody may have meant who wrote a name that means nothing. */
public final class Suggestion {
  /** More than this many wrong letters are another word. */
  private static final int FARTHEST = 2;

  private Suggestion() {}

  /** {@code did you mean "port"?}, or all the names that mean something. */
  public static String of(String name, Collection<String> known) {
    var lower = name.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(word -> distance(lower, word) <= Math.min(FARTHEST, word.length() / 2))
        .min(Comparator.comparingInt((String word) -> distance(lower, word)).thenComparing(Comparator.naturalOrder()))
        .map(word -> "did you mean \"" + word + "\"?")
        .orElseGet(() -> "expected: " + String.join(", ", known.stream().sorted().toList()));
  }

  /** Levenshtein's: how many letters are to be added, removed or changed. */
  private static int distance(String one, String other) {
    var above = new int[other.length() + 1];
    for (int column = 0; column < above.length; column++) {
      above[column] = column;
    }
    for (int row = 1; row <= one.length(); row++) {
      var line = new int[above.length];
      line[0] = row;
      for (int column = 1; column < line.length; column++) {
        int change = one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1;
        line[column] = Math.min(Math.min(line[column - 1], above[column]) + 1, above[column - 1] + change);
      }
      above = line;
    }
    return above[other.length()];
  }
}
