package gorb.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Sockets of TCP that never block, for an event loop: what the kernel says is a number here and no exception, since most
 * refusals are what the loop asked for. A result below 0 is the negative of an {@link Errno}. One thread at a time.
 */
public final class TcpSockets implements AutoCloseable {
  /** {@code EAGAIN}, negative: nothing is there, or there is no room. */
  public static final int NOT_NOW = -11;
  /** {@code EALREADY}, negative: the connection is still being made. */
  public static final int STILL_CONNECTING = -114;
  /** {@code EINPROGRESS}, negative: the connection is being made. */
  public static final int CONNECTING = -115;

  private static final int AF_INET = 2;
  private static final int AF_INET6 = 10;
  /** {@code SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC}. */
  private static final int STREAM = 1 | 0x800 | 0x80000;
  private static final int IPPROTO_TCP = 6;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int ROOM = 1 << 14;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(Downcalls.STATE);
  private final MemorySegment address = arena.allocate(InetEndpoint.LONGEST, 8);
  private final MemorySegment length = arena.allocate(JAVA_INT);
  private final MemorySegment value = arena.allocate(JAVA_INT);
  /** Zeros, of the family {@code AF_UNSPEC}. */
  private final MemorySegment nowhere = arena.allocate(InetEndpoint.LONGEST, 8);
  private final MemorySegment buffer = arena.allocate(ROOM, 8);

  private TcpSockets() {}

  /**
   * Opens the calls, no socket.
   *
   * @throws NativeAccessException when this Java does not let the program call native functions
   */
  public static TcpSockets open() throws NativeAccessException {
    try {
      Functions.link();
      return new TcpSockets();
    } catch (IllegalCallerException | ExceptionInInitializerError | NoClassDefFoundError e) {
      throw new NativeAccessException(TcpSockets.class.getModule(), e);
    }
  }

  /** socket(2): a descriptor. */
  public int socket(boolean isIpv6) {
    try {
      return result((int) Functions.SOCKET.invokeExact(state, isIpv6 ? AF_INET6 : AF_INET, STREAM, IPPROTO_TCP));
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /**
   * connect(2).
   *
   * @return 0 when there is a connection: of a socket that was {@link #CONNECTING}, at the first call that finds it
   */
  public int connect(int socket, InetEndpoint to) {
    int size = to.write(address, 0);
    try {
      return result((int) Functions.CONNECT.invokeExact(state, socket, address, size));
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /** Whether the own end of a connection is at this address, by getsockname(2). */
  public boolean isAt(int socket, InetEndpoint endpoint) {
    length.set(JAVA_INT, 0, InetEndpoint.LONGEST);
    try {
      return (int) Functions.GETSOCKNAME.invokeExact(state, socket, address, length) == 0
          && InetEndpoint.read(address, 0).equals(endpoint);
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /** setsockopt(2) of an {@code int}; 0. */
  public int set(int socket, SocketOption option, int to) {
    value.set(JAVA_INT, 0, to);
    try {
      return result((int) Functions.SETSOCKOPT.invokeExact(
          state, socket, option.level(), option.number(), value, (int) value.byteSize()));
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /**
   * Ends a connection by a reset, which leaves nothing behind: what a close with SO_LINGER 0 does, but the socket is
   * there to be connected anew. By connect(2) to {@code AF_UNSPEC}.
   */
  public int reset(int socket) {
    try {
      return result((int) Functions.CONNECT.invokeExact(state, socket, nowhere, InetEndpoint.LONGEST));
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /**
   * send(2), which never raises SIGPIPE.
   *
   * @param from where in the bytes to begin
   * @return how many were taken
   */
  public int send(int socket, byte[] bytes, int from) {
    int count = Math.min(ROOM, bytes.length - from);
    MemorySegment.copy(bytes, from, buffer, JAVA_BYTE, 0, count);
    try {
      return result((int) (long) Functions.SEND.invokeExact(state, socket, buffer, (long) count, MSG_NOSIGNAL));
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /**
   * recv(2).
   *
   * @param into takes them from its beginning, 16,384 at most
   * @return how many came; 0 where the other side has ended
   */
  public int receive(int socket, byte[] into) {
    try {
      int count = result((int) (long) Functions.RECV.invokeExact(
          state, socket, buffer, (long) Math.min(ROOM, into.length), 0));
      if (count > 0) {
        MemorySegment.copy(buffer, JAVA_BYTE, 0, into, 0, count);
      }
      return count;
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /** close(2); the descriptor is free whatever it says. */
  public void close(int socket) {
    try {
      int _ = (int) Functions.CLOSE.invokeExact(state, socket);
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /** Frees the memory; sockets stay open. */
  @Override
  public void close() {
    arena.close();
  }

  private int result(int returned) {
    return returned < 0 ? -Downcalls.errno(state) : returned;
  }

  /** The handles, linked at the first use. */
  private static final class Functions {
    private static final MethodHandle SOCKET =
        Downcalls.of("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle CONNECT =
        Downcalls.of("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle GETSOCKNAME =
        Downcalls.of("getsockname", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle SETSOCKOPT =
        Downcalls.of("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SEND =
        Downcalls.of("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECV =
        Downcalls.of("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle CLOSE = Downcalls.of("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Functions() {}

    static void link() {}
  }
}
