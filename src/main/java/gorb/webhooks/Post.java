package gorb.webhooks;

import java.io.IOException;
import java.util.Map;

/** The way to one receiver. */
interface Post extends AutoCloseable {
  /**
   * Sends a letter once, and waits for the answer.
   *
   * @throws IOException where the receiver did not take it; the message says why, and shows nothing of the URL but host
   *     and port
   */
  void send(Map<String, String> headers, String body) throws IOException, InterruptedException;

  @Override
  void close();
}
