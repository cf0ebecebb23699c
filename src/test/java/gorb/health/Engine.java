package gorb.health;

import gorb.model.CheckMethod;
import gorb.model.ExecPolicy;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.Resolver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The ways in which a monitor makes checks: what one finds, the other must find, in the same words. */
enum Engine {
  /** A virtual thread for each check. */
  THREADS(ParkedLoop::new),
  /** What the machine has: an event loop where there is epoll. */
  LOOP(thread -> CheckLoop.open(thread, System::nanoTime));

  /** The first check comes at a random moment within the interval: this is its beginning. */
  private static final RandomGenerator AT_ONCE = () -> 0;
  /** Longer than any test: what asked once is not asked again while it is looked at. */
  private static final Duration UNTIL_THE_NEXT = Duration.ofMinutes(10);

  private final Function<Thread, CheckLoop> loops;

  Engine(Function<Thread, CheckLoop> loops) {
    this.loops = loops;
  }

  /** A monitor as the daemon has it. */
  <K> HealthMonitor<K> monitor(Resolver resolver, RandomGenerator random, Consumer<CheckReport<K>> listener) {
    return new HealthMonitor<>(
        resolver, ExecPolicy.ALSO_AS_ROOT, loops, InstantSource.system(), System::nanoTime, random, listener);
  }

  /** The report of one check by a monitor of its own, against an address literal. */
  CheckReport<String> once(CheckMethod method, Duration timeout) throws InterruptedException {
    return once(method, timeout, IpAddress::of);
  }

  /** The report of one check by a monitor of its own. */
  CheckReport<String> once(CheckMethod method, Duration timeout, Resolver resolver) throws InterruptedException {
    var reports = new LinkedBlockingQueue<CheckReport<String>>();
    try (var monitor = this.<String>monitor(resolver, AT_ONCE, reports::add)) {
      monitor.start();
      monitor.set(Map.of("server", new Watch(new HealthCheck(method, UNTIL_THE_NEXT, timeout), Checks.FRESH)));
      return reports.take();
    }
  }
}
