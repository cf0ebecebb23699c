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
  private final Chunk chunk;
  private final LongConsumer bytes;
  private @Nullable ByteBuffer held;
  private boolean ended;

  /**
   * @param chunk of the event loop
   * @param bytes counts them
   */
  Direction(Stream from, Stream to, Chunk chunk, LongConsumer bytes) {
    this.from = from;
    this.to = to;
    this.chunk = chunk;
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

  /** Writes what is to come before all that is read, which nothing may have been yet. */
  void introduce(ByteBuffer bytes) throws IOException {
    held = bytes;
    chunk.keep(held.capacity());
    release();
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
      var buffer = chunk.toRead();
      int count = from.read(buffer);
      if (count <= 0) {
        ended = count < 0;
        return false;
      }
      boolean isAll = buffer.hasRemaining() && !from.mayEnd();
      bytes.accept(count);
      to.write(buffer.flip());
      if (buffer.hasRemaining()) {
        keep(buffer);
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
    var buffer = chunk.with(held);
    to.write(buffer);
    held.position(held.position() + buffer.position());
    if (!held.hasRemaining()) {
      drop();
    }
  }

  /** Forgets what was kept. */
  void drop() {
    if (held != null) {
      chunk.release(held.capacity());
      held = null;
    }
  }

  private void keep(ByteBuffer buffer) {
    held = ByteBuffer.allocate(buffer.remaining()).put(buffer).flip();
    chunk.keep(held.capacity());
  }
}
