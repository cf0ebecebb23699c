package gorb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what lies between two revisions. */
@Command(name = "diff", sortOptions = false, description = "Shows what changed from one revision to another.")
final class DiffCommand extends ConnectedCommand {
  @Parameters(index = "0", paramLabel = "from", description = "the number of one revision")
  long from;

  @Parameters(index = "1", paramLabel = "to", description = "the number of the other")
  long to;

  DiffCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var answer = connection.client().get("/diff/" + from + "/" + to);
    connection.show(terminal, answer, Texts.changes(answer));
    return DONE;
  }
}
