package gorb.cli;

import gorb.config.ConfigException;
import gorb.config.DocumentFile;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** The file of a state, which commands take. */
final class StateFileOption {
  private static final String STANDARD_INPUT = "-";

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "file",
      description = "the wanted state: a YAML, JSON or TOML file by its extension; '-' for YAML or JSON from the standard input")
  String file = "";

  private @Nullable DocumentFile read;

  /** The document. */
  ObjectNode read(Terminal terminal) throws CommandException {
    try {
      var path = Path.of(file);
      read = isStandardInput() ? DocumentFile.read(path, terminal.in()) : DocumentFile.read(path);
      return read.content();
    } catch (ConfigException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    } catch (InvalidPathException e) {
      throw new CommandException(file + ": " + e.getReason());
    }
  }

  /** Whether nobody sits there, as the file is piped in. */
  boolean isStandardInput() {
    return file.equals(STANDARD_INPUT);
  }

  /** The same refusal, with the places of its problems in the file. */
  CommandException located(CommandException refusal) {
    return read == null || refusal.problems().isEmpty()
        ? refusal
        : new CommandException(String.valueOf(read.refusal(refusal.problems()).getMessage()));
  }
}
