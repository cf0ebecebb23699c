package gorb.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The orderly leave of a node, as commands ask for it. */
final class Leaving {
  private static final String LEFT = "left";
  private static final long LOOK_EVERY_MILLIS = 200;

  private final Client client;
  /** The name of the command, for messages. */
  private final String command;

  Leaving(Client client, String command) {
    this.client = client;
    this.command = command;
  }

  /**
   * Begins, unless it goes on already.
   *
   * @param reason what routers are told at the end
   * @return the state of routers
   */
  JsonNode begin(String reason) throws CommandException {
    client.post("/leave", JsonNodeFactory.instance.objectNode().put("reason", reason));
    return client.get("/bgp");
  }

  /**
   * Waits until the node has left.
   *
   * @param told takes each word of how far it is
   * @return the state of routers then
   */
  JsonNode await(JsonNode begun, Consumer<String> told) throws CommandException {
    var answer = begun;
    var last = "";
    while (true) {
      var state = answer.path("leaving").asString("");
      if (state.isEmpty()) {
        throw new CommandException(command + ": somebody took it back (gorb join)");
      }
      if (!state.equals(last)) {
        told.accept(state);
        last = state;
      }
      if (state.equals(LEFT)) {
        return answer;
      }
      sleep();
      answer = client.get("/bgp");
    }
  }

  private void sleep() throws CommandException {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new CommandException(command + ": interrupted; it goes on in the daemon");
    }
  }
}
