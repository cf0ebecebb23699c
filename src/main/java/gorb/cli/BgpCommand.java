package gorb.cli;

import picocli.CommandLine.Command;

/** Shows routers, and what they are told. */
@Command(
    name = "bgp",
    sortOptions = false,
    description = "Shows the sessions with routers, and which addresses are announced to them, or why not.")
final class BgpCommand extends ConnectedCommand {
  BgpCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var answer = connection.client().get("/bgp");
    connection.show(terminal, answer, BgpText.of(answer));
    return DONE;
  }
}
