package gorb.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is drained, or taken back: a backend, or this node as a whole. */
final class DrainTarget {
  @ArgGroup(multiplicity = "1")
  Choice choice = new Choice();

  /** One of both. */
  static final class Choice {
    @Parameters(paramLabel = "service/backend", description = "which backend")
    @Nullable String backend;

    @Option(names = "--node", description = "this node: the addresses that it announces to routers")
    boolean isNode;
  }

  boolean isNode() {
    return choice.isNode;
  }

  /** The backend, with its service. */
  String backend(String command) throws CommandException {
    return BackendName.of(command, choice.backend);
  }
}
