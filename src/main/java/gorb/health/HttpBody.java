package gorb.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import gorb.model.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The body of an answer in HTTP/1 (RFC 9112 §6, §7.1): read as far as a bound, in whichever way its end is told. */
final class HttpBody {
  private static final int MOST_CHUNK_LINE = 1_024;
  private static final int HEX = 16;

  private final InputStream input;
  private final boolean isChunked;
  /** What is left of the body, or of the chunk; {@link HttpHead#NOT_SAID} while only a close tells the end. */
  private long left;
  private boolean isFirstChunk = true;

  /**
   * @param input what comes after the head
   * @param isEmpty whether there is none, whatever the head says
   */
  HttpBody(InputStream input, HttpHead head, boolean isEmpty) {
    this.input = input;
    this.isChunked = head.isChunked() && !isEmpty;
    this.left = isEmpty || isChunked ? 0 : head.length();
  }

  /**
   * Some octets of it.
   *
   * @return how many, or -1 at the end
   * @throws CheckFailedException where the connection ends before the body, or chunks are not such
   */
  int read(byte[] into, int offset, int most) throws IOException {
    if (isChunked && left == 0) {
      left = chunkSize();
      if (left == 0) {
        left = HttpHead.NOT_SAID - 1;
      }
    }
    if (left == 0 || left < HttpHead.NOT_SAID) {
      return -1;
    }
    int count = input.read(into, offset, left == HttpHead.NOT_SAID ? most : (int) Math.min(most, left));
    if (left == HttpHead.NOT_SAID) {
      return count;
    }
    if (count < 0) {
      throw new CheckFailedException("connection closed before the end of the body");
    }
    left -= count;
    return count;
  }

  /** All of it up to a bound. */
  byte[] readUpTo(int limit) throws IOException {
    var buffer = new byte[Math.min(limit, HttpAnswer.BUFFER_BYTES)];
    int size = 0;
    while (size < limit) {
      if (size == buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.min(limit, 2 * buffer.length));
      }
      int count = read(buffer, size, buffer.length - size);
      if (count < 0) {
        break;
      }
      size += count;
    }
    return Arrays.copyOf(buffer, size);
  }

  private long chunkSize() throws IOException {
    if (!isFirstChunk) {
      line();
    }
    isFirstChunk = false;
    var line = line();
    var digits = line.replaceFirst("[;\\s].*", "");
    if (!digits.matches("[0-9a-fA-F]{1,15}")) {
      throw new CheckFailedException("chunk " + Octets.of(line.getBytes(ISO_8859_1)) + " (expected: a size)");
    }
    return Long.parseLong(digits, HEX);
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    for (int b = input.read(); b != '\n'; b = input.read()) {
      if (b < 0) {
        throw new CheckFailedException("connection closed before the end of the body");
      }
      if (line.length() == MOST_CHUNK_LINE) {
        throw new CheckFailedException("the line of a chunk is longer than " + MOST_CHUNK_LINE + " bytes");
      }
      line.append((char) b);
    }
    return line.toString().strip();
  }
}
