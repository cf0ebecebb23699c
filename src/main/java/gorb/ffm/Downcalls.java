package gorb.ffm;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** How functions of the C library become handles, and where a call leaves its {@code errno}. */
final class Downcalls {
  /** The memory that each caller needs for the {@code errno} of its calls. */
  static final StructLayout STATE = Linker.Option.captureStateLayout();

  private static final Linker LINKER = Linker.nativeLinker();
  private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

  private Downcalls() {}

  /**
   * A function that leaves its {@code errno} in its first argument, which is of {@link #STATE}.
   *
   * @throws IllegalCallerException where this Java does not let the program call native functions
   */
  @SuppressWarnings("restricted")
  static MethodHandle of(String name, FunctionDescriptor type) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, CAPTURE);
  }

  /** A function that never fails, or whose {@code errno} nobody asks for. */
  @SuppressWarnings("restricted")
  static MethodHandle withoutErrno(String name, FunctionDescriptor type) {
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type);
  }

  /** What the last call with this memory left. */
  static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  /** A method handle declares Throwable; what a downcall really throws are bugs, such as the wrong thread. */
  static IllegalStateException unexpected(Throwable thrown) {
    return switch (thrown) {
      case Error error -> throw error;
      case RuntimeException bug -> throw bug;
      case Throwable other -> new IllegalStateException(other);
    };
  }
}
