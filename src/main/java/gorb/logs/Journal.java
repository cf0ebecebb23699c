package gorb.logs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether a stream of this process goes to the journal. */
public final class Journal {
  /** Standard error of this process, by proc(5). */
  public static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private Journal() {}

  /**
   * Whether a stream is the one that the service manager connected: {@code JOURNAL_STREAM} names its device and inode,
   * and is inherited also by those whose standard error goes elsewhere (systemd.exec(5)).
   *
   * @param environment for {@code JOURNAL_STREAM}
   * @param stream such as {@link #STANDARD_ERROR}
   */
  public static boolean has(Map<String, String> environment, Path stream) {
    var named = environment.getOrDefault("JOURNAL_STREAM", "");
    if (named.isEmpty()) {
      return false;
    }
    try {
      return named.equals(Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino"));
    } catch (IOException | UnsupportedOperationException _) {
      // Without /proc the stream cannot be told: lines go without priorities then.
      return false;
    }
  }
}
