package gorb.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * The C library, its functions by their names in libc. An instance belongs to one caller: it captures {@code errno} into
 * memory of its own, so no other thread's failure is ever read. One thread may use it at a time: it can be handed over.
 *
 * <p>A call that fails throws {@link ErrnoException}. A call that a signal interrupts (EINTR) is made again, except
 * {@code close}: on Linux the descriptor is free then, and may be another thread's already.
 *
 * <p>A call blocks its platform thread for as long as the kernel takes: never use one that waits on a virtual thread.
 */
public final class CLibrary implements AutoCloseable {
  private static final int EINTR = 4;
  /** How often a call is made again after a signal, before the failure is the caller's. */
  private static final int INTERRUPTIONS = 100;

  private static final int LINUX_CAPABILITY_VERSION_3 = 0x2008_0522;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(Downcalls.STATE);
  private final MemorySegment scratch = arena.allocate(32, 8);
  private final MemorySegment addressLength = arena.allocate(JAVA_INT);

  private CLibrary() {}

  /**
   * Opens the library.
   *
   * @throws NativeAccessException when this Java does not let the program call native functions
   */
  public static CLibrary open() throws NativeAccessException {
    try {
      Functions.link();
      return new CLibrary();
    } catch (IllegalCallerException | ExceptionInInitializerError | NoClassDefFoundError e) {
      throw new NativeAccessException(CLibrary.class.getModule(), e);
    }
  }

  /** <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>: the new file descriptor. */
  public int socket(int domain, int type, int protocol) throws ErrnoException {
    return call("socket", () -> (int) Functions.SOCKET.invokeExact(state, domain, type, protocol));
  }

  /**
   * <a href="https://man7.org/linux/man-pages/man2/bind.2.html">bind(2)</a>.
   *
   * @param address a direct buffer with the whole {@code struct sockaddr_*} from its position to its limit
   */
  public void bind(int socket, ByteBuffer address) throws ErrnoException {
    var bytes = MemorySegment.ofBuffer(address);
    call("bind", () -> (int) Functions.BIND.invokeExact(state, socket, bytes, address.remaining()));
  }

  /**
   * <a href="https://man7.org/linux/man-pages/man2/connect.2.html">connect(2)</a>.
   *
   * @param address as of {@link #bind}
   */
  public void connect(int socket, ByteBuffer address) throws ErrnoException {
    var bytes = MemorySegment.ofBuffer(address);
    call("connect", () -> (int) Functions.CONNECT.invokeExact(state, socket, bytes, address.remaining()));
  }

  /**
   * <a href="https://man7.org/linux/man-pages/man2/send.2.html">send(2)</a>.
   *
   * @param datagram a direct buffer, sent from its position to its limit, both of which stay
   * @return how many bytes were sent
   */
  public int send(int socket, ByteBuffer datagram, int flags) throws ErrnoException {
    var bytes = MemorySegment.ofBuffer(datagram);
    return call("send",
        () -> (int) (long) Functions.SEND.invokeExact(state, socket, bytes, bytes.byteSize(), flags));
  }

  /**
   * <a href="https://man7.org/linux/man-pages/man2/recv.2.html">recvfrom(2)</a>.
   *
   * @param datagram a direct buffer, filled from its position to its limit at most; neither changes
   * @param sender a direct buffer for the sender's address, filled likewise
   * @return the length of the datagram; with {@code MSG_TRUNC} in {@code flags} it can be more than had room
   */
  public int recvfrom(int socket, ByteBuffer datagram, int flags, ByteBuffer sender) throws ErrnoException {
    var bytes = MemorySegment.ofBuffer(datagram);
    var address = MemorySegment.ofBuffer(sender);
    return call("recvfrom", () -> {
      addressLength.set(JAVA_INT, 0, (int) address.byteSize());
      return (int) (long) Functions.RECVFROM.invokeExact(
          state, socket, bytes, bytes.byteSize(), flags, address, addressLength);
    });
  }

  /** <a href="https://man7.org/linux/man-pages/man2/setsockopt.2.html">setsockopt(2)</a> of an {@code int}. */
  public void setsockopt(int socket, SocketOption option, int value) throws ErrnoException {
    scratch.set(JAVA_INT, 0, value);
    setFromScratch(socket, option, Integer.BYTES);
  }

  /** setsockopt(2) of a {@code struct timeval}; microseconds count, less is cut off. */
  public void setsockopt(int socket, SocketOption option, Duration value) throws ErrnoException {
    scratch.set(JAVA_LONG, 0, value.getSeconds());
    scratch.set(JAVA_LONG, 8, value.getNano() / 1_000);
    setFromScratch(socket, option, 2 * Long.BYTES);
  }

  /** <a href="https://man7.org/linux/man-pages/man2/setsockopt.2.html">getsockopt(2)</a> of an {@code int}. */
  public int getsockopt(int socket, SocketOption option) throws ErrnoException {
    addressLength.set(JAVA_INT, 0, Integer.BYTES);
    call("getsockopt " + option, () -> (int) Functions.GETSOCKOPT.invokeExact(
        state, socket, option.level(), option.number(), scratch, addressLength));
    return scratch.get(JAVA_INT, 0);
  }

