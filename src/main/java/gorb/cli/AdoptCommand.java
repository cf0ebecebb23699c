package gorb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** Takes what the data plane carries and nobody wants into the wanted state. */
@Command(
    name = "adopt",
    sortOptions = false,
    description = "Takes services and servers that the data plane has and nobody here wants, such as those of ipvsadm,"
        + " into the wanted state, and changes nothing of them.")
final class AdoptCommand extends ConnectedCommand {
  @Mixin
  WaitOption wait = new WaitOption();

  @Option(names = "--dry-run", description = "only show what would be wanted")
  boolean dryRun;

  @Option(names = {"-y", "--yes"}, description = "do not ask")
  boolean yes;

  AdoptCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var client = connection.client();
    var plan = client.post("/adopt/plan");
    boolean isText = connection.output == Connection.Output.text;
    if (dryRun || isText) {
      connection.show(terminal, plan, Texts.adoption(plan));
      terminal.out().flush();
    }
    if (dryRun || (isText && plan.path("changes").isEmpty())) {
      return DONE;
    }
    if (!isWanted(plan)) {
      throw new CommandException("not adopted");
    }
    var answer = client.post("/adopt" + wait.query(), plan.path("revision").asLong());
    connection.show(terminal, answer, Texts.applied("adopted", answer));
    return DONE;
  }

  private boolean isWanted(JsonNode plan) {
    return yes
        || plan.path("changes").isEmpty()
        || connection.output == Connection.Output.json
        || terminal.consent().test("Adopt it?");
  }
}
