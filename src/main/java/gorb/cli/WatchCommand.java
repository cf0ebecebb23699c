package gorb.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;

/** Tells what happens, for as long as somebody reads it; comes back by itself and misses nothing that is known still. */
@Command(
    name = "watch",
    sortOptions = false,
    description = "Prints what happens as it happens: verdicts, weights, what is wanted, steps, drift. Goes on where it"
        + " was when the daemon was away.")
final class WatchCommand extends ConnectedCommand {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);
  private static final int UNAVAILABLE = 503;

  private final InstantSource clock;
  private final WatchText text = new WatchText();
  private String seen = "";

  @Option(names = "--json", description = "a line of JSON for each event, for programs; as -o json")
  boolean json;

  WatchCommand(Terminal terminal, InstantSource clock) {
    super(terminal);
    this.clock = clock;
  }

  @Override
  public Integer call() throws CommandException {
    var client = connection.client();
    var retry = FIRST_RETRY;
    var wait = retry;
    boolean wasThere = false;
    try {
      while (!terminal.out().checkError()) {
        try (var live = client.live("/events", seen)) {
          if (live.status() == UNAVAILABLE && wasThere) {
            throw new IOException("the daemon has no room for readers, or is stopping");
          }
          client.requireSuccess(live);
          wasThere = true;
          wait = retry;
          var events = new EventReader(live.content(), retry);
          while (!terminal.out().checkError()) {
            tell(events.next());
            retry = events.retry();
            wait = retry;
          }
          return DONE;
        } catch (IOException e) {
          if (!wasThere) {
            throw client.unreachable(e);
          }
          terminal.err().println("gorb: " + client.unreachable(e).getMessage() + "; tried again");
        }
        Thread.sleep(wait);
        wait = wait.multipliedBy(2).compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait.multipliedBy(2);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return DONE;
  }

  private void tell(Happening event) {
    seen = event.id();
    if (json || connection.output == Connection.Output.json) {
      var line = JsonNodeFactory.instance.objectNode().put("id", event.id()).put("event", event.kind());
      line.set("data", event.data());
      terminal.out().println(line);
      return;
    }
    var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    text.lines(event).forEach(line -> terminal.out().println("%-24s  %s".formatted(now, oneLine(line))));
  }

  /** What a server said must not steer the terminal. */
  private static String oneLine(String line) {
    return line.codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
