package gorb.dataplane.userspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: what is read from one socket is written to the other at once, from the one buffer of
 * the event loop. Only what the other does not take is kept here, and nothing is read until that is gone.
 */
final class Direction {
  /** How often one is read before other sockets have their turn. */
  private static final int MOST_READS = 16;

  private final Stream from;
  private final Stream to;
  private final ByteBuffer buffer;
  private final LongConsumer bytes;
  private @Nullable ByteBuffer held;
  private boolean ended;

  /**
   * @param buffer of the event loop
   * @param bytes counts them
   */
  Direction(Stream from, Stream to, ByteBuffer buffer, LongConsumer bytes) {
    this.from = from;
    this.to = to;
    this.buffer = buffer;
    this.bytes = bytes;
  }

  /** Whether nothing more is to come, and everything has been written. */
  boolean ended() {
    return ended;
  }

  /** Whether something waits until the other socket takes it. */
  boolean isHeld() {
    return held != null;
  }

  /** Whether input is of use. */
  boolean mayRead() {
    return held == null && !ended;
  }

  /**
   * Passes on what is there.
   *
   * @return whether there may be more, for which other sockets must not wait
   */
  boolean pass() throws IOException {
    for (int reads = 0; mayRead(); reads++) {
      if (reads == MOST_READS) {
        return true;
      }
      buffer.clear();
      int count = from.read(buffer);
      if (count <= 0) {
        ended = count < 0;
        return false;
      }
      boolean isAll = buffer.hasRemaining() && !from.mayEnd();
      bytes.accept(count);
      to.write(buffer.flip());
      if (buffer.hasRemaining()) {
        held = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
      }
      if (isAll) {
        return false;
      }
    }
    return false;
  }

  /** Writes what was kept, as far as it is taken now. */
  void release() throws IOException {
    if (held == null) {
      return;
    }
    buffer.clear();
    to.write(buffer.put(held.duplicate()).flip());
    held.position(held.position() + buffer.position());
    if (!held.hasRemaining()) {
      held = null;
    }
  }
}
