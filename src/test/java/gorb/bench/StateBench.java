package gorb.bench;

import gorb.StartedDaemon;
import gorb.lab.Command;
import gorb.lab.NetworkNamespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * What it costs to state everything that is wanted, 1,000 services of 10 servers, by {@code PUT /state}: {@code
 * bench/state} runs it. A whole daemon is measured from outside, from the first byte of the request to the last of the
 * answer, which comes after the kernel's last acknowledgement. Each load has a daemon and a network namespace of its
 * own, since a kernel keeps what was removed for a while, in one JVM, which gets warm that way.
 */
final class StateBench {
  /** In an emulated guest code is compiled late. */
  private static final int WARM_LOADS = 40;
  private static final int LOADS = 7;
  /** In an emulated guest of one processor compilers work beside the first 1,500 or so, and take much of it. */
  private static final int WARM_CHANGES = 2_000;
  /** Of requests that do much of what was done before. */
  private static final int FEW_WARM_CHANGES = 300;
  private static final int CHANGES = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final Command WITNESS = Command.of("ipvsadm", "-Sn").within(PATIENCE);
  private static final Command FLUSH = Command.of("ipvsadm", "-C").within(PATIENCE);
  private static final double RATIO_GOAL = 4;
  private static final Duration CHANGE_GOAL = Duration.ofMillis(50);

  private final Timings ours = new Timings();
  private final Timings theirs = new Timings();
  private final Timings changes = new Timings();
  private final Timings changesAsShown = new Timings();
  private final Timings edits = new Timings();

  private StateBench() {}

  public static void main(String[] arguments) throws Exception {
    var bench = new StateBench();
    System.exit(arguments.length > 0 && arguments[0].equals("here") ? bench.here() : bench.onKernel());
  }

  private int onKernel() throws Exception {
    for (int round = 0; round < WARM_LOADS + LOADS; round++) {
      boolean isLast = round == WARM_LOADS + LOADS - 1;
      try (var namespace = NetworkNamespace.create("ours" + round)) {
        namespace.call(() -> {
          daemon("ipvs", isLast, () -> requireLoaded(namespace));
          return true;
        });
        namespace.exec(FLUSH);
      }
      say("round %d%s: PUT /state %s", round + 1, round < WARM_LOADS ? " (warm-up)" : "", millis(ours.last()));
      if (round > 0 && round < WARM_LOADS) {
        continue;
      }
      try (var namespace = NetworkNamespace.create("theirs" + round)) {
        var command = Command.of("ipvsadm", "-R").withInput(BenchTable.rules()).within(PATIENCE);
        var output = namespace.call(() -> theirs.time(command::succeed));
        say("round %d: ipvsadm -R %s %s", round + 1, millis(theirs.last()), output.stderr().lines().findFirst().orElse(""));
        requireLoaded(namespace);
        namespace.exec(FLUSH);
      }
    }
    var our = ours.since(WARM_LOADS);
    var their = theirs.since(1);
    double ratio = (double) their.median().toNanos() / our.median().toNanos();
    say("PUT /state of 1,000 services x 10 servers, medians: gorb %s, ipvsadm -R %s: %.1f times faster (goal: %.0f)",
        millis(our.median()), millis(their.median()), ratio, RATIO_GOAL);
    say("the first in a fresh JVM: gorb %s, ipvsadm -R %s: %.1f times", millis(ours.first()), millis(theirs.first()),
        (double) theirs.first().toNanos() / ours.first().toNanos());
    return ratio >= RATIO_GOAL & sayChanges() ? 0 : 1;
  }

  /** The same on this machine, over a table in memory: what is our own of it. */
  private int here() throws Exception {
    for (int round = 0; round < WARM_LOADS + LOADS; round++) {
      daemon("memory", round == WARM_LOADS + LOADS - 1, () -> {});
    }
    var our = ours.since(WARM_LOADS);
    say("PUT /state of 1,000 services x 10 servers: median %s (the first in a fresh JVM: %s)", millis(our.median()),
        millis(ours.first()));
    return sayChanges() ? 0 : 1;
  }

