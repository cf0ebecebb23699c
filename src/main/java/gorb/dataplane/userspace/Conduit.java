package gorb.dataplane.userspace;

import java.io.IOException;

/**
 * A pipe of the kernel, through which bytes go from one socket to another without being copied (<a
 * href="https://man7.org/linux/man-pages/man2/splice.2.html">splice(2)</a>). Belongs to one event loop, and to one
 * direction as long as it holds something.
 */
interface Conduit {
  /** The most that it takes at once, in bytes. */
  int MOST = 1 << 20;

  /**
   * Takes what a socket has, as much as there is room for. Only to be called while nothing is held.
   *
   * @return how many bytes; 0 where there is nothing now, or nothing any more: reading tells which
   */
  int fill(Stream from) throws IOException;

  /** Gives a socket what it takes now of what is held. */
  void empty(Stream to) throws IOException;

  /** Whether nothing is held. */
  boolean isEmpty();

  /** Forgets what is held. */
  void close();
}
