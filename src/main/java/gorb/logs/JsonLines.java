package gorb.logs;

import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One line a record, a JSON object: {@code time} (RFC 3339, UTC), {@code level}, {@code logger} and {@code message},
 * the line as people read it; then what that names, the {@code event} first; and {@code trace} where something was thrown.
 */
final class JsonLines extends Formatter {
  @Override
  public String format(LogRecord logged) {
    var line = LogLine.of(logged);
    var object = JsonNodeFactory.instance.objectNode()
        .put("time", logged.getInstant().truncatedTo(ChronoUnit.MILLIS).toString())
        .put("level", line.level())
        .put("logger", String.valueOf(logged.getLoggerName()))
        .put("message", line.text());
    line.fields().forEach((name, value) -> {
      if (!object.has(name)) {
        switch (value) {
          case Boolean it -> object.put(name, it);
          case Number it -> object.put(name, it.longValue());
          default -> object.put(name, value.toString());
        }
      }
    });
    line.trace().ifPresent(trace -> object.put("trace", trace));
    return object.toString() + '\n';
  }
}
