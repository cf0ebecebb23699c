package gorb.bench;

import gorb.bench.AnycastNode.Director;
import gorb.bench.AnycastNode.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Two directors, each in a network namespace of its own ({@code d1}, {@code d2}), that announce one address to the
 * router that this process runs on. Needs root, and a network namespace that nobody else uses.
 */
public final class TwoDirectors implements AutoCloseable {
  /** How many clients {@link #load} has. */
  public static final int CLIENTS = 4;

  private static final String ADDRESS = "198.51.100.80";
  private static final InetSocketAddress SERVICE = new InetSocketAddress(ADDRESS, 8080);
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  /** Of fib_multipath_hash_policy: by addresses and ports, so that connections of one client spread. */
  private static final String BY_PORTS = "1";

  final Path folder;
  final Director one;
  final Director two;

  /** Starts both; nobody is there yet whom they could tell. */
  public TwoDirectors(Path folder) throws IOException {
    this.folder = folder;
    Files.writeString(Path.of("/proc/sys/net/ipv4/fib_multipath_hash_policy"), BY_PORTS);
    for (var number : List.of("1", "2")) {
      var name = "d" + number;
      ip("netns", "add", name);
      ip("link", "add", "to" + number, "type", "veth", "peer", "name", "net0", "netns", name);
      ip("address", "add", "10.79." + number + ".1/24", "dev", "to" + number);
      ip("link", "set", "to" + number, "up");
      ip("-n", name, "link", "set", "lo", "up");
      ip("-n", name, "address", "add", "10.79." + number + ".2/24", "dev", "net0");
      ip("-n", name, "address", "add", ADDRESS + "/32", "dev", "lo");
      ip("-n", name, "link", "set", "net0", "up");
    }
    this.one = new Director(1, ADDRESS, folder);
    this.two = new Director(2, ADDRESS, folder);
  }

  /** Has BIRD route to both, with ECMP, but not to one that leaves. */
  public AutoCloseable bird() throws IOException {
    return AnycastNode.bird(folder);
  }

  /** Has FRR route to both, with weights by link bandwidth. */
  public AutoCloseable frr() throws IOException {
    return AnycastNode.frr(folder);
  }

  /** How many next hops the router has. */
  public int paths() {
    return (int) hops().count();
  }

  /** The weights of both paths, the first director's first. */
  public List<Integer> weights() {
    return hops().sorted().map(line -> Integer.parseInt(line.replaceFirst(".*weight ([0-9]+).*", "$1"))).toList();
  }

  /** One request: 1 or 2 by who served it, 0 where it failed. */
  public int ask() {
    try (var socket = new Socket()) {
      socket.setSoTimeout(3_000);
      socket.connect(SERVICE, 3_000);
      int answer = socket.getInputStream().read();
      return answer < 0 ? 0 : answer - '0';
    } catch (IOException _) {
      return 0;
    }
  }

  /** Clients that ask one after the other, until they are closed. */
  public Load load() {
    return new Load();
  }

  /** The first of the two, or its pool. */
  public void failOneServerOfTheFirst() {
    one.pools.getFirst().down();
  }

  /** All servers of the first director are gone. */
  public void failTheFirst() {
    one.pools.forEach(AnycastNode.Pool::down);
  }

  /** Runs {@code gorb} with some words beside the first director, and waits; what it printed. */
  public String command(String... words) {
    return one.command(words);
  }

  /** Stops the first director by SIGTERM, and waits. */
  public void stopTheFirst() {
    one.close();
  }

  /** What both have logged. */
  public String log() {
    return String.join("\n", one.lines()) + "\n" + String.join("\n", two.lines());
  }

  /** Waits for something. */
  public void await(BooleanSupplier condition, String what) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("waited in vain for " + what + "\n" + log());
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    one.kill();
    two.kill();
    for (var director : List.of(one, two)) {
      director.pools.forEach(AnycastNode.Pool::down);
    }
    for (var number : List.of("1", "2")) {
      ip("link", "delete", "to" + number);
      ip("netns", "delete", "d" + number);
    }
  }

  String address() {
    return ADDRESS;
  }

  private static Stream<String> hops() {
    return Program.output("ip", "route", "show", ADDRESS).lines().filter(line -> line.contains("via "));
  }

  private static void ip(String... words) {
    var command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words));
    var said = Program.output(command.toArray(String[]::new));
    if (!said.isEmpty()) {
      throw new UncheckedIOException(new IOException(command + ": " + said));
    }
  }

  /** The clients. */
  public final class Load implements AutoCloseable {
    private final AtomicBoolean goes = new AtomicBoolean(true);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final List<Thread> clients = new ArrayList<>();

    private Load() {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(Thread.ofPlatform().start(() -> {
          while (goes.get()) {
            int answer = ask();
            asked.incrementAndGet();
            if (answer == 0) {
              failed.incrementAndGet();
            }
          }
        }));
      }
    }

    /** How many requests were answered, or were not. */
    public int asked() {
      return asked.get();
    }

    /** How many were not. */
    public int failed() {
      return failed.get();
    }

    @Override
    public void close() {
      end();
    }

    /** Waits for the last answers; nothing is asked any more. */
    void end() {
      goes.set(false);
      try {
        for (var client : clients) {
          client.join();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }
  }
}
