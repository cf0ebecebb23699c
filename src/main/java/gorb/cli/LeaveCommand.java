package gorb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes a node out in order. */
@Command(
    name = "leave",
    sortOptions = false,
    description = "Takes this node out in order: routers are asked to prefer others, have the pause of leave_wait,"
        + " and are told then that its routes go. Waits until it has left; 'gorb join' takes it back.")
final class LeaveCommand extends ConnectedCommand {
  @Option(names = "--reason", paramLabel = "text", defaultValue = "the node leaves",
      description = "what routers are told at the end (default: ${DEFAULT-VALUE})")
  String reason = "";

  @Option(names = "--no-wait", description = "do not wait until it has left")
  boolean hasNoWait;

  LeaveCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var leaving = new Leaving(connection.client(), "leave");
    var begun = leaving.begin(reason);
    var answer = hasNoWait ? begun : leaving.await(begun, _ -> { });
    connection.show(terminal, answer, BgpText.of(answer));
    return DONE;
  }
}
