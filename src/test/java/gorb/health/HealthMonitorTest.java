package gorb.health;

import static gorb.health.Checks.FRESH;
import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.reason;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.CheckHistory;
import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.Health;
import gorb.model.HealthCheck;
import gorb.model.ServerHealth;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("loops")
class HealthMonitorTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final CheckMethod NONE = new CheckMethod.Always();
  private static final CheckMethod OTHER = new CheckMethod.TcpConnect(new CheckTarget("192.0.2.1", 80));
  private static final Probe WELL = () -> {};
  private static final Probe REFUSED = () -> {
    throw new CheckFailedException("refused connection");
  };

  /** What the timer waits on; here each check has a thread. */
  @Parameter
  Function<Thread, CheckLoop> loops;

  private final BlockingQueue<CheckReport<String>> reports = new LinkedBlockingQueue<>();
  private final List<HealthMonitor<String>> monitors = new ArrayList<>();

  static List<Named<Function<Thread, CheckLoop>>> loops() {
    return List.of(
        Named.of("parked", ParkedLoop::new),
        Named.of("epoll", thread -> new WithoutExchanges(CheckLoop.open(thread, System::nanoTime))));
  }

  @AfterEach
  void closeMonitors() {
    monitors.forEach(HealthMonitor::close);
  }

  @Test
  void aShortageOfThisHostSaysNothingOfTheServer() throws Exception {
    var answers = new ArrayList<Probe>(List.of(WELL, () -> {
      throw new SocketException("Too many open files");
    }));
    var monitor = monitor(_ -> answers.size() > 1 ? answers.removeFirst() : answers.getFirst());

    monitor.set(Map.of("a", watch(NONE)));

    var up = reports.take();
    var notAsked = reports.take();
    assertThat(up.health().health()).isInstanceOf(Health.Up.class);
    assertThat(notAsked.result()).isInstanceOf(CheckResult.NotAsked.class);
    assertThat(notAsked.health()).isEqualTo(up.health());
  }

  @Test // H24
  void aKeyIsCheckedAgainAndAgainAndItsHealthIsKept() throws Exception {
    var monitor = monitor(_ -> WELL);

    monitor.set(Map.of("a", watch(NONE)));

    for (int check = 1; check <= 3; check++) {
      var report = reports.take();
      assertThat(report.key()).isEqualTo("a");
      assertThat(report.check().method()).isEqualTo(NONE);
      assertThat(report.health()).isEqualTo(
          new ServerHealth(new Health.Up(NOW, Health.Unknown.NO_CEILING), new CheckHistory(0, 0, check), FRESH.upFrom(), NOW));
    }
  }

  @Test
  void aFailureIsReportedWithItsReason() throws Exception {
    var monitor = monitor(_ -> REFUSED);

    monitor.set(Map.of("a", watch(NONE)));

    assertThat(reports.take().health().health()).isEqualTo(new Health.Down(NOW, "refused connection"));
  }

  @Test
  void aProbeWithADefectIsAFailureAndTheNextCheckGoesOn() throws Exception {
    var monitor = monitor(_ -> () -> {
      throw new IllegalStateException("oops");
    });

    monitor.set(Map.of("a", watch(NONE)));

    assertThat(reason(reports.take())).isEqualTo("defect of the check: java.lang.IllegalStateException: oops");
    assertThat(reports.take().health().history().failures()).isEqualTo(2);
  }

  @Test
  void aProbeThatWaitsForEverTimesOutAtTheDeadline() throws Exception {
    var monitor = monitor(_ -> HealthMonitorTest::waitForEver);

    monitor.set(Map.of("a", watch(NONE, Duration.ofMillis(40))));

    var report = reports.take();
    assertThat(reason(report)).isEqualTo("timed out after 40 ms");
    assertThat(report.result().took()).isGreaterThanOrEqualTo(Duration.ofMillis(40));
    assertThat(reports.take().health().history().failures()).isEqualTo(2);
  }

  @Test
  void aProbeThatHasItsVerdictAtTheDeadlineKeepsIt() throws Exception {
    var monitor = monitor(_ -> () -> {
      try {
        waitForEver();
      } catch (IOException _) {
        // As a probe that drains a body.
      }
    });

    monitor.set(Map.of("a", watch(NONE, Duration.ofMillis(40))));

    assertThat(reports.take().result()).isInstanceOf(CheckResult.Success.class);
  }

  @Test
  void aProbeThatSwallowsAnInterruptIsInterruptedAgain() throws Exception {
    var monitor = monitor(_ -> () -> {
      try {
        waitForEver();
      } catch (IOException _) {
        waitForEver();
      }
    });

    monitor.set(Map.of("a", watch(NONE, Duration.ofMillis(10))));

    assertThat(reason(reports.take())).isEqualTo("timed out after 10 ms");
  }

  @Test
  void theListenerIsNotInterruptedByTheDeadline() throws Exception {
    var interrupted = new LinkedBlockingQueue<Boolean>();
    var monitor = monitor(_ -> HealthMonitorTest::waitForEver, _ -> interrupted.add(Thread.currentThread().isInterrupted()));

    monitor.set(Map.of("a", watch(NONE, Duration.ofMillis(10))));

    assertThat(interrupted.take()).isFalse();
  }

  @Test // H39
  void aRemovedKeyHasItsCheckInterruptedAndTheResultDropped() throws Exception {
    var began = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    var monitor = monitor(_ -> () -> {
      began.countDown();
      try {
        waitForEver();
      } finally {
        interrupted.countDown();
      }
    });
    monitor.set(Map.of("a", watch(NONE)));
    began.await();

    monitor.set(Map.of());

    interrupted.await();
    monitor.close();
    assertThat(reports).isEmpty();
  }

  @Test // H39
  void theResultOfARemovedKeyIsDroppedEvenIfItIsGood() throws Exception {
    var began = new CountDownLatch(1);
    var removed = new CountDownLatch(1);
    var monitor = monitor(_ -> () -> {
      began.countDown();
      awaitInSpiteOfInterrupts(removed);
    });
    monitor.set(Map.of("a", watch(NONE)));
    began.await();

    monitor.set(Map.of());
    removed.countDown();

    monitor.close();
    assertThat(reports).isEmpty();
  }

  @Test
  void aChangedCheckKeepsTheHealthAndDropsTheResultOfTheOldOne() throws Exception {
    var began = new CountDownLatch(1);
    var monitor = monitor(method -> method.equals(NONE) ? () -> {
      began.countDown();
      waitForEver();
    } : WELL);
    var known = new ServerHealth(new Health.Up(NOW), new CheckHistory(0, 0, 3), NOW, NOW);
    monitor.set(Map.of("a", new Watch(watch(NONE).check(), known)));
    began.await();

    monitor.set(Map.of("a", watch(OTHER)));

    var report = reports.take();
    assertThat(report.check().method()).isEqualTo(OTHER);
    assertThat(report.health().history()).isEqualTo(new CheckHistory(0, 0, 4));
  }

  @Test
  void aKeyThatComesAgainBeginsWithTheHealthThatItIsGiven() throws Exception {
    var monitor = monitor(_ -> WELL);
    monitor.set(Map.of("a", watch(NONE)));
    reports.take();
    var anew = ServerHealth.unknown(NOW.minusSeconds(9), 7);

    monitor.set(Map.of());
    monitor.set(Map.of("a", new Watch(watch(NONE).check(), anew)));

    var report = reports.take();
    while (!report.health().upFrom().equals(anew.upFrom())) {
      report = reports.take();
    }
    assertThat(report.health().history().size()).isEqualTo(1);
  }

  @Test
  void statingTheSameAgainLeavesACheckUnderWayAlone() throws Exception {
    var began = new CountDownLatch(1);
    var stated = new CountDownLatch(1);
    var monitor = monitor(_ -> () -> {
      began.countDown();
      try {
        stated.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    });
    monitor.set(Map.of("a", watch(NONE)));
    began.await();

    monitor.set(Map.of("a", watch(NONE), "b", watch(NONE)));
    stated.countDown();

    assertThat(reports.take().result()).isInstanceOf(CheckResult.Success.class);
  }

  @Test
  void aListenerThatThrowsCostsNoCheck() throws Exception {
    var monitor = monitor(_ -> WELL, report -> {
      reports.add(report);
      throw new IllegalStateException("a planted failure of the listener");
    });

    monitor.set(Map.of("a", watch(NONE)));

    assertThat(reports.take().health().history().size()).isEqualTo(1);
    assertThat(reports.take().health().history().size()).isEqualTo(2);
  }

  @Test
  void aListenerThatBlocksDelaysItsOwnKeyOnly() throws Exception {
    var let = new CountDownLatch(1);
    var monitor = monitor(_ -> WELL, report -> {
      reports.add(report);
      if (report.key().equals("slow")) {
        awaitInSpiteOfInterrupts(let);
      }
    });

    monitor.set(Map.of("slow", watch(NONE), "quick", watch(NONE)));

    var counts = new HashMap<String, Integer>();
    while (counts.getOrDefault("quick", 0) < 10 || !counts.containsKey("slow")) {
      counts.merge(reports.take().key(), 1, Integer::sum);
    }
    assertThat(counts).containsEntry("slow", 1);
    let.countDown();
  }

  @Test
  void theListenerMaySetWhatIsWatched() throws Exception {
    var self = new AtomicReference<HealthMonitor<String>>();
    var monitor = monitor(_ -> WELL, report -> {
      reports.add(report);
      self.get().set(Map.of("b", watch(NONE)));
    });
    self.set(monitor);

    monitor.set(Map.of("a", watch(NONE)));

    assertThat(reports.take().key()).isEqualTo("a");
    assertThat(reports.take().key()).isEqualTo("b");
  }

  @Test
  void noMoreChecksThanSlotsAreUnderWay() throws Exception {
    var slots = 3;
    var underWay = new AtomicInteger();
    var most = new AtomicInteger();
    var full = new CountDownLatch(slots);
    var let = new CountDownLatch(1);
    var monitor = new HealthMonitor<String>(_ -> () -> {
      most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
      full.countDown();
      awaitInSpiteOfInterrupts(let);
      underWay.decrementAndGet();
    }, loops, InstantSource.fixed(NOW), System::nanoTime, new CheckSchedule<>(slots, new Random(1)), reports::add);
    monitors.add(monitor);
    monitor.start();
    var watches = new HashMap<String, Watch>();
    for (int key = 0; key < 20; key++) {
      watches.put("key " + key, watch(NONE));
    }

    monitor.set(watches);
    full.await();
    let.countDown();

    for (int report = 0; report < 100; report++) {
      reports.take();
    }
    assertThat(most).hasValue(slots);
  }

  @Test
  void nothingIsReportedAfterClose() throws Exception {
    for (int round = 0; round < 50; round++) {
      var closed = new AtomicBoolean();
      var late = new AtomicInteger();
      var some = new CountDownLatch(5);
      var monitor = monitor(_ -> WELL, _ -> {
        some.countDown();
        if (closed.get()) {
          late.incrementAndGet();
        }
      });
      monitor.set(Map.of("a", watch(NONE), "b", watch(NONE), "c", watch(NONE)));
      some.await();

      monitor.close();
      closed.set(true);

      monitor.set(Map.of("d", watch(NONE)));
      assertThat(late).as("round %d", round).hasValue(0);
      assertThat(liveThreads()).as("round %d", round).isZero();
    }
  }

  @Test
  void closeEndsChecksUnderWayWithoutAReport() throws Exception {
    var began = new CountDownLatch(1);
    var monitor = monitor(_ -> () -> {
      began.countDown();
      waitForEver();
    });
    monitor.set(Map.of("a", watch(NONE)));
    began.await();

    monitor.close();
    monitor.close();

    assertThat(reports).isEmpty();
    assertThat(liveThreads()).isZero();
  }

  @Test
  void aMonitorThatNeverBeganCanBeClosed() {
    var monitor = new HealthMonitor<String>(
        _ -> WELL, loops, InstantSource.fixed(NOW), System::nanoTime, new CheckSchedule<>(1, new Random(1)), reports::add);
    monitor.set(Map.of("a", watch(NONE)));

    monitor.close();

    assertThat(reports).isEmpty();
  }

  private HealthMonitor<String> monitor(Function<CheckMethod, Probe> probes) {
    return monitor(probes, reports::add);
  }

  private HealthMonitor<String> monitor(Function<CheckMethod, Probe> probes, Consumer<CheckReport<String>> listener) {
    var monitor = new HealthMonitor<String>(
        probes, loops, InstantSource.fixed(NOW), System::nanoTime,
        new CheckSchedule<>(HealthMonitor.MOST_AT_ONCE, new Random(1)), listener);
    monitors.add(monitor);
    monitor.start();
    return monitor;
  }

  private static Watch watch(CheckMethod method) {
    return watch(method, PLENTY);
  }

  private static Watch watch(CheckMethod method, Duration timeout) {
    return new Watch(new HealthCheck(method, Duration.ofMillis(1), timeout), FRESH);
  }

  private static void waitForEver() throws IOException {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IOException("closed by interrupt", e);
    }
  }

  private static void awaitInSpiteOfInterrupts(CountDownLatch latch) {
    while (true) {
      try {
        latch.await();
        return;
      } catch (InterruptedException _) {
        // That is the point.
      }
    }
  }

  private static long liveThreads() {
    return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("health-")).count();
  }

  /** A loop that only waits. */
  private record WithoutExchanges(CheckLoop loop) implements CheckLoop {
    @Override
    public Exchange exchange(CheckMethod method, Runnable again, Consumer<IOException> end) {
      return null;
    }

    @Override
    public void begin(List<Exchange> exchanges) {
      loop.begin(exchanges);
    }

    @Override
    public void await(long nanos) {
      loop.await(nanos);
    }

    @Override
    public void wakeUp() {
      loop.wakeUp();
    }

    @Override
    public void close() {
      loop.close();
    }
  }
}
