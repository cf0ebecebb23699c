package gorb.cli;

import gorb.config.ConfigException;
import gorb.config.DocumentFile;
import gorb.document.DocumentException;
import gorb.document.Hosts;
import gorb.document.StateReader;
import gorb.ipvsadm.RuleWriter;
import gorb.model.IpAddress;
import java.net.InetAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes what is wanted as rules of ipvsadm. */
@Command(
    name = "export",
    sortOptions = false,
    description = "Writes what is wanted as rules, as 'ipvsadm -S -n' does and 'ipvsadm -R' takes:"
        + " with configured weights, and thresholds beside.")
final class ExportCommand extends ConnectedCommand {
  @Option(
      names = {"-f", "--file"},
      paramLabel = "file",
      description = "of this state in YAML, JSON or TOML, without a daemon; '-' for the standard input")
  @Nullable String file;

  @Option(
      names = "--format",
      paramLabel = "ipvsadm",
      defaultValue = "ipvsadm",
      description = "the form (default: ${DEFAULT-VALUE}, the only one)")
  Format format = Format.ipvsadm;

  ExportCommand(Terminal terminal) {
    super(terminal);
  }

  /** The forms, by their names on the command line. */
  enum Format {
    ipvsadm
  }

  @Override
  public Integer call() throws CommandException {
    terminal.out().print(switch (format) {
      case ipvsadm -> file == null
          ? connection.client().text("/state?format=" + Format.ipvsadm)
          : rules(file);
    });
    return DONE;
  }

  private String rules(String state) throws CommandException {
    var hosts = new Hosts(host -> IpAddress.of(InetAddress.getByName(host)), Optional::empty);
    try {
      var path = Path.of(state);
      var document = state.equals("-") ? DocumentFile.read(path, terminal.in()) : DocumentFile.read(path);
      return RuleWriter.write(new StateReader(hosts).read(document.content()));
    } catch (ConfigException e) {
      throw new CommandException(String.valueOf(e.getMessage()));
    } catch (InvalidPathException e) {
      throw new CommandException(state + ": " + e.getReason());
    } catch (DocumentException e) {
      throw new CommandException(e.problems().stream()
          .map(problem -> state + ": " + problem.field() + ": " + problem.message())
          .collect(Collectors.joining("\n")));
    }
  }
}
