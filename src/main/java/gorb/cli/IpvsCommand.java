package gorb.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Shows the settings of the kernel's IPVS as a whole, and makes them what a file says. */
@Command(
    name = "ipvs",
    sortOptions = false,
    description = {
        "Shows the settings of the kernel's IPVS as a whole: timeouts, sync daemons, parameters; wanted and as they are.",
        "With a file: makes the wanted ones what it says, all or nothing; what it does not name is left alone."})
final class IpvsCommand extends ConnectedCommand {
  @Option(
      names = {"-f", "--file"},
      paramLabel = "file",
      description = "the settings: a YAML, JSON or TOML file by its extension; '-' for YAML or JSON from the standard input")
  @Nullable String file;

  @Option(names = "--plan", description = "only tell the steps that the file would take")
  boolean plan;

  IpvsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    if (file != null) {
      change(file);
    } else if (plan) {
      throw new CommandException("--plan: needs a file (-f)");
    } else {
      var answer = connection.client().get("/ipvs");
      connection.show(terminal, answer, IpvsText.of(answer));
    }
    return DONE;
  }

  private void change(String name) throws CommandException {
    var given = new StateFileOption();
    given.file = name;
    var document = given.read(terminal);
    try {
      JsonNode answer = plan
          ? connection.client().post("/ipvs/plan", document)
          : connection.client().put("/ipvs", document);
      connection.show(terminal, answer, IpvsText.steps(answer, plan ? "would be done" : "done"));
    } catch (CommandException e) {
      throw given.located(e);
    }
  }
}
