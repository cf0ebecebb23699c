package gorb.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists single connections. */
@Command(
    name = "connections",
    sortOptions = false,
    description = "Lists the connections that are carried, of everything, a service or a backend.")
final class ConnectionsCommand extends ConnectedCommand {
  @Parameters(arity = "0..1", paramLabel = "service[/backend]", description = "of which (default: everything)")
  @Nullable String name;

  @Option(names = "--client", paramLabel = "address", description = "of this client only")
  @Nullable String client;

  @Option(names = "--state", paramLabel = "state", description = "in this state only, such as ESTABLISHED")
  @Nullable String state;

  @Option(names = "--limit", paramLabel = "number", description = "how many at the most, 1 to 10000 (default: 100)")
  @Nullable String limit;

  ConnectionsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  public Integer call() throws CommandException {
    var answer = connection.client().get("/connections" + query());
    connection.show(terminal, answer, Texts.connections(answer));
    return DONE;
  }

  private String query() {
    var parameters = new LinkedHashMap<String, @Nullable String>();
    int slash = name == null ? -1 : name.indexOf('/');
    parameters.put("service", name == null || slash < 0 ? name : name.substring(0, slash));
    parameters.put("backend", name == null || slash < 0 ? null : name.substring(slash + 1));
    parameters.put("client", client);
    parameters.put("state", state);
    parameters.put("limit", limit);
    var parts = new ArrayList<String>();
    for (Map.Entry<String, @Nullable String> parameter : parameters.entrySet()) {
      var value = parameter.getValue();
      if (value != null) {
        parts.add(parameter.getKey() + "=" + Paths.parameter(value));
      }
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }
}
