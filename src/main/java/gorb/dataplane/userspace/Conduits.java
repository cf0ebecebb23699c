package gorb.dataplane.userspace;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The conduits of one event loop, which are bounded in number. Only the loop may use it. */
final class Conduits {
  /** How many there may be. Each takes two descriptors, and some pages of the kernel's where its reader is slow. */
  static final int MOST = 256;

  private final Streams streams;
  private int open;

  /** @param streams make them */
  Conduits(Streams streams) {
    this.streams = streams;
  }

  /** Opens one; null where none is to be had, so that bytes are copied. */
  @Nullable Conduit open() {
    if (open == MOST) {
      return null;
    }
    try {
      var conduit = streams.conduit();
      open += conduit == null ? 0 : 1;
      return conduit;
    } catch (IOException _) {
      // No descriptor is left: accepting says so.
      return null;
    }
  }

  /** Closes one, with what it holds. */
  void close(Conduit conduit) {
    open--;
    conduit.close();
  }
}
