package gorb.dataplane.userspace;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: what is read from one socket is written to the other at once, from the one buffer of
 * the event loop. Only what the other does not take is kept here, and nothing is read until that is gone.
 *
 * <p>A socket that fills the buffer time after time is a long stream: it goes through a conduit of its own, uncopied,
 * for as long as there is much at once.
 */
final class Direction {
  /** How often one is read before other sockets have their turn. */
  private static final int MOST_READS = 16;
  /** How often in a row the buffer must be filled before a conduit is worth its descriptors. */
  static final int FULL_READS = 4;
  /** What a conduit must bring at once, in bytes: copying fewer is cheaper than two splices. */
  static final int FEWEST_SPLICED = 16 * 1024;

  private final Stream from;
  private final Stream to;
  private final Chunk chunk;
  private final LongConsumer bytes;
  private @Nullable ByteBuffer held;
  private @Nullable Conduit conduit;
  private int fullReads;
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
    return held != null || (conduit != null && !conduit.isEmpty());
  }

  /** Whether input is of use. */
  boolean mayRead() {
    return !isHeld() && !ended;
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
      if (splice()) {
        continue;
      }
      var buffer = chunk.toRead();
      int count = from.read(buffer);
      if (count <= 0) {
        ended = count < 0;
        return false;
      }
      fullReads = buffer.hasRemaining() ? 0 : fullReads + 1;
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
    if (conduit != null) {
      conduit.empty(to);
    }
    if (held == null) {
      return;
    }
    var buffer = chunk.with(held);
    to.write(buffer);
    held.position(held.position() + buffer.position());
    if (!held.hasRemaining()) {
      dropHeld();
    }
  }

  /** Forgets what was kept. */
  void drop() {
    dropHeld();
    dropConduit();
  }

  /** Passes on what is there without copying it, if this is a long stream: whether it was something. */
  private boolean splice() throws IOException {
    if (conduit == null && fullReads >= FULL_READS) {
      fullReads = 0;
      conduit = chunk.conduits().open();
    }
    if (conduit == null) {
      return false;
    }
    int count = conduit.fill(from);
    if (count > 0) {
      bytes.accept(count);
      conduit.empty(to);
    }
    if (count < FEWEST_SPLICED && conduit.isEmpty()) {
      dropConduit();
    }
    return count > 0;
  }

  private void dropConduit() {
    if (conduit != null) {
      chunk.conduits().close(conduit);
      conduit = null;
    }
  }

  private void dropHeld() {
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
