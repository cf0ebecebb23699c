package gorb.health;

import com.sun.management.OperatingSystemMXBean;
import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.HealthCheck;
import gorb.model.ExecPolicy;
import gorb.model.IpAddress;
import gorb.model.ServerHealth;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A measurement, not a test: what checks cost. Arguments: kind (tcp or http), checks a second, seconds, and the port of a
 * server that answers 200 on every address of 127/8. Each key has an address and an interval of a second of its own.
 * Prints the processor time of this process for one check, and how late checks began.
 */
final class CheckLoad {
  private CheckLoad() {}

  public static void main(String[] arguments) throws InterruptedException {
    var kind = arguments[0];
    int rate = Integer.parseInt(arguments[1]);
    int seconds = Integer.parseInt(arguments[2]);
    int port = Integer.parseInt(arguments[3]);
    var good = new LongAdder();
    var bad = new LongAdder();
    var reasons = new ConcurrentHashMap<String, Integer>();
    var lateNanos = new LongAdder();
    var latest = new AtomicLong();
    var monitor = new HealthMonitor<Integer>(IpAddress::of, ExecPolicy.OFF, InstantSource.system(), System::nanoTime,
        new Random(1), report -> {
      switch (report.result()) {
        case CheckResult.Success _ -> good.increment();
        case CheckResult.Failure(_, var reason) -> {
          bad.increment();
          reasons.merge(reason, 1, Integer::sum);
        }
        case CheckResult.NotAsked(_, var reason) -> reasons.merge(reason, 1, Integer::sum);
      }
      lateNanos.add(report.late().toNanos());
      latest.accumulateAndGet(report.late().toNanos(), Math::max);
    });
    var watches = new HashMap<Integer, Watch>();
    for (int key = 0; key < rate; key++) {
      var target = new CheckTarget("127.1." + key / 250 + "." + (1 + key % 250), port);
      var method = kind.equals("tcp") ? new CheckMethod.TcpConnect(target) : new CheckMethod.HttpStatus(target, "GET", "/", 200);
      var check = new HealthCheck(method, Duration.ofSeconds(1), HealthCheck.DEFAULT_TIMEOUT);
      watches.put(key, new Watch(check, ServerHealth.unknown(Instant.EPOCH, 0)));
    }
    var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    monitor.start();
    monitor.set(watches);
    for (int round = 1; round <= 3; round++) {
      good.reset();
      bad.reset();
      lateNanos.reset();
      latest.set(0);
      long cpu = system.getProcessCpuTime();
      Thread.sleep(Duration.ofSeconds(seconds));
      cpu = system.getProcessCpuTime() - cpu;
      long count = good.sum() + bad.sum();
      System.out.printf("round %d: %s %.0f checks/s, %d failed, %.1f us of processor each, %.2f of a core, late mean %.2f ms, most %.1f ms%n",
          round, kind, (double) count / seconds, bad.sum(), cpu / 1e3 / count, cpu / 1e9 / seconds, lateNanos.sum() / 1e6 / count, latest.get() / 1e6);
    }
    monitor.close();
    System.out.println("failures by reason: " + reasons);
  }
}
