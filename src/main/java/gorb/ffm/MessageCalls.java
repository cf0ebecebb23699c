package gorb.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The system calls for many messages at once, on structures that the caller has laid out. One thread at a time. */
final class MessageCalls {
  private final MemorySegment state;

  private MessageCalls(MemorySegment state) {
    this.state = state;
  }

  /** @throws NativeAccessException when this Java does not let the program call native functions */
  static MessageCalls open(Arena arena) throws NativeAccessException {
    try {
      Functions.link();
      return new MessageCalls(arena.allocate(Downcalls.STATE));
    } catch (IllegalCallerException | ExceptionInInitializerError | NoClassDefFoundError e) {
      throw new NativeAccessException(MessageCalls.class.getModule(), e);
    }
  }

  /** Memory whose pages exist from when they are used, which the arena frees. Where there is none, an error. */
  @SuppressWarnings("restricted")
  MemorySegment allocate(long bytes, Arena arena) {
    try {
      var memory = (MemorySegment) Functions.MALLOC.invokeExact(bytes);
      if (memory.equals(MemorySegment.NULL)) {
        throw new OutOfMemoryError("malloc of " + bytes + " bytes");
      }
      return memory.reinterpret(bytes, arena, MessageCalls::free);
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /** recvmmsg(2); 0 where nothing is there. */
  int receive(int socket, MemorySegment headers, int count, int flags) throws ErrnoException {
    try {
      return counted("recvmmsg",
          (int) Functions.RECVMMSG.invokeExact(state, socket, headers, count, flags, MemorySegment.NULL));
    } catch (ErrnoException e) {
      throw e;
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /** sendmmsg(2); 0 where the socket takes none. */
  int send(int socket, MemorySegment headers, int count, int flags) throws ErrnoException {
    try {
      return counted("sendmmsg", (int) Functions.SENDMMSG.invokeExact(state, socket, headers, count, flags));
    } catch (ErrnoException e) {
      throw e;
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  private int counted(String name, int result) throws ErrnoException {
    if (result >= 0) {
      return result;
    }
    var errno = new Errno(Downcalls.errno(state));
    if (errno.equals(Errno.EAGAIN) || errno.equals(Errno.EINTR)) {
      return 0;
    }
    throw new ErrnoException(name, errno);
  }

  private static void free(MemorySegment memory) {
    try {
      Functions.FREE.invokeExact(memory);
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /** The handles, linked at the first use. */
  private static final class Functions {
    private static final MethodHandle RECVMMSG = Downcalls.of("recvmmsg",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle SENDMMSG = Downcalls.of("sendmmsg",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle MALLOC = Downcalls.withoutErrno("malloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    private static final MethodHandle FREE = Downcalls.withoutErrno("free", FunctionDescriptor.ofVoid(ADDRESS));

    private Functions() {}

    static void link() {}
  }
}
