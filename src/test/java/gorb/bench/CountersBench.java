package gorb.bench;

import com.sun.management.OperatingSystemMXBean;
import gorb.dataplane.Counters;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.ipvs.IpvsDataplane;
import gorb.lab.Command;
import gorb.lab.NetworkNamespace;
import gorb.netlink.Trace;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What reading every counter of 1,000 services of 10 servers costs, in processor time of this JVM, against looking at the
 * same table without its counters (the dump loop of a resync), and in elapsed time against {@code ipvsadm --stats}:
 * {@code bench/counters} runs it in the lab.
 */
final class CountersBench {
  private static final int WARMUP = 5;
  private static final int READINGS = 10;
  private static final int MOST_TRIES = 2 * WARMUP;
  /** Reading counters may cost so much more than looking at the table. */
  private static final double RATIO_GOAL = 1.05;

  private CountersBench() {}

  public static void main(String[] arguments) {
    System.exit(run() ? 0 : 1);
  }

  /** Prints it; whether the goal was reached. */
  private static boolean run() {
    try (var namespace = NetworkNamespace.create("counters")) {
      return namespace.call(() -> {
        // Every look at this clock comes two seconds after the one before: no answer is good for another reading.
        var clock = new AtomicLong();
        try (var dataplane = IpvsDataplane.open(Trace.NONE, () -> clock.addAndGet(2_000_000_000L))) {
          IpvsBench.load(dataplane, BenchTable.table());
          return compare(dataplane, dataplane.counters().orElseThrow());
        }
      });
    }
  }

  private static boolean compare(IpvsDataplane dataplane, Counters counters) throws Exception {
    warmUp(dataplane, counters);
    long readingNanos = 0;
    long lookingNanos = 0;
    for (int i = 0; i < READINGS; i++) {
      long began = processorNanos();
      dataplane.observe();
      long looked = processorNanos();
      requireWhole(counters);
      lookingNanos += looked - began;
      readingNanos += processorNanos() - looked;
    }
    var theirs = new Timings();
    var ours = new Timings();
    for (int i = 0; i < READINGS; i++) {
      theirs.time(() -> Command.of("ipvsadm", "-Ln", "--stats", "--exact").within(Duration.ofMinutes(1)).succeed());
      ours.time(() -> requireWhole(counters));
    }
    double ratio = (double) readingNanos / lookingNanos;
    say("counters of 11,000 objects, processor time: %.1f ms a reading, once a second %.1f %% of this (emulated) core;"
            + " the dump loop of a resync %.1f ms: %.2f times that (goal: at most %.2f)",
        readingNanos / 1e6 / READINGS, readingNanos / 1e7 / READINGS, lookingNanos / 1e6 / READINGS, ratio, RATIO_GOAL);
    say("counters of 11,000 objects, elapsed, medians: gorb %.1f ms, ipvsadm -Ln --stats --exact %.1f ms",
        ours.median().toNanos() / 1e6, theirs.median().toNanos() / 1e6);
    return ratio <= RATIO_GOAL;
  }

  /** The first readings of a fresh JVM in an emulated guest may take longer than whoever asks waits. */
  private static void warmUp(IpvsDataplane dataplane, Counters counters) throws DataplaneException {
    for (int whole = 0, tries = 0; whole < WARMUP; tries++) {
      dataplane.observe();
      try {
        requireWhole(counters);
        whole++;
      } catch (DataplaneException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private static Object requireWhole(Counters counters) throws DataplaneException {
    var services = counters.services();
    long servers = services.values().stream().mapToLong(service -> service.destinations().size()).sum();
    if (services.size() + servers != BenchTable.OBJECTS) {
      throw new IllegalStateException("counters of " + services.size() + " services and " + servers + " servers");
    }
    return services;
  }

  /** Of all threads of this JVM. */
  private static long processorNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  private static void say(String format, Object... parameters) {
    System.out.println(String.format(Locale.ROOT, format, parameters));
  }
}
