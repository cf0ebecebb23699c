package gorb;

import gorb.config.ConfigSchema;
import java.io.PrintStream;

/** {@code gorb schema}: the JSON Schema of configuration files, for editors and for checks elsewhere. */
final class SchemaCommand {
  private static final String USAGE = """
      Usage: gorb schema

      Prints the JSON Schema (draft 2020-12) of configuration files.
      """;
  private static final int NOT_UNDERSTOOD = 2;

  private SchemaCommand() {}

  /** Runs it; the first argument is its name. Gives the exit code. */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    if (arguments.length == 1) {
      out.print(ConfigSchema.text());
      return 0;
    }
    boolean isHelp = arguments[1].equals("-h") || arguments[1].equals("--help");
    (isHelp ? out : err).print(USAGE);
    return isHelp ? 0 : NOT_UNDERSTOOD;
  }
}
