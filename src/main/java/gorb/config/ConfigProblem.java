package gorb.config;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a configuration file.
 *
 * @param position where it stands; null where the whole file is to blame
 * @param path of the field, such as {@code services.web.port}; empty where no field is to blame
 * @param message what, and what was expected
 */
public record ConfigProblem(@Nullable Position position, String path, String message) {
  /** From the start of the file to its end; problems of the whole file come first. */
  static final Comparator<ConfigProblem> BY_POSITION =
      Comparator.comparing(ConfigProblem::position, Comparator.nullsFirst(Comparator.naturalOrder()));

  /** The problem as it follows the name of the file: {@code :3:5: services.web.port: …}. */
  @Override
  public String toString() {
    return ":" + (position == null ? "" : position + ":") + " " + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
