package gorb;

import gorb.config.ConfigException;
import gorb.config.ConfigFile;
import gorb.document.Hosts;
import java.io.PrintStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;

/** {@code gorb check}: what is wrong with a configuration file, without a daemon and, unless told to, without DNS. */
final class CheckCommand {
  private static final String USAGE = """
      Usage: gorb check FILE [--resolve]

      Says what is wrong with a configuration file (YAML, JSON or TOML), a line for each problem: FILE:LINE:COL: ...
      --resolve looks names of hosts up, too. Exit codes: 0 nothing is wrong, 1 something is, 2 wrong usage.
      """;
  private static final String RESOLVE = "--resolve";
  private static final int WRONG = 1;
  private static final int NOT_UNDERSTOOD = 2;

  private CheckCommand() {}

  /** Runs it; the first argument is its name. Gives the exit code. */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    var words = Arrays.stream(arguments).skip(1).toList();
    if (words.contains("-h") || words.contains("--help")) {
      out.print(USAGE);
      return 0;
    }
    var files = words.stream().filter(word -> !word.equals(RESOLVE)).toList();
    if (files.size() != 1 || files.getFirst().startsWith("-")) {
      err.print(USAGE);
      return NOT_UNDERSTOOD;
    }
    return check(files.getFirst(), words.contains(RESOLVE), out, err);
  }

  private static int check(String name, boolean resolve, PrintStream out, PrintStream err) {
    try (var resolver = new SystemResolver()) {
      var file = ConfigFile.read(Path.of(name), resolve ? Hosts.elsewhere(resolver) : Hosts.unresolved());
      var services = file.services().services().values();
      int backends = services.stream().mapToInt(service -> service.servers().size()).sum();
      out.println(name + ": ok (" + services.size() + " services, " + backends + " backends)");
      return 0;
    } catch (ConfigException e) {
      err.println(e.getMessage());
    } catch (InvalidPathException e) {
      err.println(name + ": " + e.getReason());
    }
    return WRONG;
  }
}
