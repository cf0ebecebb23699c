package gorb.cli;

import picocli.CommandLine.Command;

/** Lists what was wanted before. */
@Command(
    name = "revisions",
    sortOptions = false,
    description = "Lists the revisions of the wanted state that are kept, the newest first: number, time, cause.")
final class RevisionsCommand extends ConnectedCommand {
  RevisionsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var answer = connection.client().get("/revisions");
    connection.show(terminal, answer, Texts.revisions(answer));
    return DONE;
  }
}
