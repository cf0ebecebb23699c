package gorb.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells from regular looks at a file when it has changed and come to rest: who is still writing it is waited for. Pure
 * state; confined to one thread.
 */
final class FileChanges {
  private @Nullable FileStamp taken;
  private @Nullable FileStamp last;

  /** From a file as it is when it is read for the first time; null where there is none. */
  FileChanges(@Nullable FileStamp now) {
    this.taken = now;
    this.last = now;
  }

  /** Takes a look: true where the file is another than the one read last, and the same as at the look before. */
  boolean look(@Nullable FileStamp now) {
    boolean isAtRest = Objects.equals(now, last);
    last = now;
    return isAtRest && !Objects.equals(now, taken);
  }

  /** Notes that the file is read as it is now. */
  void read(@Nullable FileStamp now) {
    taken = now;
    last = now;
  }
}
