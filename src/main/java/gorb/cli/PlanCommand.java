package gorb.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what applying a file would change. */
@Command(
    name = "plan",
    sortOptions = false,
    description = "Shows what 'gorb apply' of the file would change: fields, steps on the data plane, and risks.")
final class PlanCommand extends ConnectedCommand {
  private static final int HAS_CHANGES = 3;

  @Mixin
  StateFileOption file = new StateFileOption();

  @Option(names = "--exit-code", description = "exit with 3 where there is something to change")
  boolean exitCode;

  PlanCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var document = file.read(terminal);
    try {
      var plan = connection.client().post("/plan", document);
      connection.show(terminal, plan, Texts.changes(plan));
      return exitCode && !Texts.isEmpty(plan) ? HAS_CHANGES : DONE;
    } catch (CommandException e) {
      throw file.located(e);
    }
  }
}
