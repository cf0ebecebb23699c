package gorb;

import gorb.config.ConfigManual;
import gorb.config.ConfigSchema;
import java.io.PrintStream;

/** {@code gorb schema}: the keys of configuration files, as a JSON Schema for editors and checks, and as a manual. */
final class SchemaCommand {
  private static final String USAGE = """
      Usage: gorb schema [--manual]

      Prints the JSON Schema (draft 2020-12) of configuration files.

        --manual   prints their keys as a part of a manual page instead, for man(7)
      """;
  private static final int NOT_UNDERSTOOD = 2;

  private SchemaCommand() {}

  /** Runs it; the first argument is its name. Gives the exit code. */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    if (arguments.length == 1) {
      out.print(ConfigSchema.text());
      return 0;
    }
    if (arguments.length == 2 && arguments[1].equals("--manual")) {
      out.print(ConfigManual.text());
      return 0;
    }
    boolean isHelp = arguments[1].equals("-h") || arguments[1].equals("--help");
    (isHelp ? out : err).print(USAGE);
    return isHelp ? 0 : NOT_UNDERSTOOD;
  }
}
