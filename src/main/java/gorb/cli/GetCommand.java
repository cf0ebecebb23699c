package gorb.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows everything that is wanted, a service, or a backend. */
@Command(
    name = "get",
    sortOptions = false,
    description = "Shows everything that is wanted, as a file that 'gorb apply' takes;"
        + " or a service or backend with its health.")
final class GetCommand extends ConnectedCommand {
  @Parameters(arity = "0..1", paramLabel = "service[/backend]", description = "what to show (default: everything)")
  @Nullable String name;

  GetCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var answer = connection.client().get(name == null ? "/state" : "/service/" + Paths.encoded(name));
    connection.show(terminal, answer, Yaml.of(answer));
    return DONE;
  }
}
