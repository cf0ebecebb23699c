package gorb.cli;

import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;

/** Takes a node out in order. */
@Command(
    name = "leave",
    sortOptions = false,
    description = "Takes this node out in order: routers are asked to prefer others, have the pause of leave_wait,"
        + " and are told then that its routes go. Waits until it has left; 'gorb join' takes it back.")
final class LeaveCommand extends ConnectedCommand {
  private static final long LOOK_EVERY_MILLIS = 200;

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
    var client = connection.client();
    client.post("/leave", JsonNodeFactory.instance.objectNode().put("reason", reason));
    var answer = client.get("/bgp");
    while (!hasNoWait && !isOver(answer.path("leaving").asString(""))) {
      try {
        TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new CommandException("leave: interrupted; it goes on in the daemon");
      }
      answer = client.get("/bgp");
      if (answer.path("leaving").asString("").isEmpty()) {
        throw new CommandException("leave: somebody took it back (gorb join)");
      }
    }
    connection.show(terminal, answer, BgpText.of(answer));
    return DONE;
  }

  private static boolean isOver(String leaving) {
    return leaving.equals("left");
  }
}
