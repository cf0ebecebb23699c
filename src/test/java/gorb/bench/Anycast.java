package gorb.bench;

import gorb.bench.AnycastNode.Pool;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Two directors that announce one address to a router: what {@code bench/anycast} prints. Runs on the router. */
final class Anycast {
  private final TwoDirectors both;

  private Anycast(TwoDirectors both) {
    this.both = both;
  }

  public static void main(String... arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]);
    try (var both = new TwoDirectors(Files.createTempDirectory("gorb-anycast"))) {
      var bench = new Anycast(both);
      try (var _ = both.bird()) {
        both.await(() -> both.paths() == 2, "both paths in the router");
        bench.spread(400);
        bench.failover(rounds);
        bench.leave();
        bench.kill();
      }
      both.two.restart();
      try (var _ = both.frr()) {
        bench.weights();
      }
    }
  }

  private void spread(int connections) {
    var counts = new int[3];
    for (int i = 0; i < connections; i++) {
      counts[both.ask()]++;
    }
    System.out.printf("(a) %d connections: %d by the first, %d by the second, %d failed%n",
        connections, counts[1], counts[2], counts[0]);
  }

  private void failover(int rounds) throws Exception {
    var one = both.one;
    var fromVerdict = new ArrayList<Long>();
    var fromDeath = new ArrayList<Long>();
    int strays = 0;
    for (int i = 0; i < rounds; i++) {
      try (var monitor = AnycastNode.monitor(both.folder)) {
        int seen = one.verdicts().size();
        var death = Instant.now();
        one.pools.forEach(Pool::down);
        both.await(() -> both.paths() == 1, "one path");
        both.await(() -> one.verdicts().size() >= seen + 2, "both verdicts");
        both.await(() -> !monitor.times(both.address()).isEmpty(), "the monitor's line");
        var changed = monitor.times(both.address()).getFirst();
        fromVerdict.add(Duration.between(one.verdicts().get(seen + 1), changed).toMillis());
        fromDeath.add(Duration.between(death, changed).toMillis());
      }
      for (int j = 0; j < 10; j++) {
        strays += both.ask() == 2 ? 0 : 1;
      }
      one.pools.forEach(Pool::up);
      both.await(() -> both.paths() == 2, "both paths again");
    }
    System.out.printf("(b) %d times, from the last verdict to the router's table (wanted: p99 of at most 200 ms): %s%n",
        rounds, summary(fromVerdict));
    System.out.printf("(b) from the death of the pool (checked every 100 ms): %s%n", summary(fromDeath));
    System.out.printf("(b) %d connections after it, %d not by the other%n", rounds * 10, strays);
  }

  /** The drained one is stopped, too: nothing is sent to it any more. */
  private void leave() throws Exception {
    try (var load = both.load()) {
      both.command("drain", "--node");
      both.await(() -> both.paths() == 1, "one path");
      both.stopTheFirst();
      load.end();
      report("(c) one is drained (gorb drain --node) and stopped", load);
    }
    both.one.restart();
    both.await(() -> both.paths() == 2, "both paths again");
  }

  private void kill() throws Exception {
    try (var load = both.load()) {
      both.two.kill();
      both.await(() -> both.paths() == 1, "one path");
      load.end();
      report("(c) one is killed", load);
    }
  }

  private void weights() {
    both.await(() -> both.paths() == 2, "both paths in FRR's router");
    var whole = both.weights();
    System.out.println("(d) weights of both paths, both pools whole:    " + whole);
    both.failOneServerOfTheFirst();
    both.await(() -> !both.weights().equals(whole), "other weights");
    System.out.println("(d) weights of both paths, half of the first's: " + both.weights());
  }

  private static void report(String what, TwoDirectors.Load load) {
    System.out.printf("%s: %d requests by %d clients, %d failed%n",
        what, load.asked(), TwoDirectors.CLIENTS, load.failed());
  }

  private static String summary(List<Long> millis) {
    Collections.sort(millis);
    return "median %d ms, p99 %d ms, most %d ms".formatted(millis.get(millis.size() / 2),
        millis.get(Math.max(0, (int) Math.ceil(millis.size() * 0.99) - 1)), millis.getLast());
  }
}
