package gorb;

import gorb.api.Access;
import gorb.config.Config.AccessRule;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who may use the API, as the settings say. */
final class ApiAccess {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
  private static final int SHORTEST_TOKEN = 16;

  private ApiAccess() {}

  /**
   * The rule that the API applies.
   *
   * @throws StartException where a token is asked for and its file holds none
   */
  static Access.Rule rule(AccessRule access) throws StartException {
    return switch (access) {
      case AccessRule.Local() -> new Access.Rule.Local();
      case AccessRule.Open() -> new Access.Rule.Open();
      case AccessRule.Token(var file) -> {
        if (token(file).isEmpty()) {
          throw new StartException("--token-file " + file + ": cannot be read, or holds no token"
              + " (expected: one line of " + SHORTEST_TOKEN + " characters or more)");
        }
        yield new Access.Rule.Token(() -> token(file));
      }
    };
  }

  /** The names that were given, and the kernel's name of this host, whole and up to its first dot; no resolver is asked. */
  static Set<String> hostNames(Set<String> given) {
    var names = new HashSet<>(given);
    kernelName().ifPresent(name -> names.addAll(List.of(name, name.replaceFirst("\\..*", ""))));
    return names;
  }

  /** The kernel's name of this host. */
  static Optional<String> kernelName() {
    return SmallFile.line(HOST_NAME);
  }

  /** Read anew with each request that needs it, so that a token can be changed without a restart. */
  private static Optional<String> token(Path file) {
    return SmallFile.line(file).filter(token -> token.length() >= SHORTEST_TOKEN);
  }
}
