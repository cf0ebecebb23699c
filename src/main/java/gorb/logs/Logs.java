package gorb.logs;

import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Sends what this process logs to standard error, a line each. */
public final class Logs {
  private Logs() {}

  /**
   * Makes every logger of this process write so, those of this program from a level on.
   *
   * @param format what a line looks like
   * @param isJournal whether standard error is the journal: each line begins with its priority then
   */
  public static void install(Level level, LogFormat format, boolean isJournal) {
    System.setProperty("java.util.logging.manager", LogsToTheEnd.class.getName());
    var root = Logger.getLogger("");
    for (var handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    var handler = new ConsoleHandler();
    try {
      handler.setEncoding(StandardCharsets.UTF_8.name());
    } catch (UnsupportedEncodingException e) {
      throw new IllegalStateException(e);
    }
    handler.setFormatter(formatter(format, isJournal));
    handler.setLevel(Level.ALL);
    root.addHandler(handler);
    root.setLevel(Level.WARNING);
    Logger.getLogger("gorb").setLevel(level);
  }

  static Formatter formatter(LogFormat format, boolean isJournal) {
    var lines = switch (format) {
      case PLAIN -> isJournal ? PlainLines.withoutTime() : PlainLines.withTime(ZoneId.systemDefault());
      case JSON -> new JsonLines();
    };
    return isJournal ? new JournalLines(lines) : lines;
  }

  /** The JDK's own would drop its handlers as soon as the process begins to stop, and with them what the stop says. */
  public static final class LogsToTheEnd extends LogManager {
    /** Made by the JDK, by its name. */
    public LogsToTheEnd() {}

    @Override
    public void reset() {}
  }
}
