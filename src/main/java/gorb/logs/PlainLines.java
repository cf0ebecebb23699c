package gorb.logs;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** One line a record, {@code time=2026-11-23T22:31:57.123Z level=info event=… key=value}, and the trace of a throw. */
final class PlainLines extends Formatter {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX");

  private final Optional<DateTimeFormatter> time;

  private PlainLines(Optional<DateTimeFormatter> time) {
    this.time = time;
  }

  /** Lines with the time of a zone. */
  static PlainLines withTime(ZoneId zone) {
    return new PlainLines(Optional.of(TIME.withZone(zone)));
  }

  /** Lines for who notes the time of each. */
  static PlainLines withoutTime() {
    return new PlainLines(Optional.empty());
  }

  @Override
  public String format(LogRecord logged) {
    var line = LogLine.of(logged);
    return time.map(it -> "time=" + it.format(logged.getInstant()) + ' ').orElse("")
        + "level=" + line.level() + ' ' + line.text() + '\n' + line.trace().orElse("");
  }
}
