package gorb.logs;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/**
 * What a record says, as text and by name. Its message is a template, {@code event=name key={0} other="{1}"}: names
 * come out of the template, so that nothing that a stranger sent (it can only be in a parameter) becomes a field.
 *
 * @param level error, warning, info or debug
 * @param text one line: the template with its parameters
 * @param fields what the template names, in its order: numbers and booleans as such, else texts; empty where the
 *     template does not begin with an event
 * @param trace of what was thrown; empty where nothing was
 */
record LogLine(String level, String text, Map<String, Object> fields, Optional<String> trace) {
  /** A name with its value, in quotes or without blanks. */
  private static final Pattern FIELD = Pattern.compile("(?:^|(?<= ))([a-z][a-z-]*)=(?:\"([^\"]*)\"|([^ \"]+))(?= |$)");
  private static final Pattern ALONE = Pattern.compile("\\{(\\d)}");

  LogLine {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  static LogLine of(LogRecord logged) {
    var template = String.valueOf(logged.getMessage());
    var parameters = logged.getParameters() == null ? new Object[0] : logged.getParameters();
    return new LogLine(
        name(logged.getLevel()), oneLine(text(template, parameters)),
        template.startsWith("event=") ? fields(template, parameters) : Map.of(), trace(logged));
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

  private static Map<String, Object> fields(String template, Object... parameters) {
    var fields = new LinkedHashMap<String, Object>();
    FIELD.matcher(template).results().forEach(field -> {
      var value = field.group(2) == null ? field.group(3) : field.group(2);
      fields.put(field.group(1), value(value, parameters));
    });
    return fields;
  }

  private static Object value(String template, Object... parameters) {
    var alone = ALONE.matcher(template);
    if (alone.matches() && alone.group(1).charAt(0) - '0' < parameters.length) {
      var parameter = parameters[alone.group(1).charAt(0) - '0'];
      if (parameter instanceof Integer || parameter instanceof Long || parameter instanceof Boolean) {
        return parameter;
      }
    }
    return filled(template, (_, parameter) -> parameter, parameters);
  }

  /** With values that can be told from what follows them: in quotes where they have blanks or quotes. */
  private static String text(String template, Object... parameters) {
    return filled(template, (place, parameter) -> switch (place) {
      case QUOTED -> escaped(parameter);
      case WHOLE -> parameter.chars().anyMatch(c -> c <= ' ' || c == '"') ? '"' + escaped(parameter) + '"' : parameter;
      case ELSEWHERE -> parameter;
    }, parameters);
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  /** Puts parameters in as they print, without the number formats of a locale. */
  private static String filled(String template, Form form, Object... parameters) {
    var text = new StringBuilder();
    int from = 0;
    boolean isQuoted = false;
    for (int at = 0; at < template.length(); at++) {
      char c = template.charAt(at);
      if (c == '"') {
        isQuoted = !isQuoted;
      } else if (c == '{' && at + 2 < template.length() && template.charAt(at + 2) == '}') {
        int index = template.charAt(at + 1) - '0';
        if (index >= 0 && index < Math.min(10, parameters.length)) {
          boolean isWhole = at > 0 && template.charAt(at - 1) == '='
              && (at + 3 == template.length() || template.charAt(at + 3) == ' ');
          text.append(template, from, at).append(form.of(
              isQuoted ? Place.QUOTED : isWhole ? Place.WHOLE : Place.ELSEWHERE, String.valueOf(parameters[index])));
          from = at + 3;
          at += 2;
        }
      }
    }
    return text.append(template.substring(from)).toString();
  }

  /** What a stranger sent must not make a second line. */
  private static String oneLine(String text) {
    var line = new StringBuilder(text.length());
    text.chars().forEach(c ->
        line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : (char) c));
    return line.toString();
  }

  private static Optional<String> trace(LogRecord logged) {
    if (logged.getThrown() == null) {
      return Optional.empty();
    }
    var trace = new StringWriter();
    logged.getThrown().printStackTrace(new PrintWriter(trace, true));
    return Optional.of(trace.toString());
  }

  /** Where in a template a parameter stands. */
  private enum Place {
    /** Between quotes. */
    QUOTED,
    /** It is all of a value that has no quotes. */
    WHOLE,
    ELSEWHERE
  }

  /** How a parameter is written. */
  private interface Form {
    String of(Place place, String parameter);
  }
}