  /** <a href="https://man7.org/linux/man-pages/man2/close.2.html">close(2)</a>. */
  public void close(int descriptor) throws ErrnoException {
    int result;
    try {
      result = (int) Functions.CLOSE.invokeExact(state, descriptor);
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
    if (result < 0 && errno() != EINTR) {
      throw new ErrnoException("close", new Errno(errno()));
    }
  }

  /**
   * <a href="https://man7.org/linux/man-pages/man2/open.2.html">open(2)</a> without a mode: for files that exist.
   */
  public int open(String path, int flags) throws ErrnoException {
    try (var call = Arena.ofConfined()) {
      var text = call.allocateFrom(path);
      return call("open " + path, () -> (int) Namespaces.OPEN.invokeExact(state, text, flags));
    }
  }

  /**
   * <a href="https://man7.org/linux/man-pages/man2/setns.2.html">setns(2)</a>: moves the calling thread, which must be a
   * platform thread, and no other, to a namespace.
   */
  public void setns(int descriptor, int type) throws ErrnoException {
    call("setns", () -> (int) Namespaces.SETNS.invokeExact(state, descriptor, type));
  }

  /**
   * <a href="https://man7.org/linux/man-pages/man2/unshare.2.html">unshare(2)</a>: gives the calling thread, which must
   * be a platform thread, namespaces of its own.
   */
  public void unshare(int flags) throws ErrnoException {
    call("unshare", () -> (int) Namespaces.UNSHARE.invokeExact(state, flags));
  }

  /** <a href="https://man7.org/linux/man-pages/man2/geteuid.2.html">geteuid(2)</a>: the effective user's number. */
  public int geteuid() {
    try {
      return (int) Rights.GETEUID.invokeExact(state);
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /**
   * <a href="https://man7.org/linux/man-pages/man2/capget.2.html">capget(2)</a>: the calling thread's effective
   * capabilities, bit <i>n</i> set for the capability with number <i>n</i> of capabilities(7). They count in the
   * thread's own user namespace only.
   */
  public long capget() throws ErrnoException {
    try (var call = Arena.ofConfined()) {
      var header = call.allocate(8, 4);
      header.set(JAVA_INT, 0, LINUX_CAPABILITY_VERSION_3);
      var sets = call.allocate(24, 4); // two of struct __user_cap_data_struct { effective, permitted, inheritable }
      call("capget", () -> (int) Rights.CAPGET.invokeExact(state, header, sets));
      return Integer.toUnsignedLong(sets.get(JAVA_INT, 0)) | (long) sets.get(JAVA_INT, 12) << 32;
    }
  }

  /** Frees the memory of this instance; descriptors that it opened stay open. */
  @Override
  public void close() {
    arena.close();
  }

  private void setFromScratch(int socket, SocketOption option, int length) throws ErrnoException {
    call("setsockopt " + option, () -> (int) Functions.SETSOCKOPT.invokeExact(
        state, socket, option.level(), option.number(), scratch, length));
  }

  private int errno() {
    return Downcalls.errno(state);
  }

  private int call(String name, Call function) throws ErrnoException {
    for (int attempt = 1; ; attempt++) {
      int result;
      try {
        result = function.invoke();
      } catch (Throwable e) {
        throw Downcalls.unexpected(e);
      }
      if (result >= 0) {
        return result;
      }
      if (errno() != EINTR || attempt == INTERRUPTIONS) {
        throw new ErrnoException(name, new Errno(errno()));
      }
    }
  }

  private interface Call {
    int invoke() throws Throwable;
  }

  /**
   * The handles for sockets: linked at the first use, so that a program without native access fails there and with a
   * message. Each type of function costs milliseconds and classes of its own to link: what a start does not need is linked
   * by holders of their own.
   */
  private static final class Functions {
    private static final MethodHandle SOCKET = of("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = of("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CONNECT = of("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SEND = of("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECVFROM =
        of("recvfrom", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SETSOCKOPT =
        of("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
        of("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle CLOSE = of("close", JAVA_INT, JAVA_INT);

    private Functions() {}

    static void link() {}

    private static MethodHandle of(String name, MemoryLayout result, MemoryLayout... arguments) {
      return Downcalls.of(name, FunctionDescriptor.of(result, arguments));
    }
  }

  /** The handles for namespaces. */
  private static final class Namespaces {
    private static final MethodHandle OPEN = Functions.of("open", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SETNS = Functions.of("setns", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle UNSHARE = Functions.of("unshare", JAVA_INT, JAVA_INT);

    private Namespaces() {}
  }

  /** The handles for what this process may do. */
  private static final class Rights {
    private static final MethodHandle GETEUID = Functions.of("geteuid", JAVA_INT);
    private static final MethodHandle CAPGET = Functions.of("capget", JAVA_INT, ADDRESS, ADDRESS);

    private Rights() {}
  }
}
