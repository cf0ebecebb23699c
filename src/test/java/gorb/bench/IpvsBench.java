package gorb.bench;

import gorb.control.Announcer;
import gorb.control.Change;
import gorb.control.Controller;
import gorb.control.ControllerLoop;
import gorb.control.Event;
import gorb.control.Outcome;
import gorb.control.ServerRef;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.Table;
import gorb.dataplane.ipvs.IpvsDataplane;
import gorb.lab.Command;
import gorb.lab.NetworkNamespace;
import gorb.model.CheckHistory;
import gorb.model.Health;
import gorb.model.ServerHealth;
import gorb.netlink.Trace;
import gorb.plan.Ownership;
import gorb.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * What control costs over a real kernel, with 1,000 services of 10 servers: {@code bench/ipvs} runs it in the lab.
 * Each load has a network namespace of its own, since a kernel keeps what was removed for a while.
 */
final class IpvsBench {
  private static final int LOADS = 5;
  private static final int CHANGES = 500;
  private static final int RESYNCS = 10;
  private static final double RATIO_GOAL = 8;
  private static final Duration CHANGE_GOAL = Duration.ofMillis(10);

  private IpvsBench() {}

  public static void main(String[] arguments) throws Exception {
    boolean reached = load();
    reached &= control();
    System.exit(reached ? 0 : 1);
  }

  /** The same table, in turn by this program and by ipvsadm. */
  private static boolean load() {
    var table = BenchTable.table();
    var rules = BenchTable.rules();
    var ours = new Timings();
    var theirs = new Timings();
    for (int round = 0; round < LOADS; round++) {
      try (var namespace = NetworkNamespace.create("ours" + round)) {
        namespace.call(() -> ours.time(() -> apply(table)));
        requireLoaded(namespace);
      }
      try (var namespace = NetworkNamespace.create("theirs" + round)) {
        var command = Command.of("ipvsadm", "-R").withInput(rules).within(Duration.ofMinutes(3));
        namespace.call(() -> theirs.time(command::succeed));
        requireLoaded(namespace);
      }
      say("load %d: gorb %s, ipvsadm -R %s", round + 1, millis(ours.last()), millis(theirs.last()));
    }
    double ratio = (double) theirs.median().toNanos() / ours.median().toNanos();
    say("1,000 services x 10 servers, medians: gorb %s (the first, in a fresh JVM: %s), ipvsadm -R %s: %.1f times faster (goal: %.0f)",
        millis(ours.median()), millis(ours.first()), millis(theirs.median()), ratio, RATIO_GOAL);
    return ratio >= RATIO_GOAL;
  }

  private static Object apply(Table table) throws Exception {
    try (var dataplane = IpvsDataplane.open(Trace.NONE)) {
      return load(dataplane, table);
    }
  }

  /** Makes the table what it shall be; the steps. */
  static Object load(IpvsDataplane dataplane, Table table) throws DataplaneException {
    var steps = Plan.between(dataplane.observe(), table, Ownership.EVERYTHING).steps();
    var refusals = dataplane.apply(steps);
    if (!refusals.isEmpty()) {
      throw new IllegalStateException("refused: " + refusals.getFirst());
    }
    return steps;
  }

  private static void requireLoaded(NetworkNamespace namespace) {
    var lines = namespace.call(() -> Files.readAllLines(Path.of("/proc/thread-self/net/ip_vs")));
    long objects = lines.stream().filter(line -> line.matches("(TCP| +->) +[0-9A-F]{8}:.*")).count();
    if (objects != BenchTable.OBJECTS) {
      throw new IllegalStateException(namespace + ": the kernel has " + objects + " objects");
    }
  }

  /** The whole of control over the same table: one weight that health changes, and a look that finds nothing to do. */
  private static boolean control() throws Exception {
    try (var namespace = NetworkNamespace.create("control")) {
      return namespace.call(() -> {
        var turns = new TurnWatch();
        try (var dataplane = new TimedDataplane(IpvsDataplane.open(Trace.NONE));
            var loop = new ControllerLoop(
                new Controller(dataplane, Announcer.NONE, InstantSource.system(), System::nanoTime, turns),
                InstantSource.system())) {
          loop.start();
          create(loop);
          boolean reached = changes(loop, dataplane);
          resyncs(loop, turns);
          say("resident memory of this JVM with the table: %d MB", residentMegabytes());
          return reached;
        }
      });
    }
  }

  private static void create(ControllerLoop loop) throws Exception {
    long began = System.nanoTime();
    var answers = new ArrayList<CompletableFuture<Outcome>>();
    BenchTable.services().forEach((name, service) ->
        answers.add(loop.request(new Change.CreateService(name, service))));
    for (var answer : answers) {
      if (!(answer.get() instanceof Outcome.Accepted)) {
        throw new IllegalStateException("a service was not made: " + answer.get());
      }
    }
    say("1,000 requests for services of 10 servers, answered with all in the kernel: %s",
        millis(Duration.ofNanos(System.nanoTime() - began)));
  }

  /** One server fails and recovers, over and over: from the report of its check to the kernel's acknowledgement. */
  private static boolean changes(ControllerLoop loop, TimedDataplane dataplane) throws Exception {
    var servers = List.copyOf(loop.snapshot().health().keySet());
    var timings = new Timings();
    for (int change = 0; change < CHANGES; change++) {
      var server = servers.get(change * 7919 % servers.size());
      for (var health : List.of(down(), up())) {
        long applied = dataplane.applied();
        long began = System.nanoTime();
        loop.submit(new Event.HealthReported(server, health));
        timings.add(Duration.ofNanos(dataplane.awaitAppliedAfter(applied) - began));
      }
    }
    say("one weight among 11,000 objects, from the report to the kernel: median %s, p99 %s, most %s (goal: under %s)",
        millis(timings.median()), millis(timings.percentile(99)), millis(timings.percentile(100)), millis(CHANGE_GOAL));
    return timings.median().compareTo(CHANGE_GOAL) < 0;
  }

  private static ServerHealth down() {
    var now = Instant.now();
    return new ServerHealth(new Health.Down(now, "refused"), CheckHistory.EMPTY.afterFailure(), now, now);
  }

  private static ServerHealth up() {
    var now = Instant.now();
    return new ServerHealth(new Health.Up(now), CheckHistory.EMPTY.afterSuccess(), now, now);
  }

  private static void resyncs(ControllerLoop loop, TurnWatch turns) throws InterruptedException {
    var timings = new Timings();
    for (int round = 0; round < RESYNCS; round++) {
      long turn = turns.count();
      loop.submit(new Event.ResyncDue());
      var ended = turns.awaitAfter(turn);
      if (!ended.taken().isEmpty() || !ended.drift().isEmpty()) {
        throw new IllegalStateException("a resync found something to do: " + ended);
      }
      timings.add(ended.took());
    }
    say("a resync that finds nothing to do: median %s, most %s", millis(timings.median()), millis(timings.percentile(100)));
  }

  private static long residentMegabytes() throws IOException {
    for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IllegalStateException("/proc/self/status has no VmRSS");
  }

  private static String millis(Duration time) {
    return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
  }

  private static void say(String format, Object... parameters) {
    System.out.println(String.format(Locale.ROOT, format, parameters));
  }
}
