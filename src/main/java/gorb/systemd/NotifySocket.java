package gorb.systemd;

import gorb.ffm.CLibrary;
import gorb.ffm.ErrnoException;
import gorb.ffm.NativeAccessException;
import gorb.ffm.SocketOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/**
 * The Unix datagram socket that a service manager listens on: a path, or with {@code @} before it a name of the abstract
 * namespace, unix(7). The JDK has stream sockets only. Each notice goes over a socket of its own, as those of
 * sd_notify(3) do, so that any thread may send.
 */
final class NotifySocket {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x8_0000;
  private static final int MSG_NOSIGNAL = 0x4000;
  /** {@code sun_path} of {@code struct sockaddr_un}. */
  private static final int LONGEST_NAME = 108;
  /** A manager that takes nothing must not hold up the daemon. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String name;
  private final byte[] path;

  private NotifySocket(String name, byte[] path) {
    this.name = name;
    this.path = path;
  }

  /**
   * The socket of a name.
   *
   * @param name as {@code NOTIFY_SOCKET} has it
   * @throws IllegalArgumentException where it is neither a path nor an abstract name
   */
  static NotifySocket of(String name) {
    var bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < 2 || (bytes[0] != '/' && bytes[0] != '@')) {
      throw new IllegalArgumentException("NOTIFY_SOCKET: " + name + " (expected: an absolute path, or @ and a name)");
    }
    boolean isAbstract = bytes[0] == '@';
    // A path ends with NUL, an abstract name begins with it.
    var path = isAbstract ? bytes.clone() : Arrays.copyOf(bytes, bytes.length + 1);
    if (isAbstract) {
      path[0] = 0;
    }
    if (path.length > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "NOTIFY_SOCKET: " + name + " (expected: at most " + LONGEST_NAME + " bytes)");
    }
    return new NotifySocket(name, path);
  }

  /** The {@code struct sockaddr_un}, with no byte more than it has. */
  ByteBuffer address() {
    return ByteBuffer.allocateDirect(Short.BYTES + path.length)
        .order(ByteOrder.nativeOrder()).putShort((short) AF_UNIX).put(path).flip();
  }

  /**
   * Sends one notice.
   *
   * @throws IOException naming the socket and the cause
   */
  void send(String notice) throws IOException {
    var bytes = notice.getBytes(StandardCharsets.UTF_8);
    var datagram = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    try (var library = CLibrary.open()) {
      int socket = library.socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      try {
        library.setsockopt(socket, SocketOption.SO_SNDTIMEO, PATIENCE);
        library.connect(socket, address());
        library.send(socket, datagram, MSG_NOSIGNAL);
      } finally {
        library.close(socket);
      }
    } catch (ErrnoException | NativeAccessException e) {
      throw new IOException("notify " + name + ": " + e.getMessage(), e);
    }
  }
}
