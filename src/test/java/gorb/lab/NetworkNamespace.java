package gorb.lab;

import gorb.lab.Command.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * A named network namespace: one host of a network within the guest. Its loopback is up. Every {@code ip} process
 * costs about a tenth of a second in the guest, so commands are given in batches, and whatever can be done by a
 * thread of this JVM is done so.
 */
public final class NetworkNamespace implements AutoCloseable {
  private final String name;

  private NetworkNamespace(String name) {
    this.name = name;
  }

  /** A new namespace, its loopback up: without that IPVS takes no server there (EINVAL). */
  public static NetworkNamespace create(String name) {
    var namespace = createBare(List.of(name)).getFirst();
    namespace.ip("link set lo up");
    return namespace;
  }

  /** New namespaces by one process, their loopbacks still down. */
  static List<NetworkNamespace> createBare(List<String> names) {
    var namespaces = names.stream().map(NetworkNamespace::new).toList();
    batch(List.of("ip", "-batch", "-"), names.stream().map(name -> "netns add " + name).toList());
    return namespaces;
  }

  /** The name for {@code ip netns}. */
  public String name() {
    return name;
  }

  /** Runs {@code ip} commands here, given without the word {@code ip}. */
  public void ip(String... commands) {
    batch(List.of("ip", "-n", name, "-batch", "-"), List.of(commands));
  }

  /** Connects an interface of this namespace with one of another by a cable (veth); both are down. */
  public void cable(String ownInterface, NetworkNamespace peer, String peerInterface) {
    ip("link add " + ownInterface + " type veth peer name " + peerInterface + " netns " + peer.name);
  }

  /** Sets a kernel parameter of this namespace, such as {@code net.ipv4.ip_forward}. */
  public void sysctl(String key, int value) {
    call(() -> Files.writeString(parameter(key), Integer.toString(value)));
  }

  /** A kernel parameter of this namespace, as it prints itself. */
  public String sysctl(String key) {
    return call(() -> {
      // Not Files.readString: it asks for the first byte alone, and such a file has nothing to give after that.
      try (var reader = Files.newBufferedReader(parameter(key))) {
        return reader.readLine();
      }
    });
  }

  /** Runs a program here; an exit code other than 0 is an exception. */
  public Output exec(String... arguments) {
    return exec(Command.of(arguments));
  }

  /** Runs a command here; an exit code other than 0 is an exception. */
  public Output exec(Command command) {
    return call(command::succeed);
  }

  /**
   * Runs a task on a thread of its own that lives here. Sockets opened by the task stay here, whichever thread
   * uses them later. A task must open its sockets itself: a virtual thread it starts is elsewhere.
   */
  public <T> T call(Callable<T> task) {
    var result = new CompletableFuture<T>();
    Thread.ofPlatform().name("in-" + name).start(() -> {
      try {
        Setns.enter(Path.of("/run/netns", name));
        result.complete(task.call());
      } catch (Throwable e) {
        result.completeExceptionally(e);
      }
    });
    try {
      return result.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("in " + name + ": interrupted");
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  /** Deletes the namespace, and with it its interfaces, routes and tables. */
  @Override
  public void close() {
    delete(List.of(this));
  }

  /** Deletes namespaces by one process; one that is gone already does not spare the others. */
  static void delete(List<NetworkNamespace> namespaces) {
    var lines = namespaces.stream().map(namespace -> "netns del " + namespace.name).toList();
    batch(List.of("ip", "-force", "-batch", "-"), lines);
  }

  private static Path parameter(String key) {
    return Path.of("/proc/sys", key.replace('.', '/'));
  }

  private static void batch(List<String> program, List<String> lines) {
    Command.of(program.toArray(String[]::new)).withInput(String.join("\n", lines) + "\n").succeed();
  }

  private RuntimeException failure(Throwable cause) {
    return switch (cause) {
      case RuntimeException e -> e;
      case IOException e -> new UncheckedIOException("in " + name + ": " + e.getMessage(), e);
      case Throwable e -> new IllegalStateException("in " + name + ": " + e.getMessage(), e);
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
