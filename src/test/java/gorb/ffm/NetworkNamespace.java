package gorb.ffm;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A network namespace of its own for one thread: what happens there reaches nobody else, and ends with the thread. */
public final class NetworkNamespace {
  private static final int CLONE_NEWNET = 0x4000_0000;

  private NetworkNamespace() {}

  /** Why there can be none here, or empty. */
  public static String missing() {
    try {
      return inNew(() -> "");
    } catch (Exception e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Runs a task in a namespace that has nothing but a {@code lo} that is down; so do the processes that it starts. */
  public static <T> T inNew(Callable<T> task) throws Exception {
    var future = new FutureTask<T>(() -> {
      try (var library = CLibrary.open()) {
        library.unshare(CLONE_NEWNET);
      }
      return task.call();
    });
    var thread = Thread.ofPlatform().name("network namespace").start(future);
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    } finally {
      thread.join();
    }
  }
}
