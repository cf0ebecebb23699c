package gorb.cli;

import picocli.CommandLine.Command;

/** Confirms what waits for it. */
@Command(name = "confirm", sortOptions = false, description = "Confirms the change that would be taken back otherwise.")
final class ConfirmCommand extends ConnectedCommand {
  ConfirmCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var answer = connection.client().post("/confirm");
    connection.show(terminal, answer, "confirmed: revision " + answer.path("revision").asLong() + "\n");
    return DONE;
  }
}
