package gorb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Makes the state what a file says, as it was shown: where somebody else changes it meanwhile, nothing is done. */
@Command(
    name = "apply",
    sortOptions = false,
    description = "Makes the wanted state what the file says, all or nothing; what it does not name is removed.")
final class ApplyCommand extends ConnectedCommand {
  @Mixin
  StateFileOption file = new StateFileOption();

  @Mixin
  WaitOption wait = new WaitOption();

  @Option(names = {"-y", "--yes"}, description = "do not ask, where there are risks and somebody to ask")
  boolean yes;

  ApplyCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var client = connection.client();
    var document = file.read(terminal);
    try {
      var plan = client.post("/plan", document);
      if (connection.output == Connection.Output.text) {
        terminal.out().print(Texts.changes(plan));
        terminal.out().flush();
      }
      if (!isWanted(plan)) {
        throw new CommandException("not applied");
      }
      var answer = client.put("/state" + wait.query(), document, plan.path("revision").asLong());
      connection.show(terminal, answer, Texts.applied("applied", answer));
      return DONE;
    } catch (CommandException e) {
      throw file.located(e);
    }
  }

  /** Whoever pipes the file in is not there to be asked. */
  private boolean isWanted(JsonNode plan) {
    return yes
        || plan.path("risks").isEmpty()
        || file.isStandardInput()
        || connection.output == Connection.Output.json
        || terminal.consent().test("Apply it?");
  }
}
