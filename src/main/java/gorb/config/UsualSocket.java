package gorb.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the API's Unix socket is unless somebody says otherwise: a daemon makes it there, and commands look there. */
public final class UsualSocket {
  private static final Path OF_THE_SYSTEM = Path.of("/run/gorb/gorb.sock");

  private UsualSocket() {}

  /**
   * Where a daemon makes its socket; empty where it has no place for one.
   *
   * @param environment for {@code XDG_RUNTIME_DIR}
   */
  static Optional<Path> made(Map<String, String> environment, boolean isRoot) {
    if (isRoot) {
      return Optional.of(OF_THE_SYSTEM);
    }
    var runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    return runtime.isEmpty() ? Optional.empty() : Optional.of(Path.of(runtime, "gorb.sock"));
  }

  /**
   * Where commands look, in this order: a daemon of the same user comes before that of the system.
   *
   * @param environment for {@code XDG_RUNTIME_DIR}
   */
  public static List<Path> sought(Map<String, String> environment, boolean isRoot) {
    var places = new ArrayList<Path>();
    made(environment, isRoot).ifPresent(places::add);
    if (!places.contains(OF_THE_SYSTEM)) {
      places.add(OF_THE_SYSTEM);
    }
    return List.copyOf(places);
  }
}
