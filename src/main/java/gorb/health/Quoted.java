package gorb.health;

/** Text from outside, made fit for a line of a log: everything but visible ASCII and spaces is a dot. */
final class Quoted {
  private static final int MOST_CHARACTERS = 80;

  private Quoted() {}

  /** The start of a text in quotes. */
  static String start(String text) {
    return "\"" + visible(text) + "\"";
  }

  /** The start of a text. */
  static String visible(String text) {
    var start = text.substring(0, Math.min(text.length(), MOST_CHARACTERS)).replaceAll("[^ -~]", ".");
    return text.length() > MOST_CHARACTERS ? start + "..." : start;
  }
}
