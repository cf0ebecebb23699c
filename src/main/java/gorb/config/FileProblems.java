package gorb.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects everything that is wrong with one file. Confined to one thread. */
final class FileProblems {
  private final Path file;
  private final List<ConfigProblem> found = new ArrayList<>();
  private boolean hasGaps;

  FileProblems(Path file) {
    this.file = file;
  }

  /** Notes a problem of a field. */
  void add(Position position, String path, String message) {
    found.add(new ConfigProblem(position, path, message));
  }

  /** Notes a problem that leaves a value out, so that what the file says cannot be judged. */
  void addGap(Position position, String path, String message) {
    hasGaps = true;
    add(position, path, message);
  }

  /** The refusal for a problem that ends the reading, with those that were found before it. */
  ConfigException refusal(@Nullable Position position, String message) {
    found.add(new ConfigProblem(position, "", message));
    return refusal();
  }

  /** Refuses a file of which values are missing. */
  void raiseGaps() throws ConfigException {
    if (hasGaps) {
      throw refusal();
    }
  }

  /** Refuses the file where there is a problem. */
  void raise() throws ConfigException {
    if (!found.isEmpty()) {
      throw refusal();
    }
  }

  private ConfigException refusal() {
    return new ConfigException(file, found.stream().sorted(ConfigProblem.BY_POSITION).toList());
  }
}
