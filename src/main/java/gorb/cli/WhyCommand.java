package gorb.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Explains the weight of a backend. */
@Command(
    name = "why",
    sortOptions = false,
    description = "Shows why a backend has its weight: the causes, and its last transitions, the newest first.")
final class WhyCommand extends ConnectedCommand {
  @Parameters(paramLabel = "service/backend", description = "which backend")
  @Nullable String name;

  WhyCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    if (name == null || name.indexOf('/') < 0) {
      throw new CommandException("why: \"" + name + "\" (expected: service/backend)");
    }
    var answer = connection.client(terminal).get("/service/" + Paths.encoded(name) + "/why");
    connection.show(terminal, answer, Texts.why(name, answer));
    return DONE;
  }
}
