package gorb.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.control.DiscoveryStatus;
import gorb.control.DiscoveryStatus.State;
import gorb.model.DiscoverySource.Verdict;
import gorb.model.VirtualService;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FollowerTest {
  private static final VirtualService SERVICE = MergeTest.service(Verdict.BOTH, 10);

  private final ScriptedSource source = new ScriptedSource();
  private final LinkedBlockingQueue<Findings> seen = new LinkedBlockingQueue<>();
  private final AtomicReference<Follower> itself = new AtomicReference<>();
  private final Follower follower = new Follower("web", SERVICE, source, () -> SERVICE, MergeTest.TEMPLATE,
      new Follower.Pace(Duration.ofMillis(1), Duration.ofMillis(4), new Random(7)), InstantSource.system(),
      () -> seen.add(itself.get().findings()));

  FollowerTest() {
    itself.set(follower);
    follower.start();
  }

  @AfterEach
  void close() {
    follower.close();
  }

  @Test
  void itGoesOnAskingWhateverFails() throws Exception {
    source.fail(new IOException("refused"));
    source.fail(new IllegalStateException("nobody thought of that"));
    source.fail(new IOException());
    source.answer("10.1.0.1");
    source.fail(new IOException("away"));
    source.answer("10.1.0.2");

    assertThat(next()).extracting(DiscoveryStatus::state, DiscoveryStatus::reason)
        .containsExactly(State.FAILED, "refused");
    assertThat(next().reason()).isEqualTo("java.lang.IllegalStateException: nobody thought of that");
    assertThat(next()).extracting(DiscoveryStatus::state, DiscoveryStatus::reason)
        .containsExactly(State.FAILED, "java.io.IOException");
    assertThat(next()).extracting(DiscoveryStatus::state, DiscoveryStatus::found).containsExactly(State.CURRENT, 1);
    assertThat(next().state()).isEqualTo(State.FAILED);
    var last = seen.poll(60, TimeUnit.SECONDS);
    assertThat(last.answer().instances()).extracting(it -> it.address().toString()).containsExactly("10.1.0.2");
    assertThat(last.status()).extracting(DiscoveryStatus::reads, DiscoveryStatus::failures).containsExactly(2L, 4L);
  }

  @Test
  void anAnswerWithoutBackendsKeepsTheOneBefore() throws Exception {
    source.answer("10.1.0.1");
    source.answer();

    next();
    assertThat(next().state()).isEqualTo(State.EMPTY);
    assertThat(follower.findings().answer().instances()).hasSize(1);
  }

  @Test
  void itsEndEndsAQuestionThatIsNotAnswered() {
    follower.close();

    assertThat(source.left()).isLessThanOrEqualTo(1);
    assertThat(follower.findings().status().state()).isEqualTo(State.WAITING);
  }

  @Test
  void thePauseDoublesToItsLongestAndAnAnswerIsAskedForAFifthEarlierAtMost() {
    var pace = new Follower.Pace(Duration.ofSeconds(1), Duration.ofSeconds(30), new Random(7));

    var pause = pace.first();
    for (int seconds : new int[] {2, 4, 8, 16, 30, 30}) {
      pause = pace.next(pause);
      assertThat(pause).isEqualTo(Duration.ofSeconds(seconds));
      assertThat(pace.jittered(pause)).isBetween(pause.multipliedBy(4).dividedBy(5), pause);
    }
  }

  /** Pauses of 1, 2, 4 ... ms: the tenth question comes after half a second, the twentieth after nine minutes. */
  @Test
  void aSourceThatGoesOnFailingIsAskedLessAndLessOften() {
    var failing = new ScriptedSource();
    for (int i = 0; i < 1_000; i++) {
      failing.fail(new IOException("refused"));
    }
    var pace = new Follower.Pace(Duration.ofMillis(1), Duration.ofDays(1), new Random(7));
    try (var patient = new Follower("web", SERVICE, failing, () -> SERVICE, MergeTest.TEMPLATE, pace, InstantSource.system(),
        () -> {})) {
      patient.start();
      await().until(() -> failing.asked() >= 10);
      await().during(Duration.ofMillis(300)).until(() -> failing.asked() < 20);
    }
  }

  private DiscoveryStatus next() throws InterruptedException {
    var findings = seen.poll(60, TimeUnit.SECONDS);
    assertThat(findings).as("a finding").isNotNull();
    return findings.status();
  }
}
