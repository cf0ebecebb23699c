package gorb.http;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * The content of a message while it arrives, in one array: many small pieces take no more room than one, and of a message
 * that declares its length little is copied twice. Confined to the event loop.
 */
final class Content {
  /**
   * The room is this many times as big each time it is too small, up to what is declared: no more, since only what arrived
   * counts against {@link Limits#bufferedBytes}, and a client may declare much and send little.
   */
  private static final int GROWTH = 2;

  /** The length of content that does not declare it. */
  static final int UNKNOWN = -1;

  private final int declared;
  private byte[] bytes = new byte[0];
  private int length;

  /** Content that declares this many bytes, or {@link #UNKNOWN}. */
  Content(long declared) {
    this.declared = (int) Math.min(declared, Integer.MAX_VALUE);
  }

  /** How many bytes arrived. */
  int length() {
    return length;
  }

  /** Takes the next piece. */
  void add(Buffer piece) {
    int next = Math.addExact(length, piece.length());
    if (next > bytes.length) {
      int roomy = (int) Math.min((long) GROWTH * length, declared == UNKNOWN ? Integer.MAX_VALUE : declared);
      bytes = Arrays.copyOf(bytes, Math.max(next, roomy));
    }
    piece.getBytes(bytes, length);
    length = next;
  }

  /** All of it. Nothing is added afterwards. */
  Body whole() {
    return Body.owning(length == bytes.length ? bytes : Arrays.copyOf(bytes, length));
  }
}
