package gorb.dataplane.userspace;

import java.nio.ByteBuffer;

/**
 * What the streams of an event loop are passed on through: its one buffer, its conduits, and the account of what is kept besides because
 * a socket did not take it. When much is kept, reads are short: thousands of slow readers must not use up the heap.
 */
final class Chunk {
  static final int BYTES = 64 * 1024;
  static final int FEW_BYTES = 4 * 1024;
  /** How much may be kept before reads are short, in bytes. */
  static final long PLENTY = 16 << 20;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
  private final Conduits conduits;
  private long kept;

  /** @param streams make conduits */
  Chunk(Streams streams) {
    conduits = new Conduits(streams);
  }

  /** Through which long streams go. */
  Conduits conduits() {
    return conduits;
  }

  /** The buffer, to be read into. What was in it is lost. */
  ByteBuffer toRead() {
    return buffer.clear().limit(kept > PLENTY ? FEW_BYTES : BYTES);
  }

  /** The buffer with these bytes, to be written from. What was in it is lost. */
  ByteBuffer with(ByteBuffer bytes) {
    return buffer.clear().put(bytes.duplicate()).flip();
  }

  /** So many bytes are kept that were not. */
  void keep(int bytes) {
    kept += bytes;
  }

  /** So many bytes are kept no more. */
  void release(int bytes) {
    kept -= bytes;
  }
}
