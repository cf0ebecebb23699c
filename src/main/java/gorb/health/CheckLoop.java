package gorb.health;

import gorb.ffm.ErrnoException;
import gorb.ffm.NativeAccessException;
import gorb.model.CheckMethod;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the thread of a monitor waits on, and the checks that it makes by itself while it does, without a thread for
 * each. All but {@link #wakeUp} and the close of an exchange belong to that thread.
 */
interface CheckLoop {
  /**
   * The best that this machine has.
   *
   * @param thread the one that it will belong to
   */
  static CheckLoop open(Thread thread, LongSupplier nanoTime) {
    if (System.getProperty("os.name").equals("Linux")) {
      try {
        return EpollLoop.open(nanoTime);
      } catch (NativeAccessException | ErrnoException e) {
        System.getLogger(CheckLoop.class.getName())
            .log(Level.WARNING, "event=checks-without-epoll reason=\"{0}\"", e.getMessage());
      }
    }
    return new ParkedLoop(thread);
  }

  /**
   * How checks of a method are made here; null where each takes a thread.
   *
   * @param again is called, by the loop, when the next check should come before its time
   * @param end is told of the end of each check, by the loop: null where the server is well
   */
  @Nullable Exchange exchange(CheckMethod method, Runnable again, Consumer<@Nullable IOException> end);

  /** Begins checks; some may have ended when it returns. */
  void begin(List<Exchange> exchanges);

  /**
   * Waits, and goes on with the checks under way meanwhile.
   *
   * @param nanos for how long at most; it may return before
   */
  void await(long nanos);

  /** Ends the wait, or the next one. Any thread. */
  void wakeUp();

  /** Lets go of everything; nothing is told any more. */
  void close();
}
