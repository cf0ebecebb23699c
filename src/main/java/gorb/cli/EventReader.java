package gorb.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads server-sent events, as section 9.2 of the HTML standard has them and gorb sends them: data of one line, and lines
 * that end with a line feed.
 */
final class EventReader {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

  private final InputStream in;
  private Duration retry;

  /**
   * A reader.
   *
   * @param retry how long to wait before coming back, until the stream says otherwise
   */
  EventReader(InputStream in, Duration retry) {
    this.in = new BufferedInputStream(in);
    this.retry = retry;
  }

  /** How long to wait before coming back. */
  Duration retry() {
    return retry;
  }

  /**
   * The next event, waited for.
   *
   * @throws IOException where none comes any more, or something that is no event
   */
  Happening next() throws IOException {
    var id = "";
    var kind = "";
    var data = "";
    for (var line = line(); !line.isEmpty() || data.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      var value = line.substring(colon + 1).stripLeading();
      switch (colon < 0 ? "" : line.substring(0, colon)) {
        case "id" -> id = value;
        case "event" -> kind = value;
        case "data" -> data = value;
        case "retry" -> retry = duration(value);
        // A comment, or a field that later versions have.
        default -> {}
      }
    }
    try {
      return new Happening(id, kind, JSON.readTree(data));
    } catch (JacksonException _) {
      throw new IOException("an event that is none of gorb's");
    }
  }

  private Duration duration(String millis) {
    return millis.matches("[0-9]{1,5}") && Integer.parseInt(millis) <= LONGEST_RETRY.toMillis()
        ? Duration.ofMillis(Integer.parseInt(millis))
        : retry;
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("the daemon ended the stream");
      }
      line.write(c);
      if (line.size() > Transport.LONGEST_ANSWER) {
        throw new IOException("an event that is too long (expected: at most " + Transport.LONGEST_ANSWER + " bytes)");
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
