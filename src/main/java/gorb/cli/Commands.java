package gorb.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands, and their exit codes: 0 for done, 1 for refused or failed, 2 for words not understood. */
public final class Commands {
  /** The names of the commands. */
  public static final Set<String> NAMES =
      Set.of("get", "plan", "apply", "confirm", "rollback", "revisions", "diff", "drift", "why", "drain", "resume",
          "bgp", "leave", "join", "import", "export", "adopt", "top", "connections", "watch",
          "nodes", "store", "ipvs");

  private static final int FAILED = 1;

  private Commands() {}

  /**
   * Runs a command.
   *
   * @param arguments its name, and what comes after it
   * @return the exit code
   */
  public static int run(Terminal terminal, String... arguments) {
    var parser = new CommandLine(new Root());
    of(terminal).forEach(command -> parser.addSubcommand(nameOf(command), command));
    parser.setExecutionExceptionHandler((e, _, _) -> {
      if (!(e instanceof CommandException)) {
        throw e;
      }
      String.valueOf(e.getMessage()).lines().forEach(line -> terminal.err().println("gorb: " + line));
      return FAILED;
    });
    parser.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
    parser.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    return parser.execute(arguments);
  }

  private static List<Callable<Integer>> of(Terminal terminal) {
    return List.of(new GetCommand(terminal), new PlanCommand(terminal), new ApplyCommand(terminal),
        new ConfirmCommand(terminal), new RollbackCommand(terminal), new RevisionsCommand(terminal),
        new DiffCommand(terminal), new DriftCommand(terminal), new WhyCommand(terminal),
        new DrainCommand(terminal), new ResumeCommand(terminal), new BgpCommand(terminal),
        new LeaveCommand(terminal), new JoinCommand(terminal),
        new ImportCommand(terminal), new ExportCommand(terminal), new AdoptCommand(terminal),
        new TopCommand(terminal), new ConnectionsCommand(terminal),
        new WatchCommand(terminal, InstantSource.system()), new NodesCommand(terminal), new StoreCommand(terminal),
        new IpvsCommand(terminal));
  }

  private static String nameOf(Callable<Integer> command) {
    return command.getClass().getAnnotation(Command.class).name();
  }

  @Command(name = "gorb")
  private static final class Root {}
}
