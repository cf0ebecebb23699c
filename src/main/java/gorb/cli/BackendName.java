package gorb.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** The backend that a command is about. */
final class BackendName {
  @Parameters(paramLabel = "service/backend", description = "which backend")
  @Nullable String name;

  /**
   * Its name, with that of its service.
   *
   * @param command for the message
   */
  String of(String command) throws CommandException {
    return of(command, name);
  }

  static String of(String command, @Nullable String name) throws CommandException {
    if (name == null || name.indexOf('/') < 0) {
      throw new CommandException(command + ": \"" + name + "\" (expected: service/backend)");
    }
    return name;
  }
}
