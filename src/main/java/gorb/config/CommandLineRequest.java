package gorb.config;

/** What a command line asks for. */
public sealed interface CommandLineRequest {
  /** Run the daemon. */
  record Run(Config config) implements CommandLineRequest {}

  /** Print the help text. */
  record Help() implements CommandLineRequest {}

  /** Print the version. */
  record Version() implements CommandLineRequest {}

  /** A flag that cannot be served, or not with this value. */
  record Unsupported(String reason) implements CommandLineRequest {}
}
