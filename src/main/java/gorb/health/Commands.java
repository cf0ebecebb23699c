package gorb.health;

import gorb.model.ExecPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;

/** Leave to run commands: by the settings of this process, and so many at once. Any thread may use it. */
final class Commands {
  /** A process costs more than a connection. */
  static final int MOST_AT_ONCE = 64;

  private final ExecPolicy policy;
  private final boolean isRoot;
  private final Semaphore free = new Semaphore(MOST_AT_ONCE);

  Commands(ExecPolicy policy, boolean isRoot) {
    this.policy = policy;
    this.isRoot = isRoot;
  }

  /** Of this process as it is. */
  static Commands ofThisProcess(ExecPolicy policy) {
    try {
      return new Commands(policy, Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0));
    } catch (IOException | RuntimeException _) {
      // Who cannot tell is not trusted with more.
      return new Commands(policy, true);
    }
  }

  /**
   * Waits for its turn.
   *
   * @throws CheckNotMadeException where commands are off, or the check is over before its turn
   */
  void begin() throws CheckNotMadeException {
    var obstacle = policy.obstacle(isRoot);
    if (!obstacle.isEmpty()) {
      throw new CheckNotMadeException(obstacle);
    }
    try {
      free.acquire();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CheckNotMadeException("more than " + MOST_AT_ONCE + " commands under way");
    }
  }

  /** Ends what began. */
  void end() {
    free.release();
  }
}
