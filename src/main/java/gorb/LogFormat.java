package gorb;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * One line a record, on standard error: {@code time=2026-11-23T22:31:57.123Z level=info event=… key=value}. Parameters
 * replace {@code {0}}, {@code {1}}, … as they print, without the number formats of a locale.
 */
public final class LogFormat extends Formatter {
  LogFormat() {}

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

  /** Makes every logger of this process write so, those of this program from a level on. */
  static void install(Level level) {
    System.setProperty("java.util.logging.manager", LogsToTheEnd.class.getName());
    var root = Logger.getLogger("");
    for (var handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    var handler = new ConsoleHandler();
    handler.setFormatter(new LogFormat());
    handler.setLevel(Level.ALL);
    root.addHandler(handler);
    root.setLevel(Level.WARNING);
    Logger.getLogger("gorb").setLevel(level);
  }

  @Override
  public String format(LogRecord logged) {
    var line = new StringBuilder()
        .append("time=").append(TIME.format(logged.getInstant()))
        .append(" level=").append(name(logged.getLevel()))
        .append(' ').append(oneLine(withParameters(logged)))
        .append(System.lineSeparator());
    if (logged.getThrown() != null) {
      var trace = new StringWriter();
      logged.getThrown().printStackTrace(new PrintWriter(trace, true));
      line.append(trace);
    }
    return line.toString();
  }

  private static String name(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return "error";
    }
    if (level.intValue() >= Level.WARNING.intValue()) {
      return "warning";
    }
    return level.intValue() >= Level.INFO.intValue() ? "info" : "debug";
  }

  private static String withParameters(LogRecord logged) {
    var message = String.valueOf(logged.getMessage());
    var parameters = logged.getParameters();
    if (parameters == null) {
      return message;
    }
    var text = new StringBuilder();
    int from = 0;
    for (int open = message.indexOf('{'); open >= 0; open = message.indexOf('{', from)) {
      int close = message.indexOf('}', open);
      int index = close < 0 ? -1 : indexOf(message.substring(open + 1, close));
      text.append(message, from, open);
      if (index >= 0 && index < parameters.length) {
        text.append(parameters[index]);
        from = close + 1;
      } else {
        text.append('{');
        from = open + 1;
      }
    }
    return text.append(message.substring(from)).toString();
  }

  private static int indexOf(String digits) {
    return digits.length() == 1 && Character.isDigit(digits.charAt(0)) ? digits.charAt(0) - '0' : -1;
  }

  /** What a stranger sent must not make a second line. */
  private static String oneLine(String text) {
    var line = new StringBuilder(text.length());
    text.chars().forEach(c -> line.append(Character.isISOControl(c) ? ' ' : (char) c));
    return line.toString();
  }

  /** The JDK's own would drop its handlers as soon as the process begins to stop, and with them what the stop says. */
  public static final class LogsToTheEnd extends LogManager {
    /** Made by the JDK, by its name. */
    public LogsToTheEnd() {}

    @Override
    public void reset() {}
  }
}
