package gorb.health;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;

/** The head of an answer in HTTP/1 out of a stream, by {@link HttpHeadReader}, and what comes after it. */
final class HttpAnswer {
  static final int BUFFER_BYTES = 2048;

  private final InputStream input;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int position;
  private int limit;

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
    return head(new HttpHeadReader(false)).status();
  }

  /**
   * The same with what the fields say.
   *
   * @throws CheckFailedException also where a length is no number
   */
  HttpHead head() throws IOException {
    return head(new HttpHeadReader(true));
  }

  /** What comes after the head: not bounded. */
  InputStream rest() {
    return new SequenceInputStream(new ByteArrayInputStream(buffer, position, limit - position), input);
  }

  private HttpHead head(HttpHeadReader reader) throws IOException {
    while (true) {
      limit = input.read(buffer);
      if (limit < 0) {
        throw reader.closed();
      }
      if (reader.take(buffer, limit)) {
        position = reader.position();
        return reader.head();
      }
    }
  }
}
