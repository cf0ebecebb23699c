package gorb.systemd;

import gorb.ffm.CLibrary;
import gorb.ffm.ErrnoException;
import gorb.ffm.NativeAccessException;
import gorb.ffm.SocketOption;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A service manager's end of the socket: receives notices as they come. */
public final class Listener implements AutoCloseable {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  /** Generous: the kernel lab emulates its processors. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final CLibrary library = CLibrary.open();
  private final int socket;

  private Listener(String name) throws ErrnoException, NativeAccessException {
    socket = library.socket(AF_UNIX, SOCK_DGRAM, 0);
    library.setsockopt(socket, SocketOption.SO_RCVTIMEO, PATIENCE);
    library.bind(socket, NotifySocket.of(name).address());
  }

  /** Listens on a path, or on an abstract name that begins with {@code @}. */
  public static Listener on(String name) throws ErrnoException, NativeAccessException {
    return new Listener(name);
  }

  /** Listens in a folder. */
  public static Listener in(Path folder) throws ErrnoException, NativeAccessException {
    return new Listener(folder.resolve("notify").toString());
  }

  /** The next notice. */
  public String next() throws ErrnoException {
    var datagram = ByteBuffer.allocateDirect(4_096);
    int length = library.recvfrom(socket, datagram, 0, ByteBuffer.allocateDirect(128));
    var bytes = new byte[length];
    datagram.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The next notice that begins so. */
  public String next(String beginning) throws ErrnoException {
    while (true) {
      var notice = next();
      if (notice.startsWith(beginning)) {
        return notice;
      }
    }
  }

  @Override
  public void close() throws ErrnoException {
    library.close(socket);
    library.close();
  }
}
