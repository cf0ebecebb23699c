package gorb.lab;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * setns(2) for the calling thread: its sockets, its child processes and its view of {@code /proc/sys/net} and
 * {@code /proc/thread-self/net} are the namespace's from then on. {@code /proc/net} is not: that is the view of the
 * process's first thread.
 */
final class Setns {
  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x4000_0000;
  private static final MethodHandle OPEN = function("open",
      FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
      Linker.Option.firstVariadicArg(2));
  private static final MethodHandle SETNS =
      function("setns", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private Setns() {}

  /** Moves the calling platform thread, for the rest of its life. */
  static void enter(Path namespace) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("a virtual thread would take its carrier into " + namespace);
    }
    try (var arena = Arena.ofConfined()) {
      var descriptor = (int) OPEN.invokeExact(arena.allocateFrom(namespace.toString()), O_RDONLY | O_CLOEXEC);
      if (descriptor < 0) {
        throw new IllegalStateException("open " + namespace + ": failed");
      }
      var moved = (int) SETNS.invokeExact(descriptor, CLONE_NEWNET);
      var _ = (int) CLOSE.invokeExact(descriptor);
      if (moved != 0) {
        throw new IllegalStateException("setns " + namespace + ": failed; root may do it, others may not");
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("setns " + namespace, e);
    }
  }

  @SuppressWarnings("restricted") // The build and the lab allow native access.
  private static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
    var symbol = Linker.nativeLinker().defaultLookup().findOrThrow(name);
    return Linker.nativeLinker().downcallHandle(symbol, type, options);
  }
}
