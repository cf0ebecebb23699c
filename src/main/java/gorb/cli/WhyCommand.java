package gorb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Explains the weight of a backend. */
@Command(
    name = "why",
    sortOptions = false,
    description = "Shows why a backend has its weight: the causes, and its last transitions, the newest first.")
final class WhyCommand extends ConnectedCommand {
  @Mixin
  BackendName backend = new BackendName();

  WhyCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var name = backend.of("why");
    var answer = connection.client().get("/service/" + Paths.encoded(name) + "/why");
    connection.show(terminal, answer, Texts.why(name, answer));
    return DONE;
  }
}
