package gorb.dataplane.userspace;

import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** A pipe between Netty's native sockets. */
final class EpollConduit implements Conduit {
  private final FileDescriptor outlet;
  private final FileDescriptor inlet;
  private int held;

  private EpollConduit(FileDescriptor outlet, FileDescriptor inlet) {
    this.outlet = outlet;
    this.inlet = inlet;
  }

  /** Opens a pipe, which takes two descriptors. */
  static EpollConduit open() throws IOException {
    var ends = FileDescriptor.pipe();
    return new EpollConduit(ends[0], ends[1]);
  }

  /** Whether this process may splice: a sandbox may forbid it, which is not to be found out by losing a connection. */
  static boolean areAllowed() {
    try {
      var from = open();
      try {
        var to = open();
        try {
          var _ = Native.splice(from.outlet.intValue(), -1, to.inlet.intValue(), -1, 1);
          return true;
        } finally {
          to.close();
        }
      } finally {
        from.close();
      }
    } catch (IOException _) {
      return false;
    }
  }

  @Override
  public int fill(Stream from) throws IOException {
    int count = Native.splice(descriptor(from), -1, inlet.intValue(), -1, MOST);
    held += count;
    return count;
  }

  @Override
  public void empty(Stream to) throws IOException {
    while (held > 0) {
      int count = Native.splice(outlet.intValue(), -1, descriptor(to), -1, held);
      if (count == 0) {
        return;
      }
      held -= count;
    }
  }

  @Override
  public boolean isEmpty() {
    return held == 0;
  }

  @Override
  public void close() {
    for (var end : new FileDescriptor[] {outlet, inlet}) {
      try {
        end.close();
      } catch (IOException _) {
        // The descriptor is free all the same.
      }
    }
  }

  private static int descriptor(Stream stream) {
    return ((EpollStream) stream).fd().intValue();
  }
}
