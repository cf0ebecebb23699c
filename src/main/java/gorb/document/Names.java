package gorb.document;

import java.nio.charset.StandardCharsets;

/** The names of services and backends. */
public final class Names {
  /** What a name is, for messages. */
  public static final String EXPECTED = "1 to 255 bytes in UTF-8 without '/' and control characters";

  /** The same as a regular expression, but for the bound on bytes. */
  static final String PATTERN = "^[^/\\x00-\\x1f\\x7f-\\x9f]+$";
  /** Of bytes in UTF-8. */
  static final int LONGEST = 255;

  private Names() {}

  /** Whether a text may be a name. */
  public static boolean isName(String text) {
    return !text.isEmpty() && (isPlain(text) || isOtherName(text));
  }

  /** Whether a text is a name of ASCII only, as nearly all are. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == '/') {
        return false;
      }
    }
    return text.length() <= LONGEST;
  }

  private static boolean isOtherName(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text)
        && text.getBytes(StandardCharsets.UTF_8).length <= LONGEST
        && text.chars().noneMatch(c -> c == '/' || Character.isISOControl(c));
  }
}
