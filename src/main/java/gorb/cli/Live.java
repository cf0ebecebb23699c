package gorb.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * An answer that comes bit by bit, for as long as it is read.
 *
 * @param content its bytes; a read that waits for longer than was said fails
 */
record Live(int status, InputStream content) implements Closeable {
  @Override
  public void close() throws IOException {
    content.close();
  }
}
