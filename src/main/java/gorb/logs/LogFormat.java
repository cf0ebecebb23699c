package gorb.logs;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a line of the log looks like. */
public enum LogFormat {
  /** {@code time=… level=info event=… key=value}. */
  PLAIN,
  /** A JSON object. */
  JSON;

  /** The name that users give it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The one of a name; empty where none has it. */
  public static Optional<LogFormat> parse(String text) {
    return Arrays.stream(values()).filter(it -> it.label().equals(text)).findFirst();
  }
}
