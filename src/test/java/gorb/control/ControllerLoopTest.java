package gorb.control;

import static gorb.control.Samples.ONE;
import static gorb.control.Samples.WEB;
import static gorb.control.Samples.create;
import static gorb.control.Samples.down;
import static gorb.control.Samples.weighing;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Capabilities;
import gorb.dataplane.Connections;
import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.model.Advice;
import gorb.model.CheckHistory;
import gorb.model.Health;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop on its real thread; the limit is there only so that a defect cannot hang the suite. */
@Timeout(60)
class ControllerLoopTest {
  private final GatedDataplane dataplane = new GatedDataplane();
  private final ManualClock clock = new ManualClock();
  private final LinkedBlockingQueue<TurnListener.Turn> turns = new LinkedBlockingQueue<>();
  private final Controller controller =
      new Controller(dataplane, Announcer.NONE, clock, System::nanoTime, new TurnListener() {
        @Override
        public void turned(Turn turn) {
          turns.add(turn);
        }

        @Override
        public void published(Snapshot snapshot) {}
      });
  private final ControllerLoop loop = new ControllerLoop(controller, clock);

  @AfterEach
  void stop() {
    dataplane.gate.countDown();
    loop.close();
  }

  @Test
  void requestsAreAnsweredAndReadersSeeTheirSnapshot() {
    loop.start();

    var answer = loop.request(create("web", WEB)).join();

    assertThat(answer).isInstanceOf(Outcome.Accepted.class);
    assertThat(loop.snapshot().intent().service("web")).isNotNull();
  }

  @Test
  void aSignOfLifeComesAtTheEndOfATurn() {
    var sign = loop.signOfLife();
    assertThat(sign).as("before the loop begins").isNotDone();

    loop.start();
    sign.join();
    loop.signOfLife().join();
    loop.close();

    assertThat(loop.signOfLife()).as("after its end").isCompletedExceptionally();
  }

  @Test
  void manyRequestsOfManyThreadsAreAllAnsweredOnce() throws InterruptedException {
    loop.start();
    loop.request(create("web", WEB)).join();
    var answers = new LinkedBlockingQueue<CompletableFuture<Outcome>>();
    var threads = new ArrayList<Thread>();
    for (int thread = 0; thread < 8; thread++) {
      int number = thread;
      threads.add(Thread.ofVirtual().start(() -> {
        for (int i = 0; i < 50; i++) {
          answers.add(loop.request(create("web", number + "-" + i, Samples.key("10.1." + number + "." + i), 1)));
        }
      }));
    }
    for (var thread : threads) {
      thread.join();
    }

    assertThat(answers).hasSize(400).allSatisfy(answer ->
        assertThat(answer.join()).isInstanceOf(Outcome.Accepted.class));
    assertThat(loop.snapshot().observed().pool(WEB).destinations()).hasSize(400);
  }

  @Test
  void whatWaitsIsOneTurn() throws InterruptedException {
    dataplane.gated = true;
    loop.start();
    dataplane.reached.await();
    for (int i = 0; i < 10; i++) {
      loop.request(create("service-" + i, Samples.endpoint("10.0.1." + i, 80)));
    }

    dataplane.gate.countDown();

    assertThat(turns.take().events()).isZero();
    assertThat(turns.take().events()).isEqualTo(10);
  }

  @Test
  void routineWaitsForSomethingElseToShareATurnWith() throws InterruptedException {
    try (var patient = new ControllerLoop(controller, clock, Duration.ofHours(1))) {
      patient.start();
      assertThat(turns.take().events()).isZero();
      for (int i = 0; i < 3; i++) {
        patient.submit(routine(i));
      }

      assertThat(turns.poll(200, TimeUnit.MILLISECONDS)).as("a turn for routine alone").isNull();

      patient.request(create("web", WEB)).orTimeout(1, TimeUnit.MINUTES).join();

      assertThat(turns.take().events()).isEqualTo(4);
    }
  }

  @Test
  void routineAloneHasItsTurnAsWell() throws InterruptedException {
    loop.start();
    assertThat(turns.take().events()).isZero();

    loop.submit(routine(1));

    assertThat(turns.take().events()).isEqualTo(1);
  }

  @Test
  void aReportIsRoutineWhereItsVerdictIsKnownAndNothingContradictsIt() {
    var since = Samples.START;
    var later = since.plusSeconds(1);
    var good = CheckHistory.EMPTY.afterSuccess();
    var bad = CheckHistory.EMPTY.afterFailure();
    var up = new Health.Up(since);
    var down = new Health.Down(since, "refused connection");

    assertThat(isRoutine(new ServerHealth(up, good, since, later))).isTrue();
    assertThat(isRoutine(new ServerHealth(down, bad, since, later))).isTrue();
    assertThat(isRoutine(new ServerHealth(up, good, since, since))).as("it came up").isFalse();
    assertThat(isRoutine(new ServerHealth(down, bad, since, since))).as("it went down").isFalse();
    assertThat(isRoutine(new ServerHealth(up, bad, since, later))).as("a failure").isFalse();
    assertThat(isRoutine(new ServerHealth(down, good, since, later))).as("a good check").isFalse();
    assertThat(isRoutine(new ServerHealth(up, good, since, later, new Advice("agent", 50, "50%")))).as("advice").isFalse();
    assertThat(isRoutine(new ServerHealth(new Health.Unknown(5), bad, since, later))).as("no verdict").isFalse();
    assertThat(new Event.ResyncDue().isRoutine()).isFalse();
  }

