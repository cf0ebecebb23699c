package gorb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes a drain back, of a backend or of this node. */
@Command(
    name = "resume",
    sortOptions = false,
    description = "Lets a backend serve again that drains or is quiesced; with --node, announces again what this node"
        + " serves.")
final class ResumeCommand extends ConnectedCommand {
  @Mixin
  DrainTarget target = new DrainTarget();

  ResumeCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    if (target.isNode()) {
      connection.client().post("/join");
      var routers = connection.client().get("/bgp");
      connection.show(terminal, routers, BgpText.of(routers));
      return DONE;
    }
    var name = target.backend("resume");
    var answer = connection.client().delete("/service/" + Paths.encoded(name) + "/drain");
    connection.show(terminal, answer, name + ": " + answer.path("state").asString() + "\n");
    return DONE;
  }
}
