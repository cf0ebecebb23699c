package gorb.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A network of a store and three directors, each in a network namespace of its own ({@code store}, {@code d1} to
 * {@code d3}), around the one of the test. Needs root, and a namespace that nobody else uses: {@code lab/shared}.
 *
 * <pre>
 * test  10.81.0.1 ─ 10.81.0.2 store     as people ask a store
 * test  10.81.N.1 ─ 10.81.N.2 dN        clients of the director's API and of its services, its backends
 * store 10.80.N.1 ─ 10.80.N.2 dN        what a test cuts: nothing gets through, and nobody is told
 * </pre>
 *
 * Each director has {@link #ADDRESS}; that of d1 is the one that the test reaches. Backends have {@link #BACKENDS}.
 */
final class SharedNetwork implements AutoCloseable {
  static final int DIRECTORS = 3;
  /** Of services. */
  static final String ADDRESS = "10.82.0.80";
  /** Of backends, in the namespace of the test. */
  static final String BACKENDS = "10.82.0.1";

  private static final String STORE = "store";

  SharedNetwork() {
    add(STORE);
    join("clients", STORE, "10.81.0");
    ip("address", "add", BACKENDS + "/32", "dev", "lo");
    for (int number = 1; number <= DIRECTORS; number++) {
      var director = director(number);
      add(director);
      join("clients" + number, director, "10.81." + number);
      ip("-n", STORE, "link", "add", director, "type", "veth", "peer", "name", STORE, "netns", director);
      ip("-n", STORE, "address", "add", "10.80." + number + ".1/30", "dev", director);
      ip("-n", director, "address", "add", "10.80." + number + ".2/30", "dev", STORE);
      ip("-n", STORE, "link", "set", director, "up");
      ip("-n", director, "link", "set", STORE, "up");
      ip("-n", director, "address", "add", ADDRESS + "/32", "dev", "lo");
      ip("-n", director, "route", "add", BACKENDS, "via", "10.81." + number + ".1");
    }
    ip("route", "add", ADDRESS, "via", "10.81.1.2");
  }

  /** Where a store runs. */
  static StoreProcess.Place store() {
    return new StoreProcess.Place(within(STORE), "10.81.0.2", "0.0.0.0");
  }

  /** What a command of a director, 1 to 3, begins with. */
  static List<String> within(int number) {
    return within(director(number));
  }

  /** A director's address for clients. */
  static String address(int number) {
    return "10.81." + number + ".2";
  }

  /** The store's address for a director. */
  static String storeOf(int number) {
    return "10.80." + number + ".1";
  }

  /** Takes a director's link to the store down, at the store's end. */
  static void cut(int number) {
    ip("-n", STORE, "link", "set", director(number), "down");
  }

  static void mend(int number) {
    ip("-n", STORE, "link", "set", director(number), "up");
  }

  /** The links go with their ends. */
  @Override
  public void close() {
    ip("address", "delete", BACKENDS + "/32", "dev", "lo");
    ip("link", "delete", "clients");
    ip("netns", "delete", STORE);
    for (int number = 1; number <= DIRECTORS; number++) {
      ip("link", "delete", "clients" + number);
      ip("netns", "delete", director(number));
    }
  }

  private static String director(int number) {
    return "d" + number;
  }

  private static List<String> within(String namespace) {
    return List.of("ip", "netns", "exec", namespace);
  }

  private static void add(String namespace) {
    ip("netns", "add", namespace);
    ip("-n", namespace, "link", "set", "lo", "up");
  }

  /** A link between the test, which has the first address of a network, and a namespace, which has the second. */
  private static void join(String here, String namespace, String network) {
    ip("link", "add", here, "type", "veth", "peer", "name", "clients", "netns", namespace);
    ip("address", "add", network + ".1/30", "dev", here);
    ip("-n", namespace, "address", "add", network + ".2/30", "dev", "clients");
    ip("link", "set", here, "up");
    ip("-n", namespace, "link", "set", "clients", "up");
  }

  private static void ip(String... words) {
    var command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(command + ": " + said);
      }
    } catch (IOException e) {
      throw new AssertionError(command.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
