package gorb.bench;

import gorb.bench.AnycastNode.Director;
import gorb.bench.AnycastNode.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Two directors that announce one address to a router: what {@code bench/anycast} prints. Runs on the router. */
final class Anycast {
  private static final InetSocketAddress VIP = new InetSocketAddress("192.0.2.80", 8080);
  private static final String ROUTE = "192.0.2.80";
  private static final int CLIENTS = 4;

  private final Path folder;
  private final Director one;
  private final Director two;

  private Anycast(Path folder) throws IOException {
    this.folder = folder;
    this.one = new Director(1, folder);
    this.two = new Director(2, folder);
  }

  public static void main(String... arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]);
    var bench = new Anycast(Files.createTempDirectory("gorb-anycast"));
    try (var one = bench.one; var two = bench.two) {
      try (var _ = AnycastNode.bird(bench.folder)) {
        await(() -> bench.paths() == 2, "both paths in the router");
        bench.spread(400);
        bench.failover(rounds);
        bench.leave();
        bench.kill();
      }
      two.restart();
      try (var _ = AnycastNode.frr(bench.folder)) {
        await(() -> bench.paths() == 2, "both paths in FRR's router");
        var whole = bench.weights();
        System.out.println("(d) both whole:        " + whole);
        one.pools.getFirst().down();
        await(() -> !bench.weights().equals(whole), "other weights");
        System.out.println("(d) half of the first: " + bench.weights());
      }
    }
  }

  private void spread(int connections) {
    var counts = new int[3];
    for (int i = 0; i < connections; i++) {
      counts[ask()]++;
    }
    System.out.printf("(a) %d connections: %d by the first, %d by the second, %d failed%n",
        connections, counts[1], counts[2], counts[0]);
  }

  private void failover(int rounds) throws Exception {
    var fromVerdict = new ArrayList<Long>();
    var fromDeath = new ArrayList<Long>();
    int strays = 0;
    for (int i = 0; i < rounds; i++) {
      try (var monitor = AnycastNode.monitor(folder)) {
        int seen = one.verdicts().size();
        var death = Instant.now();
        one.pools.forEach(AnycastNode.Pool::down);
        await(() -> paths() == 1, "one path");
        await(() -> one.verdicts().size() >= seen + 2, "both verdicts");
        await(() -> !monitor.times(ROUTE).isEmpty(), "the monitor's line");
        var changed = monitor.times(ROUTE).getFirst();
        fromVerdict.add(Duration.between(one.verdicts().get(seen + 1), changed).toMillis());
        fromDeath.add(Duration.between(death, changed).toMillis());
      }
      for (int j = 0; j < 10; j++) {
        strays += ask() == 2 ? 0 : 1;
      }
      one.pools.forEach(AnycastNode.Pool::up);
      await(() -> paths() == 2, "both paths again");
    }
    System.out.printf("(b) %d times, from the last verdict to the router's table: %s%n", rounds, summary(fromVerdict));
    System.out.printf("(b) from the death of the pool (checked every 100 ms): %s%n", summary(fromDeath));
    System.out.printf("(b) %d connections after it, %d not by the other%n", rounds * 10, strays);
  }

  private void leave() throws Exception {
    try (var load = new Load()) {
      one.command("leave").close();
      await(() -> paths() == 1, "one path");
      load.report("(c) one leaves");
    }
    one.command("join").close();
    await(() -> paths() == 2, "both paths again");
  }

  private void kill() throws Exception {
    try (var load = new Load()) {
      two.kill();
      await(() -> paths() == 1, "one path");
      load.report("(c) one is killed");
    }
  }

  /** How many next hops the router has. */
  private int paths() {
    return (int) Program.output("ip", "route", "show", ROUTE).lines().filter(line -> line.contains("via ")).count();
  }

  /** The weights of both paths. */
  private String weights() {
    return String.join(" ", Program.output("ip", "route", "show", ROUTE).lines().filter(line -> line.contains("via "))
        .sorted().map(line -> line.replaceFirst(".*weight ", "").strip()).toList());
  }

  /** One request: 1 or 2 by who served it, 0 where it failed. */
  private static int ask() {
    try (var socket = new Socket()) {
      socket.setSoTimeout(3_000);
      socket.connect(VIP, 3_000);
      int answer = socket.getInputStream().read();
      return answer < 0 ? 0 : answer - '0';
    } catch (IOException _) {
      return 0;
    }
  }

  private static String summary(List<Long> millis) {
    Collections.sort(millis);
    return "median %d ms, p99 %d ms, most %d ms".formatted(millis.get(millis.size() / 2),
        millis.get(Math.max(0, (int) Math.ceil(millis.size() * 0.99) - 1)), millis.getLast());
  }

  private static void await(BooleanSupplier condition, String what) {
    long until = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("waited in vain for " + what);
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Clients that ask one after the other. */
  private static final class Load implements AutoCloseable {
    private final AtomicBoolean goes = new AtomicBoolean(true);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final List<Thread> clients = new ArrayList<>();

    Load() {
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(Thread.ofPlatform().start(() -> {
          while (goes.get()) {
            asked.incrementAndGet();
            if (ask() == 0) {
              failed.incrementAndGet();
            }
          }
        }));
      }
    }

    void report(String what) {
      close();
      System.out.printf("%s: %d requests by %d clients, %d failed%n", what, asked.get(), CLIENTS, failed.get());
    }

    @Override
    public void close() {
      goes.set(false);
      try {
        for (var client : clients) {
          client.join();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
