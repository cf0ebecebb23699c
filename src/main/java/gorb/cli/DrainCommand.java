package gorb.cli;

import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Takes a backend out of service without ending its connections, and shows how many are left. */
@Command(
    name = "drain",
    sortOptions = false,
    description = "Gives a backend no new connections, and removes it when it has none left, or when the time is over.")
final class DrainCommand extends ConnectedCommand {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  @Mixin
  BackendName backend = new BackendName();

  @Option(
      names = "--within",
      paramLabel = "duration",
      defaultValue = "2m",
      description = "how long its connections have, 1s to 744h (default: ${DEFAULT-VALUE})")
  String within = "";

  @Option(names = "--keep", description = "do not remove it then, but leave it quiesced")
  boolean keep;

  @Option(names = "--wait", description = "wait for the end, and show what is left meanwhile")
  boolean wait;

  DrainCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var name = backend.of("drain");
    var client = connection.client();
    var path = "/service/" + Paths.encoded(name);
    var wish = JsonNodeFactory.instance.objectNode().put("within", within).put("keep", keep);
    var answer = client.post(path + "/drain", wish);
    connection.show(terminal, answer, name + ": " + Texts.drain(answer) + "\n");
    terminal.out().flush();
    if (wait) {
      await(client, path, name, answer);
    }
    return DONE;
  }

  private void await(Client client, String path, String name, JsonNode begun) throws CommandException {
    var shown = "";
    var state = begun.path("state").asString();
    while (state.equals("draining")) {
      sleep();
      var backend = client.find(path);
      state = backend.isPresent() ? backend.get().path("state").asString() : "removed";
      var line = name + ": " + (backend.isPresent() ? Texts.drain(backend.get()) : state) + "\n";
      if (!line.equals(shown) && connection.output == Connection.Output.text) {
        terminal.out().print(line);
        terminal.out().flush();
      }
      shown = line;
    }
    if (state.equals("enabled")) {
      throw new CommandException("drain: " + name + ": somebody took it back");
    }
  }

  private static void sleep() throws CommandException {
    try {
      Thread.sleep(BETWEEN_LOOKS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CommandException("drain: interrupted; it goes on");
    }
  }
}