  @Test
  void whoWaitsWhenItClosesIsRefused() throws InterruptedException {
    dataplane.gated = true;
    loop.start();
    dataplane.reached.await();
    var waiting = loop.request(create("web", WEB));
    var closing = Thread.ofPlatform().start(loop::close);
    while (closing.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    var late = loop.request(create("late", WEB));

    dataplane.gate.countDown();
    closing.join();

    assertThat(waiting.join()).isEqualTo(new Outcome.Unavailable("the daemon is stopping"));
    assertThat(late.join()).isEqualTo(new Outcome.Unavailable("the daemon is stopping"));
    assertThat(dataplane.inner.observe()).isEqualTo(Table.EMPTY);
  }

  @Test
  void whoeverAsksDuringOrAfterTheCloseGetsAnAnswer() throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      var racing = new ControllerLoop(
          new Controller(new InMemoryDataplane(), Announcer.NONE, clock, () -> 0, TurnListener.NONE), clock);
      racing.start();
      var answers = new ArrayList<CompletableFuture<Outcome>>();
      var asking = Thread.ofPlatform().start(() -> {
        for (int i = 0; i < 50; i++) {
          answers.add(racing.request(create("service-" + i, Samples.endpoint("10.0.1." + i, 80))));
        }
      });

      racing.close();
      asking.join();

      assertThat(answers).as("round %d", round).allMatch(CompletableFuture::isDone);
    }
  }

  @Test
  void itMayBeClosedTwiceOrBeforeItBegan() {
    loop.close();
    loop.close();

    assertThat(loop.request(create("web", WEB)).join()).isInstanceOf(Outcome.Unavailable.class);
  }

  @Test
  void whenTheTimeHasComeItComparesTheWholeDataPlane() throws InterruptedException {
    loop.start();
    loop.request(create("web", WEB)).join();
    loop.request(create("web", "one", ONE, 100)).join();
    var stale = new Event.HealthReported(new ServerRef("none", "none", 0), down());
    dataplane.inner.apply(List.of(new Step.EditDestination(WEB, ONE, weighing(1))));

    clock.advance(ControllerLoop.RESYNC_INTERVAL);
    loop.submit(stale);

    assertThat(driftOfTheNextTurns()).containsExactly(new Step.EditDestination(WEB, ONE, weighing(100)));
  }

  @Test
  void aClockThatJumpsBackDoesNotPutOffTheNextComparison() throws InterruptedException {
    loop.start();
    loop.request(create("web", WEB)).join();
    loop.request(create("web", "one", ONE, 100)).join();
    var stale = new Event.HealthReported(new ServerRef("none", "none", 0), down());
    clock.advance(Duration.ofDays(-400));
    loop.submit(stale);
    for (int turn = 0; turn < 4; turn++) {
      turns.take();
    }
    dataplane.inner.apply(List.of(new Step.EditDestination(WEB, ONE, weighing(1))));

    clock.advance(ControllerLoop.RESYNC_INTERVAL);
    loop.submit(stale);

    assertThat(driftOfTheNextTurns()).containsExactly(new Step.EditDestination(WEB, ONE, weighing(100)));
  }

  @Test
  void aDefectCostsATurnAndNotTheLoop() {
    dataplane.defects = 1;
    loop.start();

    var answer = loop.request(create("web", WEB)).join();

    assertThat(answer).isInstanceOfAny(Outcome.Accepted.class, Outcome.Unavailable.class);
    assertThat(loop.request(create("mail", Samples.endpoint("10.0.0.2", 25))).join())
        .isInstanceOf(Outcome.Accepted.class);
  }

  /** A further good check of a server that nobody has. */
  private static Event routine(int number) {
    var start = Samples.START;
    return new Event.HealthReported(new ServerRef("web", "none", number),
        new ServerHealth(new Health.Up(start), CheckHistory.EMPTY.afterSuccess(), start, start.plusSeconds(number + 1)));
  }

  private static boolean isRoutine(ServerHealth health) {
    return new Event.HealthReported(new ServerRef("web", "one", 1), health).isRoutine();
  }

  private List<Step> driftOfTheNextTurns() throws InterruptedException {
    while (true) {
      var turn = turns.take();
      if (!turn.drift().isEmpty()) {
        return turn.drift();
      }
    }
  }

  /** A table whose looks wait at a gate, or fail by a defect, where a test wants it. */
  private static final class GatedDataplane implements Dataplane {
    private final InMemoryDataplane inner = new InMemoryDataplane();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private volatile boolean gated;
    private volatile int defects;

    @Override
    public Capabilities capabilities() {
      return inner.capabilities();
    }

    @Override
    public Table observe() {
      if (defects > 0) {
        defects = 0;
        throw new IllegalStateException("a defect that the test planted");
      }
      if (gated) {
        reached.countDown();
        try {
          gate.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return inner.observe();
    }

    @Override
    public List<Refusal> apply(List<Step> steps) {
      return inner.apply(steps);
    }

  @Override
  public Map<ServerKey, Connections> connections(ServiceKey service) {
    return inner.connections(service);
  }

    @Override
    public void flush() throws DataplaneException {
      inner.flush();
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
