package gorb.cli;

import picocli.CommandLine.Command;

/** Shows what others changed in the data plane. */
@Command(
    name = "drift",
    sortOptions = false,
    description = "Shows what others changed in the data plane lately, the newest first, and what is not repaired.")
final class DriftCommand extends ConnectedCommand {
  DriftCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var answer = connection.client().get("/drift");
    connection.show(terminal, answer, Texts.drift(answer));
    return DONE;
  }
}
