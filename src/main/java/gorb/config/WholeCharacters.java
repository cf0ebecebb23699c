package gorb.config;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;

/**
 * The text of a YAML document, handed to SnakeYAML Engine 3.0 so that none of its reads ends inside a surrogate pair.
 *
 * <p>Its {@code StreamReader} reads 1,025 characters at a time; where the last of them is a high surrogate it looks one
 * place behind its buffer for the low one, and fails with an {@link IndexOutOfBoundsException}. A read that is one
 * character shorter is never wrong for a {@link Reader}.
 */
public final class WholeCharacters extends Reader {
  private final StringReader text;

  /** Reads a text that is in memory; closing it frees nothing. */
  public WholeCharacters(String text) {
    super();
    this.text = new StringReader(text);
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    if (length < 2) {
      return text.read(buffer, offset, length);
    }
    text.mark(length);
    int count = text.read(buffer, offset, length);
    if (count < 2 || !Character.isHighSurrogate(buffer[offset + count - 1])) {
      return count;
    }
    text.reset();
    return text.read(buffer, offset, count - 1);
  }

  @Override
  public void close() {
    text.close();
  }
}
