package gorb.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Sends one {@link Feed}: the bodies in their order, a piece at a time, the next when the kernel took the one before.
 * Bodies are shared with other clients; only the piece that is under way is a copy.
 */
final class FeedWriter implements Outlet {
  /** Bytes that are handed over at once. */
  private static final int PIECE = 64 << 10;

  private final HttpServerResponse response;
  private final ConnectionClock deadline;
  private final Context eventLoop;
  private final int most;
  private final Deque<Body> waiting = new ArrayDeque<>();
  /** Of the bodies that wait behind the first, which is being sent. */
  private long bytesBehind;
  /** Of the first body: how many bytes left already. */
  private int offset;
  private boolean isSending;
  private boolean isOver;
  private @Nullable Runnable farewell;

  /**
   * A writer for an answer whose head is set.
   *
   * @param most bytes that may wait behind the body that is being sent
   */
  FeedWriter(HttpServerResponse response, ConnectionClock deadline, Context eventLoop, int most) {
    this.response = response;
    this.deadline = deadline;
    this.eventLoop = eventLoop;
    this.most = most;
  }

  /** What to call when nobody listens any more; at once where that is so already. */
  void whenOver(Runnable farewell) {
    boolean isLate;
    synchronized (this) {
      isLate = isOver;
      this.farewell = isLate ? null : farewell;
    }
    if (isLate) {
      farewell.run();
    }
  }

  @Override
  public boolean write(Body bytes) {
    if (bytes.length() == 0) {
      throw new IllegalArgumentException("a feed's bytes: none (expected: some)");
    }
    boolean isBehind;
    synchronized (this) {
      if (isOver) {
        return false;
      }
      bytesBehind += waiting.isEmpty() ? 0 : bytes.length();
      isBehind = bytesBehind > most;
      if (!isBehind) {
        waiting.add(bytes);
        if (isSending) {
          return true;
        }
        isSending = true;
      }
    }
    if (isBehind) {
      cutOff();
    } else {
      eventLoop.runOnContext(_ -> next());
    }
    return !isBehind;
  }

  /** Ends the answer in order: the server stops. */
  void end() {
    over();
    eventLoop.runOnContext(_ -> {
      if (!response.ended() && !response.closed()) {
        response.end();
      }
    });
  }

  /** Nobody listens any more. */
  void over() {
    Runnable last;
    synchronized (this) {
      isOver = true;
      waiting.clear();
      last = farewell;
      farewell = null;
    }
    if (last != null) {
      last.run();
    }
  }

  private void cutOff() {
    over();
    eventLoop.runOnContext(_ -> deadline.cutOff());
  }

  /** Hands the next piece over; on the event loop. */
  private void next() {
    var piece = piece();
    if (piece == null) {
      deadline.telling();
    } else if (!response.closed() && !response.ended()) {
      deadline.sending();
      response.write(piece).onComplete(sent -> {
        if (sent.succeeded()) {
          next();
        } else {
          over();
        }
      });
    }
  }

  private synchronized @Nullable Buffer piece() {
    if (waiting.isEmpty()) {
      isSending = false;
      return null;
    }
    var piece = Buffer.buffer();
    while (!waiting.isEmpty() && piece.length() < PIECE) {
      var bytes = waiting.element().shared();
      int size = Math.min(bytes.length - offset, PIECE - piece.length());
      piece.appendBytes(bytes, offset, size);
      offset += size;
      if (offset == bytes.length) {
        offset = 0;
        waiting.remove();
        bytesBehind -= waiting.isEmpty() ? 0 : waiting.element().length();
      }
    }
    return piece;
  }
}
