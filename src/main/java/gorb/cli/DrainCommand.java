package gorb.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Takes a backend, or this node, out of service without ending a connection, and shows what is left. */
@Command(
    name = "drain",
    sortOptions = false,
    description = "Gives a backend no new connections, and removes it when it has none left, or when the time is over."
        + " With --node: asks routers to prefer other nodes, gives them the pause of leave_wait, tells them that the"
        + " routes of this one go, ends the sessions, and waits for all of that; 'gorb resume --node' takes it back.")
final class DrainCommand extends ConnectedCommand {
  private static final String USUAL = "2m";
  private static final String USUAL_REASON = "the node leaves";
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  @Mixin
  DrainTarget target = new DrainTarget();

  @Option(
      names = "--within",
      paramLabel = "duration",
      description = "how long the connections of a backend have, 1s to 744h (default: " + USUAL + ")")
  @Nullable String within;

  @Option(names = "--keep", description = "do not remove the backend then, but leave it quiesced")
  boolean keep;

  @Option(names = "--wait", description = "wait for the end, and show what is left meanwhile; --node always does")
  boolean wait;

  @Option(names = "--reason", paramLabel = "text",
      description = "with --node: what routers are told at the end (default: " + USUAL_REASON + ")")
  @Nullable String reason;

  DrainCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    if (target.isNode()) {
      return leave();
    }
    if (reason != null) {
      throw new CommandException("drain: --reason is for routers (expected: with --node)");
    }
    var name = target.backend("drain");
    var client = connection.client();
    var path = "/service/" + Paths.encoded(name);
    var wish = JsonNodeFactory.instance.objectNode().put("within", within == null ? USUAL : within).put("keep", keep);
    var answer = client.post(path + "/drain", wish);
    connection.show(terminal, answer, name + ": " + Texts.drain(answer) + "\n");
    terminal.out().flush();
    if (wait) {
      await(client, path, name, answer);
    }
    return DONE;
  }

  private int leave() throws CommandException {
    if (within != null || keep) {
      throw new CommandException("drain: --within and --keep are for a backend (expected: neither; the pause"
          + " is leave_wait of the file)");
    }
    var leaving = new Leaving(connection.client(), "drain");
    var answer = leaving.await(leaving.begin(reason == null ? USUAL_REASON : reason), state -> {
      if (connection.output == Connection.Output.text) {
        terminal.out().println("node: " + state);
        terminal.out().flush();
      }
    });
    connection.show(terminal, answer, BgpText.of(answer));
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
