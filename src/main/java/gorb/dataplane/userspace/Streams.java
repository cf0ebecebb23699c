package gorb.dataplane.userspace;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Makes sockets of TCP. May be used by any thread. */
interface Streams {
  /**
   * Listens on an address for one event loop. Others may listen on the same address, as long as they allow so
   * ({@code SO_REUSEPORT}); the kernel spreads clients over them.
   */
  Listening listen(EventLoop loop, InetSocketAddress address, Accepting accepting) throws IOException;

  /**
   * Begins to connect.
   *
   * @param source the address to come from although it is none of this host's; null for one of its own
   */
  Stream connect(InetSocketAddress address, @Nullable InetAddress source) throws IOException;

  /**
   * Opens a pipe between sockets that were made here.
   *
   * @return null where sockets can only be read and written
   */
  @Nullable Conduit conduit() throws IOException;

  /** A socket that listens. Belongs to its event loop. */
  interface Listening {
    /** Accepts, or leaves clients waiting in the kernel's queue. */
    void accept(boolean wanted);

    /** Listens no more. */
    void close();
  }

  /** Where clients go, on the event loop. */
  interface Accepting {
    /**
     * A client has connected.
     *
     * @param client on no event loop yet
     * @param to the address to which it has connected
     */
    void accepted(Stream client, InetSocketAddress from, InetSocketAddress to);

    /** A client could not be accepted. */
    void failed(Listening listening, IOException cause);
  }
}
