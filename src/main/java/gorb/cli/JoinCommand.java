package gorb.cli;

import picocli.CommandLine.Command;

/** Takes a node back that left. */
@Command(name = "join", sortOptions = false, description = "Takes a node back that left, or is leaving.")
final class JoinCommand extends ConnectedCommand {
  JoinCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var client = connection.client();
    client.post("/join");
    var answer = client.get("/bgp");
    connection.show(terminal, answer, BgpText.of(answer));
    return DONE;
  }
}
