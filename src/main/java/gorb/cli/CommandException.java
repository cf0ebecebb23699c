package gorb.cli;

import gorb.config.ConfigProblem;
import java.util.List;
import java.util.stream.Collectors;

/** A command that did not do what it was asked for. The message says why, with every problem on a line of its own. */
final class CommandException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient List<ConfigProblem> problems;

  CommandException(String message) {
    this(message, List.of());
  }

  private CommandException(String message, List<ConfigProblem> problems) {
    super(message, null, false, false);
    this.problems = List.copyOf(problems);
  }

  /** The refusal of a document or request for what its fields say; where they stand is not known. */
  static CommandException of(List<ConfigProblem> problems) {
    return new CommandException(
        problems.stream().map(it -> it.path() + ": " + it.message()).collect(Collectors.joining("\n")), problems);
  }

  /** What is wrong with fields; empty where no field is to blame. */
  List<ConfigProblem> problems() {
    return problems;
  }
}
