package gorb.shared;

import gorb.document.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where documents are in a store: the keys of the original, {@code services/web} and {@code backends/one}, below a root. A
 * backend whose name another service has already is at {@code backends/web/one}.
 *
 * @param services the folder of services, with the root before it and a slash at its end
 * @param backends the folder of backends, likewise
 * @param own the folder of what is no document, likewise
 */
public record Layout(String services, String backends, String own) {
  /** A server by the names that users gave. */
  public record ServerName(String service, String server) implements Comparable<ServerName> {
    @Override
    public int compareTo(ServerName other) {
      int byService = service.compareTo(other.service);
      return byService == 0 ? server.compareTo(other.server) : byService;
    }

    @Override
    public String toString() {
      return service + "/" + server;
    }
  }

  /**
   * The layout of a store.
   *
   * @param root before every key; empty for none
   * @param services the folder of services
   * @param backends the folder of backends
   * @throws IllegalArgumentException where a folder is empty, or they are not apart
   */
  public static Layout of(String root, String services, String backends) {
    var layout = new Layout(folder(root, services), folder(root, backends), folder(root, "gorb"));
    var folders = List.of(layout.services, layout.backends, layout.own);
    if (folder("", services).isEmpty() || folder("", backends).isEmpty()
        || folders.stream().anyMatch(one -> folders.stream().filter(other -> other.startsWith(one)).count() > 1)) {
      throw new IllegalArgumentException(
          services + " and " + backends + " (expected: two folders, neither within the other, and not 'gorb')");
    }
    return layout;
  }

  /** Everything that says what is wanted: where a change of it is a change of the table. */
  List<String> prefixes() {
    return List.of(services, backends, marker());
  }

  /** The key of what tells this table from another one. */
  String marker() {
    return own + "table";
  }

  /** The folder of what each director says of itself. */
  String nodes() {
    return own + "nodes/";
  }

  String service(String name) {
    return services + name;
  }

  /** The key of a server as the original has it. */
  String server(String name) {
    return backends + name;
  }

  /** The key of a server whose name another service has, too. */
  String server(ServerName name) {
    return backends + name.service() + "/" + name.server();
  }

  /** The name of the service that a key is for; empty where it is for none. */
  Optional<String> serviceOf(String key) {
    return key.startsWith(services) ? Optional.of(key.substring(services.length())).filter(Names::isName)
        : Optional.empty();
  }

  /** The segments of a key behind the folder of backends: the name, or service and name; empty where it is neither. */
  List<String> segmentsOfServer(String key) {
    if (!key.startsWith(backends)) {
      return List.of();
    }
    var segments = List.of(key.substring(backends.length()).split("/", -1));
    return segments.size() <= 2 && segments.stream().allMatch(Names::isName) ? segments : List.of();
  }

  /** Whether a key is but a folder, as user interfaces make them. */
  static boolean isFolder(String key) {
    return key.endsWith("/");
  }

  private static String folder(String root, String path) {
    var segments = new ArrayList<>(List.of(root.split("/", -1)));
    segments.addAll(List.of(path.split("/", -1)));
    var clean = segments.stream().filter(it -> !it.isEmpty() && !it.equals(".")).collect(Collectors.toList());
    return clean.isEmpty() ? "" : Stream.of(String.join("/", clean), "").collect(Collectors.joining("/"));
  }
}
