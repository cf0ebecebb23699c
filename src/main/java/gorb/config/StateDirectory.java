package gorb.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The directory that keeps intent beyond the end of the process.
 *
 * @param path where it is
 * @param required whether it was asked for: if not, the daemon goes on without one that cannot be made
 */
public record StateDirectory(Path path, boolean required) {
  private static final Path OF_ROOT = Path.of("/var/lib/gorb");

  /**
   * The directory that was asked for, or the usual one: {@code /var/lib/gorb} for root, else that of the XDG base
   * directory specification. Null for none: where {@code none} was asked for, or where there is no home.
   *
   * @param flag what was asked for; null for nothing
   * @param environment for {@code XDG_STATE_HOME} and {@code HOME}
   */
  static @Nullable StateDirectory of(@Nullable String flag, Map<String, String> environment, boolean isRoot) {
    if (flag != null) {
      return flag.equals("none") ? null : new StateDirectory(Path.of(flag), true);
    }
    if (isRoot) {
      return new StateDirectory(OF_ROOT, false);
    }
    // The specification: a path that is not absolute is as good as none.
    var state = environment.getOrDefault("XDG_STATE_HOME", "");
    if (state.startsWith("/")) {
      return new StateDirectory(Path.of(state, "gorb"), false);
    }
    var home = environment.getOrDefault("HOME", "");
    return home.startsWith("/") ? new StateDirectory(Path.of(home, ".local/state/gorb"), false) : null;
  }
}
