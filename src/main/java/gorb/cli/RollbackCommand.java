package gorb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes the state what it was. */
@Command(
    name = "rollback",
    sortOptions = false,
    description = "Wants again what was wanted in a revision, as a new one; 'gorb revisions' lists them.")
final class RollbackCommand extends ConnectedCommand {
  @Parameters(paramLabel = "revision", description = "its number")
  long revision;

  @Mixin
  WaitOption wait = new WaitOption();

  RollbackCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var answer = connection.client().post("/rollback/" + revision + wait.query());
    connection.show(terminal, answer, Texts.applied("rolled back to " + revision, answer));
    return DONE;
  }
}
