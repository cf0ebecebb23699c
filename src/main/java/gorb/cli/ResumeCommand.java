package gorb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Takes a drain back. */
@Command(
    name = "resume",
    sortOptions = false,
    description = "Lets a backend serve again that drains or is quiesced.")
final class ResumeCommand extends ConnectedCommand {
  @Mixin
  BackendName backend = new BackendName();

  ResumeCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var name = backend.of("resume");
    var answer = connection.client().delete("/service/" + Paths.encoded(name) + "/drain");
    connection.show(terminal, answer, name + ": " + answer.path("state").asString() + "\n");
    return DONE;
  }
}
