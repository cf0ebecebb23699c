package gorb.cli;

import gorb.ipvsadm.RuleException;
import gorb.ipvsadm.RuleReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** Turns rules of ipvsadm into a file that 'gorb apply' takes; asks no daemon. */
@Command(
    name = "import",
    sortOptions = false,
    description = "Shows what 'ipvsadm -S -n' wrote as a file that 'gorb apply' takes, or every line that is wrong in it."
        + " Backends are not checked: add a pulse.")
final class ImportCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";

  private final Terminal terminal;

  @Parameters(
      arity = "0..1",
      paramLabel = "file",
      defaultValue = STANDARD_INPUT,
      description = "the rules; '-' for the standard input (default: ${DEFAULT-VALUE})")
  String file = STANDARD_INPUT;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "json|text",
      defaultValue = "text",
      description = "text is YAML (default: ${DEFAULT-VALUE})")
  Connection.Output output = Connection.Output.text;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "print this and exit")
  boolean help;

  ImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws CommandException {
    try {
      var document = RuleReader.read(text());
      terminal.out().print(switch (output) {
        case json -> JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
        case text -> Yaml.of(document);
      });
      return ConnectedCommand.DONE;
    } catch (RuleException e) {
      throw new CommandException(e.problems().stream()
          .map(problem -> file + ": " + problem)
          .reduce((one, other) -> one + "\n" + other)
          .orElse(""));
    } catch (IOException | InvalidPathException e) {
      throw new CommandException(file + ": cannot be read: " + e);
    }
  }

  private String text() throws IOException {
    var bytes = file.equals(STANDARD_INPUT) ? terminal.in().readAllBytes() : Files.readAllBytes(Path.of(file));
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
