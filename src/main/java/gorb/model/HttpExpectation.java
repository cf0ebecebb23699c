package gorb.model;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What an answer by HTTP must be to count as well.
 *
 * @param statuses one of these
 * @param text what must be in the body; empty for nothing
 * @param pattern a regular expression of {@link Pattern} of which something must be in the body; empty for none
 * @param bodyLimit how many octets of the body are read for that at most
 */
public record HttpExpectation(StatusSet statuses, Octets text, String pattern, int bodyLimit) {
  /** How much of a body is read where nothing is said. */
  public static final int DEFAULT_BODY_LIMIT = 64 * 1024;
  /** How much can be asked for. */
  public static final int HIGHEST_BODY_LIMIT = 1024 * 1024;
  /** How long text and pattern may be. */
  public static final int LONGEST_TEXT = 1_024;

  /** One status, and any body. */
  public HttpExpectation(int status) {
    this(StatusSet.of(status), Octets.NONE, "", DEFAULT_BODY_LIMIT);
  }

  public HttpExpectation {
    if (!isPattern(pattern)) {
      throw new IllegalArgumentException("pattern: \"" + pattern + "\" (expected: a regular expression)");
    }
    if (bodyLimit < 1 || bodyLimit > HIGHEST_BODY_LIMIT) {
      throw new IllegalArgumentException("body limit: " + bodyLimit + " (expected: 1.." + HIGHEST_BODY_LIMIT + ")");
    }
  }

  /** Whether a text is a regular expression. */
  public static boolean isPattern(String text) {
    try {
      Pattern.compile(text);
      return true;
    } catch (PatternSyntaxException _) {
      return false;
    }
  }

  /** Whether the body matters. */
  public boolean wantsBody() {
    return !text.isEmpty() || !pattern.isEmpty();
  }
}
