package gorb.model;

import java.util.regex.Pattern;

/** The names of hosts. */
public final class HostName {
  /** RFC 1035 §2.3.4, and the dot at the end. */
  private static final int LONGEST = 254;
  /** Labels of letters, digits, hyphens and underscores; no number as the last, or short forms of IPv4 would pass. */
  private static final Pattern NAME = Pattern.compile(
      "([A-Za-z0-9_-]{1,63}\\.)*(?!([0-9]+|0[xX][0-9A-Fa-f]*)\\.?$)[A-Za-z0-9_-]{1,63}\\.?");

  private HostName() {}

  /** Whether a text has the form of a name, so that it is worth being looked up. */
  public static boolean isName(String text) {
    return text.length() <= LONGEST && NAME.matcher(text).matches();
  }
}
