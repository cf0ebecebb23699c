package gorb.cli;

import gorb.cli.Transport.Answer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Reads the one answer of a connection, RFC 9112: with its length, as gorb sends it, and not in chunks. */
final class HttpAnswer {
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length:[ \t]*([0-9]{1,9})[ \t]*");

  private static final int LONGEST_HEAD = 64 << 10;

  private HttpAnswer() {}

  /**
   * The answer in all that was received.
   *
   * @throws IOException where that is less than an answer, or none of HTTP
   */
  static Answer parse(byte[] received) throws IOException {
    // One character is one byte in this encoding, so that places in the text are places in the bytes.
    var text = new String(received, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(END_OF_HEAD);
    if (end < 0) {
      throw new EOFException("the connection was closed before an answer (" + received.length + " bytes)");
    }
    var lines = text.substring(0, end).split("\r\n", -1);
    var status = STATUS.matcher(lines[0]);
    if (!status.matches()) {
      throw new ProtocolException("no answer of HTTP");
    }
    int begin = end + END_OF_HEAD.length();
    int length = length(lines);
    if (received.length - begin < length) {
      throw new EOFException("the connection was closed within the answer, after " + (received.length - begin)
          + " of " + length + " bytes");
    }
    return new Answer(Integer.parseInt(status.group(1)), new String(received, begin, length, StandardCharsets.UTF_8));
  }

  /**
   * The status of an answer whose content comes after its head; the head is read, and nothing more.
   *
   * @throws IOException where it is none of HTTP
   */
  static int status(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf(END_OF_HEAD, head.length() - END_OF_HEAD.length()) < 0) {
      int c = in.read();
      if (c < 0 || head.length() >= LONGEST_HEAD) {
        throw new EOFException("no head of an answer (" + head.length() + " bytes)");
      }
      head.append((char) c);
    }
    var status = STATUS.matcher(head.substring(0, head.indexOf("\r\n")));
    if (!status.matches()) {
      throw new ProtocolException("no answer of HTTP");
    }
    return Integer.parseInt(status.group(1));
  }

  private static int length(String... head) throws IOException {
    for (var line : head) {
      var length = LENGTH.matcher(line);
      if (length.matches()) {
        return Integer.parseInt(length.group(1));
      }
    }
    throw new ProtocolException("an answer without Content-Length");
  }
}
