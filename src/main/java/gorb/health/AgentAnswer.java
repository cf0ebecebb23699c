package gorb.health;

import gorb.model.Advice;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of HAProxy's agent-check text protocol, told in full: words with spaces, tabs or commas between, the last one
 * of each kind counts, and after {@code #} a text for people. Pure.
 *
 * <pre>
 *   up, ready                well, with the whole weight
 *   75%                      well, with 75 % of it; more than 100 % is the whole
 *   drain, maint             well, and no new connections
 *   down, failed, fail, stopped   not well
 *   maxconn:30               taken, and of no effect
 * </pre>
 */
final class AgentAnswer {
  private static final String BY = "agent";
  private static final Pattern PERCENT = Pattern.compile("([0-9]{1,9})%");
  private static final Pattern CONNECTIONS = Pattern.compile("maxconn:[0-9]{1,9}");

  private AgentAnswer() {}

  /**
   * What a line says.
   *
   * @return the advice; null for the whole weight
   * @throws CheckFailedException where it says that the server is not well, or means nothing
   */
  static @Nullable Advice parse(String line) throws CheckFailedException {
    int comment = line.indexOf('#');
    var note = comment < 0 ? "" : line.substring(comment + 1).strip();
    var words = (comment < 0 ? line : line.substring(0, comment)).strip();
    if (words.isEmpty()) {
      throw new CheckFailedException("agent says nothing");
    }
    String bad = null;
    String withheld = null;
    String share = "";
    int percent = Advice.WHOLE;
    for (var word : words.split("[ \\t,]+", -1)) {
      var match = PERCENT.matcher(word);
      if (match.matches()) {
        percent = Math.min(Advice.WHOLE, Integer.parseInt(match.group(1)));
        share = word;
        continue;
      }
      switch (word.toLowerCase(Locale.ROOT)) {
        case "up" -> bad = null;
        case "ready" -> withheld = null;
        case "drain", "maint" -> withheld = word;
        case "down", "failed", "fail", "stopped" -> bad = word;
        default -> {
          if (!CONNECTIONS.matcher(word).matches()) {
            throw new CheckFailedException("agent says " + Quoted.start(words)
                + " (expected: up, ready, down, failed, stopped, drain, maint or a percentage)");
          }
        }
      }
    }
    if (bad != null) {
      throw new CheckFailedException("agent says " + bad + (note.isEmpty() ? "" : ": " + Quoted.visible(note)));
    }
    if (withheld != null) {
      return new Advice(BY, 0, withheld);
    }
    return percent == Advice.WHOLE ? null : new Advice(BY, percent, share);
  }
}
