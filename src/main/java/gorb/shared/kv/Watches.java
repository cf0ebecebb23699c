package gorb.shared.kv;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Waits for news of several keys at once, each on a virtual thread, and again whenever the wait ends. */
final class Watches implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Watches.class.getName());
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final List<Thread> threads = new ArrayList<>();

  /** One wait for news of a key; tells of them, and returns. */
  @FunctionalInterface
  interface Wait {
    void once() throws IOException, InterruptedException;
  }

  /** What waits for news of a key: made once, since a wait may go on from where the last one ended. */
  @FunctionalInterface
  interface Maker {
    Wait of(String prefix);
  }

  /**
   * Begins to wait.
   *
   * @param changed called after a wait that failed, too: something may have happened meanwhile
   */
  void start(Collection<String> prefixes, Maker waits, Runnable changed) {
    for (var prefix : prefixes) {
      var wait = waits.of(prefix);
      threads.add(Thread.ofVirtual().name("store-watch " + prefix).start(() -> run(prefix, wait, changed)));
    }
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
    try {
      for (var thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void run(String prefix, Wait wait, Runnable changed) {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          wait.once();
        } catch (IOException | RuntimeException e) {
          // An answer that nobody thought of costs one wait, never the watch.
          LOG.log(Level.DEBUG, "event=store-watch-failed key={0} reason=\"{1}\"", prefix, e.getMessage());
          Thread.sleep(PAUSE);
          changed.run();
        }
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }
}
