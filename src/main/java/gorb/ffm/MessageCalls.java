package gorb.ffm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The system calls for many messages at once, on structures that the caller has laid out. One thread at a time. */
final class MessageCalls {
  private final MemorySegment state;

  private MessageCalls(MemorySegment state) {
    this.state = state;
  }

  /** @throws NativeAccessException when this Java does not let the program call native functions */
  static MessageCalls open(Arena arena) throws NativeAccessException {
    try {
      return new MessageCalls(arena.allocate(Functions.STATE));
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
      throw unexpected(e);
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
      throw unexpected(e);
    }
  }

  /** sendmmsg(2); 0 where the socket takes none. */
  int send(int socket, MemorySegment headers, int count, int flags) throws ErrnoException {
    try {
      return counted("sendmmsg", (int) Functions.SENDMMSG.invokeExact(state, socket, headers, count, flags));
    } catch (ErrnoException e) {
      throw e;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private int counted(String name, int result) throws ErrnoException {
    if (result >= 0) {
      return result;
    }
    var errno = new Errno((int) Functions.ERRNO.get(state, 0L));
    if (errno.equals(Errno.EAGAIN) || errno.equals(Errno.EINTR)) {
      return 0;
    }
    throw new ErrnoException(name, errno);
  }

  private static void free(MemorySegment memory) {
    try {
      Functions.FREE.invokeExact(memory);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static IllegalStateException unexpected(Throwable thrown) {
    return switch (thrown) {
      case Error error -> throw error;
      case RuntimeException bug -> throw bug;
      case Throwable other -> new IllegalStateException(other);
    };
  }

  /** The handles, linked at the first use. */
  private static final class Functions {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

    private static final MethodHandle RECVMMSG = of("recvmmsg",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS), CAPTURE);
    private static final MethodHandle SENDMMSG = of("sendmmsg",
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), CAPTURE);
    private static final MethodHandle MALLOC = of("malloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    private static final MethodHandle FREE = of("free", FunctionDescriptor.ofVoid(ADDRESS));

    private Functions() {}

    @SuppressWarnings("restricted")
    private static MethodHandle of(String name, FunctionDescriptor type, Linker.Option... options) {
      return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }
  }
}
