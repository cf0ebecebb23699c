package gorb.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration file that is refused. The message names every problem, a line each: {@code FILE:LINE:COL: …}. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<ConfigProblem> problems;

  ConfigException(Path file, List<ConfigProblem> problems) {
    super(lines(file, problems), null, false, false);
    this.problems = List.copyOf(problems);
  }

  private static String lines(Path file, List<ConfigProblem> problems) {
    return problems.stream().map(problem -> file.toString() + problem).collect(Collectors.joining("\n"));
  }

  /** What is wrong, in the order of the file. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
