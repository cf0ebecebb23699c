package gorb.logs;

import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Collectors;

/** Lines of another format for the journal, each with its priority in front: {@code <4>…}, sd-daemon(3). */
final class JournalLines extends Formatter {
  private final Formatter lines;

  JournalLines(Formatter lines) {
    this.lines = lines;
  }

  /** A trace is lines of their own for the journal. */
  @Override
  public String format(LogRecord logged) {
    var prefix = "<" + priority(logged.getLevel()) + ">";
    return lines.format(logged).lines().map(line -> prefix + line + '\n').collect(Collectors.joining());
  }

  /** SD_ERR, SD_WARNING, SD_INFO and SD_DEBUG. */
  private static int priority(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return 3;
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return 4;
    }
    return level.intValue() >= Level.INFO.intValue() ? 6 : 7;
  }
}
