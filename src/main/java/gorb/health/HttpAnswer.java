package gorb.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import gorb.model.Octets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The head of an answer in HTTP/1 (RFC 9112 §4), read strictly as far as a status needs it, and never more than
 * {@link #MOST_HEAD_BYTES}. Fields are looked at only where they are asked for. Interim answers are skipped (RFC 9110 §15.2), except 101, after
 * which no other answer comes.
 */
final class HttpAnswer {
  static final int MOST_HEAD_BYTES = 64 * 1024;
  static final int BUFFER_BYTES = 2048;

  private static final String START = "HTTP/1.";
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[0-9] ([1-9][0-9]{2})(?: .*)?\r?", Pattern.DOTALL);
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int MOST_QUOTED = 40;

  private final InputStream input;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;
  private int read;

  HttpAnswer(InputStream input) {
    this.input = input;
  }

  /**
   * Reads to the end of the header section of the final answer, and possibly some of its body.
   *
   * @return the status, 101 or 200..999
   * @throws CheckFailedException when what comes is not an answer, is too long, or ends early
   */
  int status() throws IOException {
    while (true) {
      int status = statusOf(statusLine());
      skipFields();
      if (status >= 200 || status == SWITCHING_PROTOCOLS) {
        return status;
      }
    }
  }

  /**
   * The same with what the fields say.
   *
   * @throws CheckFailedException also where a length is no number
   */
  HttpHead head() throws IOException {
    while (true) {
      int status = statusOf(statusLine());
      long length = HttpHead.NOT_SAID;
      boolean isChunked = false;
      String location = null;
      for (var field = field(); !field.isEmpty(); field = field()) {
        var value = field.substring(field.indexOf(':') + 1).strip();
        switch (field.substring(0, Math.max(0, field.indexOf(':'))).toLowerCase(Locale.ROOT)) {
          case "content-length" -> length = lengthOf(value);
          case "transfer-encoding" -> isChunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
          case "location" -> location = value;
          default -> {}
        }
      }
      if (status >= 200 || status == SWITCHING_PROTOCOLS) {
        return new HttpHead(status, length, isChunked, location);
      }
    }
  }

  /** What comes after the head: not bounded. */
  InputStream rest() {
    return new SequenceInputStream(new ByteArrayInputStream(buffer, position, limit - position), input);
  }

  /** A line of the header section without its end; empty at the end of the section. */
  private String field() throws IOException {
    var line = new StringBuilder();
    for (int b = next("the end of the header"); b != '\n'; b = next("the end of the header")) {
      line.append((char) b);
    }
    if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
      line.setLength(line.length() - 1);
    }
    return line.toString();
  }

  private static long lengthOf(String value) throws CheckFailedException {
    if (!value.matches("[0-9]{1,18}")) {
      throw new CheckFailedException(
          "length of the body: " + Octets.of(value.getBytes(ISO_8859_1)) + " (expected: a number)");
    }
    return Long.parseLong(value);
  }

  /** The status line without its line feed; what does not begin like one is refused before its end has come. */
  private String statusLine() throws IOException {
    var line = new StringBuilder();
    for (int b = next("an answer"); b != '\n'; b = next("the end of the status line")) {
      line.append((char) b);
      if (line.length() <= START.length() && START.charAt(line.length() - 1) != b) {
        throw notAnAnswer(line + new String(buffer, position, limit - position, ISO_8859_1));
      }
    }
    return line.toString();
  }

  private static int statusOf(String line) throws CheckFailedException {
    var match = STATUS_LINE.matcher(line);
    if (!match.matches()) {
      throw notAnAnswer(line);
    }
    return Integer.parseInt(match.group(1));
  }

  private void skipFields() throws IOException {
    boolean blank = false;
    while (!blank) {
      blank = true;
      for (int b = next("the end of the header"); b != '\n'; b = next("the end of the header")) {
        blank &= b == '\r';
      }
    }
  }

  private int next(String awaited) throws IOException {
    if (position == limit) {
      fill(awaited);
    }
    return buffer[position++] & 0xff;
  }

  private void fill(String awaited) throws IOException {
    if (read == MOST_HEAD_BYTES) {
      throw new CheckFailedException("header longer than " + MOST_HEAD_BYTES + " bytes");
    }
    int count = input.read(buffer, 0, Math.min(buffer.length, MOST_HEAD_BYTES - read));
    if (count < 0) {
      throw new CheckFailedException("connection closed before " + awaited);
    }
    read += count;
    position = 0;
    limit = count;
  }

  /** Quotes the start of a text with everything but visible ASCII and spaces as a dot. */
  private static CheckFailedException notAnAnswer(String text) {
    var start = text.substring(0, Math.min(text.length(), MOST_QUOTED)).stripTrailing().replaceAll("[^ -~]", ".");
    return new CheckFailedException("not an HTTP answer: \"" + start + "\"");
  }
}
