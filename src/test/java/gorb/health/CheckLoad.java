package gorb.health;

import com.sun.management.OperatingSystemMXBean;
import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.ExecPolicy;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.ServerHealth;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * A measurement, not a test: what checks cost. Arguments: kind (tcp, http or held), how many servers, seconds, and the
 * port of a server that answers 200 on every address of 127/8. Each server has an address of its own, and is checked
 * every second, or with held every minute. Prints the processor time of this process for one check, how late checks
 * began, and the resident memory.
 */
final class CheckLoad {
  private static final int ROUNDS = 3;
  private static final Duration HELD_INTERVAL = Duration.ofMinutes(1);
  /** Of lateness, in tenths of a millisecond; the last one is for all that is later. */
  private static final int BUCKETS = 100_000;

  private CheckLoad() {}

  public static void main(String[] arguments) throws InterruptedException, IOException {
    var kind = arguments[0];
    int servers = Integer.parseInt(arguments[1]);
    int seconds = Integer.parseInt(arguments[2]);
    int port = Integer.parseInt(arguments[3]);
    var failed = new LongAdder();
    var reasons = new ConcurrentHashMap<String, Integer>();
    var late = new AtomicLongArray(BUCKETS);
    var monitor = new HealthMonitor<Integer>(IpAddress::of, ExecPolicy.OFF, InstantSource.system(), System::nanoTime,
        new Random(1), report -> {
          if (!(report.result() instanceof CheckResult.Success)) {
            failed.increment();
            reasons.merge(Checks.reason(report), 1, Integer::sum);
          }
          late.incrementAndGet((int) Math.min(BUCKETS - 1, report.late().toNanos() / 100_000));
        });
    var watches = new HashMap<Integer, Watch>();
    for (int key = 0; key < servers; key++) {
      var target = new CheckTarget("127.1." + key / 250 + "." + (1 + key % 250), port);
      var check = new HealthCheck(
          method(kind, target), kind.equals("held") ? HELD_INTERVAL : Duration.ofSeconds(1), HealthCheck.DEFAULT_TIMEOUT);
      watches.put(key, new Watch(check, ServerHealth.unknown(Instant.EPOCH, 0)));
    }
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    monitor.start();
    monitor.set(watches);
    if (kind.equals("held")) {
      // Each is connected within its first interval.
      Thread.sleep(HELD_INTERVAL);
    }
    for (int round = 1; round <= ROUNDS; round++) {
      failed.reset();
      for (int bucket = 0; bucket < BUCKETS; bucket++) {
        late.set(bucket, 0);
      }
      long cpu = system.getProcessCpuTime();
      Thread.sleep(Duration.ofSeconds(seconds));
      cpu = system.getProcessCpuTime() - cpu;
      long count = 0;
      for (int bucket = 0; bucket < BUCKETS; bucket++) {
        count += late.get(bucket);
      }
      System.out.printf("%s %d, round %d: %.0f checks/s, %d failed, %.1f us of processor each, %.3f of a core,"
              + " late p50 %.1f ms, p99 %.1f ms, %d MB%n",
          kind, servers, round, (double) count / seconds, failed.sum(), cpu / 1e3 / Math.max(1, count),
          cpu / 1e9 / seconds, late(late, count, 0.5), late(late, count, 0.99), residentMegabytes());
    }
    monitor.close();
    if (!reasons.isEmpty()) {
      System.out.println("failures by reason: " + reasons);
    }
  }

  private static CheckMethod method(String kind, CheckTarget target) {
    return switch (kind) {
      case "tcp" -> new CheckMethod.TcpConnect(target);
      case "http" -> new CheckMethod.HttpStatus(target, "GET", "/", 200);
      case "held" -> new CheckMethod.Held(target, CheckMethod.Held.DEFAULT_KEEPALIVE);
      default -> throw new IllegalArgumentException("kind: " + kind + " (expected: tcp, http or held)");
    };
  }

  /** The upper end of the bucket below which a share of the checks lies, in milliseconds. */
  private static double late(AtomicLongArray buckets, long count, double share) {
    long below = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      below += buckets.get(bucket);
      if (below >= share * count) {
        return (bucket + 1) / 10.0;
      }
    }
    return Double.NaN;
  }

  private static long residentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst().orElse(0);
  }
}
