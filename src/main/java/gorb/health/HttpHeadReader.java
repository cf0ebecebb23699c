package gorb.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import gorb.model.Octets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an answer in HTTP/1 (RFC 9112 §4) out of bytes as they come, strictly as far as a status needs it,
 * and never more than {@link #MOST_BYTES}. Fields are looked at only where they are asked for. Interim answers are
 * skipped (RFC 9110 §15.2), except 101, after which no other answer comes.
 */
final class HttpHeadReader {
  static final int MOST_BYTES = 64 * 1024;

  private static final byte[] START = "HTTP/1.".getBytes(US_ASCII);
  private static final int MINOR = START.length;
  private static final int SPACE = MINOR + 1;
  private static final int FIRST_DIGIT = SPACE + 1;
  private static final int LAST_DIGIT = FIRST_DIGIT + 2;
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int LOWEST_FINAL = 200;
  private static final int MOST_QUOTED = 40;
  private static final int DECIMAL = 10;

  private final boolean wantsFields;
  /** The start of the status line, for whoever reads why it is none. */
  private final byte[] start = new byte[MOST_QUOTED];
  private final StringBuilder field = new StringBuilder();
  private int read;
  private int position;
  private boolean isInFields;
  /** How many bytes of the status line came, without its line feed. */
  private int length;
  private boolean isRight = true;
  private boolean hasReturn;
  private boolean isBlank = true;
  private int status;
  private long bodyLength = HttpHead.NOT_SAID;
  private boolean isChunked;
  private @Nullable String location;

  /** @param wantsFields whether more than the status matters */
  HttpHeadReader(boolean wantsFields) {
    this.wantsFields = wantsFields;
  }

  /**
   * Takes the next bytes.
   *
   * @return whether the head is there; what comes behind it begins at {@link #position}
   * @throws CheckFailedException when what comes is not an answer, or too long
   */
  boolean take(byte[] bytes, int count) throws CheckFailedException {
    for (position = 0; position < count && read < MOST_BYTES; ) {
      byte b = bytes[position++];
      read++;
      if (!isInFields) {
        takeOfStatusLine(b, bytes, count);
      } else if (b != '\n') {
        isBlank &= b == '\r';
        if (wantsFields) {
          field.append((char) (b & 0xff));
        }
      } else if (!isBlank) {
        endField();
      } else if (status >= LOWEST_FINAL || status == SWITCHING_PROTOCOLS) {
        return true;
      } else {
        begin();
      }
    }
    if (read == MOST_BYTES) {
      throw new CheckFailedException("header longer than " + MOST_BYTES + " bytes");
    }
    return false;
  }

  /** How many of the bytes taken last belong to the head. */
  int position() {
    return position;
  }

  /** The head, when it is there. */
  HttpHead head() {
    return new HttpHead(status, bodyLength, isChunked, location);
  }

  /** What it means that the connection ends before the head does. */
  CheckFailedException closed() {
    var awaited = isInFields ? "the end of the header" : length == 0 ? "an answer" : "the end of the status line";
    return new CheckFailedException("connection closed before " + awaited);
  }

  private void begin() {
    isInFields = false;
    length = 0;
    status = 0;
    bodyLength = HttpHead.NOT_SAID;
    isChunked = false;
    location = null;
    field.setLength(0);
  }

  /** What does not begin like a status line is refused before its end has come. */
  private void takeOfStatusLine(byte b, byte[] bytes, int count) throws CheckFailedException {
    if (b == '\n') {
      if (!isRight || length <= LAST_DIGIT) {
        throw notAnAnswer("");
      }
      isInFields = true;
      isBlank = true;
      return;
    }
    if (length < MOST_QUOTED) {
      start[length] = b;
    }
    if (length < START.length) {
      if (b != START[length]) {
        length++;
        throw notAnAnswer(new String(bytes, position, count - position, ISO_8859_1));
      }
    } else if (length == MINOR) {
      isRight = isDigit(b);
    } else if (length == SPACE) {
      isRight &= b == ' ';
    } else if (length <= LAST_DIGIT) {
      isRight &= isDigit(b) && (length > FIRST_DIGIT || b != '0');
      status = status * DECIMAL + b - '0';
    } else if (length == LAST_DIGIT + 1) {
      hasReturn = b == '\r';
      isRight &= b == ' ' || hasReturn;
    } else {
      isRight &= !hasReturn;
    }
    length++;
  }

  private void endField() throws CheckFailedException {
    isBlank = true;
    if (!wantsFields) {
      return;
    }
    var line = field.toString();
    field.setLength(0);
    int colon = line.indexOf(':');
    var value = line.substring(colon + 1).strip();
    switch (line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT)) {
      case "content-length" -> bodyLength = lengthOf(value);
      case "transfer-encoding" -> isChunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
      case "location" -> location = value;
      default -> {}
    }
  }

  private static long lengthOf(String value) throws CheckFailedException {
    if (!value.matches("[0-9]{1,18}")) {
      throw new CheckFailedException(
          "length of the body: " + Octets.of(value.getBytes(ISO_8859_1)) + " (expected: a number)");
    }
    return Long.parseLong(value);
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** Quotes the start of what came with everything but visible ASCII and spaces as a dot. */
  private CheckFailedException notAnAnswer(String rest) {
    var text = new String(start, 0, Math.min(length, MOST_QUOTED), ISO_8859_1) + rest;
    var quoted = text.substring(0, Math.min(text.length(), MOST_QUOTED)).stripTrailing().replaceAll("[^ -~]", ".");
    return new CheckFailedException("not an HTTP answer: \"" + quoted + "\"");
  }
}
