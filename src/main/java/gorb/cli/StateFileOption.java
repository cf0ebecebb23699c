package gorb.cli;

import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** The file of a state, which commands take. */
final class StateFileOption {
  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "file",
      description = "the wanted state in YAML or JSON; '-' for the standard input")
  String file = "";

  /** The document. */
  ObjectNode read(Terminal terminal) throws CommandException {
    return StateFile.read(file, terminal.in());
  }

  /** The same problem, with each line after the name of the file. */
  CommandException located(CommandException problem) {
    return new CommandException(String.valueOf(problem.getMessage()).lines()
        .map(line -> line.startsWith("services.") ? file + ": " + line : line)
        .reduce((one, other) -> one + "\n" + other)
        .orElse(""));
  }
}
