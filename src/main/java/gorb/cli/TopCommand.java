package gorb.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Shows what services and backends carry, as a table that fills the terminal and is always new. */
@Command(
    name = "top",
    sortOptions = false,
    description = "Shows what services and backends carry, each second anew: " + TopView.HELP)
final class TopCommand extends ConnectedCommand {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  @Option(names = "--once", description = "print the totals once, as plain text, and exit")
  boolean once;

  TopCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var client = connection.client();
    if (once || connection.output == Connection.Output.json) {
      var stats = client.get("/stats");
      var totals = TopView.FIRST.after(new TopKey.Letter('t'));
      connection.show(terminal, stats, String.join("\n", TopTable.lines(stats, totals)) + "\n");
      return DONE;
    }
    try (var screen = TopScreen.open(terminal.out())) {
      var events = new LinkedBlockingQueue<Event>();
      Thread.ofPlatform().daemon().name("top-keys").start(() -> readKeys(events));
      Thread.ofPlatform().daemon().name("top-stats").start(() -> readStats(client, events));
      run(screen, events);
      return DONE;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return DONE;
    }
  }

  private void run(TopScreen screen, BlockingQueue<Event> events) throws CommandException, InterruptedException {
    var view = TopView.FIRST;
    JsonNode stats = MissingNode.getInstance();
    String trouble = null;
    while (!view.ended()) {
      draw(screen, stats, view, trouble);
      switch (events.take()) {
        case Event.Pressed(var key) -> view = view.after(key);
        case Event.Read(var fresh) -> {
          stats = fresh;
          trouble = null;
        }
        case Event.Failed(var reason) -> trouble = reason;
        case Event.Gone() -> {
          return;
        }
      }
    }
  }

  private void draw(TopScreen screen, JsonNode stats, TopView view, @Nullable String trouble) throws CommandException {
    var size = screen.size();
    var lines = new ArrayList<String>();
    lines.add("gorb top  " + (connection.url == null ? terminal.daemon() : connection.url) + "  " + TopTable.summary(stats, view));
    var table = TopTable.lines(stats, view);
    lines.add(table.getFirst());
    int room = Math.max(0, size.rows() - 3);
    int top = Math.min(view.top(), Math.max(0, table.size() - 1 - room));
    table.stream().skip(1L + top).limit(room).forEach(lines::add);
    while (lines.size() < size.rows() - 1) {
      lines.add("");
    }
    lines.add(footer(view, trouble));
    screen.show(List.copyOf(lines), 1, size);
  }

  private static String footer(TopView view, @Nullable String trouble) {
    if (view.typing()) {
      return "filter: " + view.filter() + "_";
    }
    if (trouble != null) {
      return trouble.lines().findFirst().orElse("");
    }
    return view.filter().isEmpty() ? TopView.HELP : "filter: " + view.filter() + "  (Esc: everything)";
  }

  private void readKeys(BlockingQueue<Event> events) {
    try {
      while (true) {
        TopKey.read(terminal.in()).ifPresent(key -> events.add(new Event.Pressed(key)));
      }
    } catch (IOException _) {
      events.add(new Event.Gone());
    }
  }

  private static void readStats(Client client, BlockingQueue<Event> events) {
    try {
      while (true) {
        try {
          events.add(new Event.Read(client.get("/stats")));
        } catch (CommandException e) {
          events.add(new Event.Failed(String.valueOf(e.getMessage())));
        }
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private sealed interface Event {
    record Pressed(TopKey key) implements Event {}

    record Read(JsonNode stats) implements Event {}

    record Failed(String reason) implements Event {}

    record Gone() implements Event {}
  }
}