  private boolean sayChanges() {
    say("the same again with one weight changed: median %s, p99 %s, most %s (goal: under %s)",
        millis(changes.median()), millis(changes.percentile(99)), millis(changes.percentile(100)), millis(CHANGE_GOAL));
    say("the same in the form of GET /state: median %s, p99 %s, most %s",
        millis(changesAsShown.median()), millis(changesAsShown.percentile(99)), millis(changesAsShown.percentile(100)));
    say("one weight by a PATCH of its backend: median %s, p99 %s, most %s",
        millis(edits.median()), millis(edits.percentile(99)), millis(edits.percentile(100)));
    return changes.median().compareTo(CHANGE_GOAL) < 0;
  }

  private void daemon(String dataplane, boolean withChanges, Runnable witness) throws Exception {
    var directory = Files.createTempDirectory("gorb-bench-state");
    try (var daemon = StartedDaemon.start("-i", "lo", "-l", "127.0.0.1:0", "--dataplane", dataplane, "--socket", "none",
            "--state-dir", directory.toString());
        var client = new ApiClient(daemon.address())) {
      var all = BenchTable.document(0).getBytes(StandardCharsets.UTF_8);
      ours.time(() -> load(client, all));
      witness.run();
      if (withChanges) {
        changes(client);
      }
    } finally {
      delete(directory);
    }
  }

  /** States everything. Where the API gives up to wait for the decision, it is waited for here: it is measured, too. */
  private static String load(ApiClient client, byte[] all) throws Exception {
    try {
      return client.ask("PUT", "/state", all);
    } catch (ApiClient.GatewayTimeoutException e) {
      say("the API gave up, the bench goes on to wait: %s", e.getMessage());
      var names = client.ask("GET", "/service", new byte[0]);
      while (!names.contains("service-")) {
        Thread.sleep(POLL);
        names = client.ask("GET", "/service", new byte[0]);
      }
      return names;
    }
  }

  /** The whole document again and again, each time with another weight of one more server. */
  private void changes(ApiClient client) throws Exception {
    for (int change = 0; change < WARM_CHANGES + CHANGES; change++) {
      var body = BenchTable.document(1 + change).getBytes(StandardCharsets.UTF_8);
      time(client, body, change < WARM_CHANGES ? new Timings() : changes);
    }
    for (int change = 0; change < FEW_WARM_CHANGES + CHANGES; change++) {
      var path = "/service/service-%d/server-1".formatted(1 + change);
      var body = "{\"weight\":%d}".formatted(BenchTable.WEIGHT / 2).getBytes(StandardCharsets.UTF_8);
      (change < FEW_WARM_CHANGES ? new Timings() : edits).time(() -> client.ask("PATCH", path, body));
    }
    var shown = client.ask("GET", "/state", new byte[0]).replaceFirst("\\s*\"revision\": \\d+,", "");
    for (int change = 0; change < FEW_WARM_CHANGES + CHANGES; change++) {
      int at = shown.indexOf("\"weight\": ", shown.indexOf("\"service-" + (BenchTable.SERVICES - change) + "\""));
      shown = shown.substring(0, at) + "\"weight\": 7" + shown.substring(shown.indexOf(',', at));
      time(client, shown.getBytes(StandardCharsets.UTF_8), change < FEW_WARM_CHANGES ? new Timings() : changesAsShown);
    }
  }

  private static void time(ApiClient client, byte[] body, Timings timings) throws Exception {
    var answer = timings.time(() -> client.ask("PUT", "/state", body));
    if (!answer.contains("\"steps\": 1,")) {
      throw new IllegalStateException("not one step: " + answer);
    }
  }

  /** Asks ipvsadm, as {@code /proc/net/ip_vs} leaves services out while another namespace has some as well. */
  private static void requireLoaded(NetworkNamespace namespace) {
    int objects = namespace.exec(WITNESS).lines().size();
    if (objects != BenchTable.OBJECTS) {
      throw new IllegalStateException(namespace + ": the kernel has " + objects + " objects");
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static String millis(Duration time) {
    return String.format(Locale.ROOT, "%.1f ms", time.toNanos() / 1e6);
  }

  private static void say(String format, Object... parameters) {
    System.out.println(String.format(Locale.ROOT, format, parameters));
  }
}
