package gorb.cli;

import picocli.CommandLine.Command;

/** Lists the directors that share a table. */
@Command(
    name = "nodes",
    sortOptions = false,
    description = "Lists the directors that share a store: data plane, revision, drift, how long the last change took,"
        + " and whether each is in step with the one that is asked.")
final class NodesCommand extends ConnectedCommand {
  NodesCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var answer = connection.client().get("/nodes");
    connection.show(terminal, answer, StoreText.nodes(answer));
    return DONE;
  }
}
