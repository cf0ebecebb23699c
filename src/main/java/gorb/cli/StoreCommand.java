package gorb.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows the store that directors share, and answers what it holds back. */
@Command(
    name = "store",
    sortOptions = false,
    description = {
        "Shows whether this director and the store that it shares agree, and the documents that are not carried out.",
        "A store that lost its services is not followed until somebody says so."})
final class StoreCommand extends ConnectedCommand {
  /** What to do with a store that lost its services. */
  enum Answer {
    refill,
    accept
  }

  @Parameters(
      arity = "0..1",
      paramLabel = "refill|accept",
      description = "refill: write what is in force to the store; accept: carry out what the store says")
  @Nullable Answer answer;

  StoreCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var client = connection.client();
    var shown = answer == null ? client.get("/store") : client.post("/store/" + answer);
    connection.show(terminal, shown, StoreText.store(shown));
    return DONE;
  }
}
