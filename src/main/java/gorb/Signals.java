package gorb;

import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Signals to this process. The only place that knows them: the JDK has them in {@code sun.misc.Signal} alone (module
 * {@code jdk.unsupported}, JEP 260), which no compiler takes without a warning, so that it is found by name.
 */
final class Signals {
  private Signals() {}

  /**
   * Runs an action at each signal of a name, on a thread of its own, instead of ending the process.
   *
   * @param name such as {@code HUP}
   */
  static void handle(String name, Runnable action) {
    try {
      var lookup = MethodHandles.publicLookup();
      var signal = Class.forName("sun.misc.Signal");
      var handler = Class.forName("sun.misc.SignalHandler");
      var run = lookup.findVirtual(Runnable.class, "run", MethodType.methodType(void.class)).bindTo(action);
      var onSignal = MethodHandleProxies.asInterfaceInstance(handler, MethodHandles.dropArguments(run, 0, signal));
      signal.getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIG" + name + ": " + e, e);
    }
  }
}
