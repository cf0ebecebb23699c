package gorb.bfd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import gorb.bfd.ControlPacket.Intervals;
import gorb.bfd.ControlPacket.Marks;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BfdSessionTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final BfdSettings SETTINGS = new BfdSettings(Duration.ofMillis(300), 3);
  private static final long OURS = 7;
  private static final long THEIRS = 0xfedc_ba98L;

  private static final Intervals SLOW = new Intervals(Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ZERO);

  private Instant now = START;

  @Test
  void packetsAreASecondApartUntilTheSessionIsUp() {
    var session = started();

    assertThat(session.state()).isEqualTo(LinkState.DOWN);
    assertThat(session.period()).isEqualTo(Duration.ofSeconds(1));
    for (int i = 0; i < 50; i++) {
      var sent = only(session);
      assertThat(sent.intervals())
          .isEqualTo(new Intervals(Duration.ofSeconds(1), Duration.ofMillis(300), Duration.ZERO));
      assertThat(sent.to()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 750, 900", "3, 750, 1000"})
  void thePauseIsShortenedByChanceSoThatNoPacketComesTooLate(int multiplier, long least, long most) {
    var session = started(new BfdSettings(Duration.ofMillis(300), multiplier), new SplittableRandom(5));
    var pauses = new ArrayList<Long>();
    for (int i = 0; i < 1_000; i++) {
      var before = now;
      only(session);
      pauses.add(Duration.between(before, now).toMillis());
    }

    assertThat(pauses).allSatisfy(pause -> assertThat(pause).isBetween(least, most));
    assertThat(pauses.stream().distinct().count()).isGreaterThan(50);
  }

  @Test
  void aSessionComesUpInThreeStepsAndEachIsToldAtOnce() {
    var session = started();

    var first = hear(session, LinkState.DOWN, 0, Marks.NONE);
    assertThat(session.state()).isEqualTo(LinkState.INIT);
    assertThat(sent(first)).extracting(ControlPacket::state, ControlPacket::to)
        .containsExactly(tuple(LinkState.INIT, THEIRS));
    var second = hear(session, LinkState.INIT, OURS, Marks.NONE);

    assertThat(session.state()).isEqualTo(LinkState.UP);
    assertThat(second).contains(new BfdAction.Up());
    assertThat(sent(second)).singleElement().satisfies(packet -> {
      assertThat(packet.state()).isEqualTo(LinkState.UP);
      assertThat(packet.marks()).isEqualTo(Marks.ONLY_POLL);
      assertThat(packet.intervals().send()).isEqualTo(Duration.ofMillis(300));
    });
  }

  @Test
  void aPeerThatIsUpBringsUpAnInitOneButNotADownOne() {
    var down = started();
    assertThat(hear(down, LinkState.UP, OURS, Marks.NONE)).isEmpty();
    assertThat(down.state()).isEqualTo(LinkState.DOWN);

    hear(down, LinkState.DOWN, 0, Marks.NONE);
    assertThat(hear(down, LinkState.UP, OURS, Marks.NONE)).contains(new BfdAction.Up());
  }

  @Test
  void aPollGoesOnUntilItIsAnswered() {
    var session = up();

    assertThat(only(session).marks()).isEqualTo(Marks.ONLY_POLL);
    hear(session, LinkState.UP, OURS, Marks.NONE);
    assertThat(only(session).marks()).isEqualTo(Marks.ONLY_POLL);
    hear(session, LinkState.UP, OURS, Marks.ONLY_FINAL);
    assertThat(only(session).marks()).isEqualTo(Marks.NONE);
  }

  @Test
  void aPollOfThePeerIsAnsweredAtOnceAndWithoutAPollOfOurs() {
    var session = up();

    var answer = hear(session, LinkState.UP, OURS, Marks.ONLY_POLL);

    assertThat(sent(answer)).singleElement().extracting(ControlPacket::marks).isEqualTo(Marks.ONLY_FINAL);
  }

  @Test
  void silenceForTheDetectionTimeIsADeadLinkAndNotAMillisecondEarlier() {
    var session = up();
    hear(session, LinkState.UP, OURS, Marks.ONLY_FINAL);
    assertThat(session.detectionTime()).isEqualTo(Duration.ofMillis(900));
    var heard = now;

    assertThat(reach(session, heard.plusMillis(900).minusNanos(1))).noneMatch(BfdAction.Down.class::isInstance);
    var end = reach(session, heard.plusMillis(900));

    assertThat(end).contains(new BfdAction.Down("nothing heard for 900 ms", true));
    assertThat(session.state()).isEqualTo(LinkState.DOWN);
    assertThat(session.period()).isEqualTo(Duration.ofSeconds(1));
    assertThat(sent(end).getLast()).satisfies(packet -> {
      assertThat(packet.diagnostic()).isEqualTo(1);
      assertThat(packet.to()).isZero();
    });
  }

  @Test
  void theDetectionTimeIsOfThePeersMultiplierAndOfTheSlowerOfBoth() {
    var session = up();
    hear(session, new ControlPacket(0, LinkState.UP, Marks.NONE, 5, THEIRS, OURS,
        new Intervals(Duration.ofMillis(400), Duration.ofMillis(100), Duration.ZERO)));
    assertThat(session.detectionTime()).isEqualTo(Duration.ofSeconds(2));
    assertThat(session.period()).isEqualTo(Duration.ofMillis(300));

    hear(session, new ControlPacket(0, LinkState.UP, Marks.NONE, 5, THEIRS, OURS,
        new Intervals(Duration.ofMillis(10), Duration.ofMillis(700), Duration.ZERO)));
    assertThat(session.detectionTime()).isEqualTo(Duration.ofMillis(1_500));
    assertThat(session.period()).isEqualTo(Duration.ofMillis(700));
    assertThat(Duration.between(now, session.wakeAt())).isBetween(Duration.ofMillis(525), Duration.ofMillis(700));
  }

  @Test
  void aPeerThatHearsNothingEndsTheSessionAndItsOperatorDoesNotMakeTheLinkDead() {
    var dead = up();
    assertThat(hear(dead, new ControlPacket(1, LinkState.DOWN, Marks.NONE, 3, THEIRS, OURS, SLOW)))
        .contains(new BfdAction.Down("the peer says: control detection time expired", true));

    var held = up();
    assertThat(hear(held, LinkState.ADMIN_DOWN, OURS, Marks.NONE))
        .contains(new BfdAction.Down("the peer's operator took it down", false));
    assertThat(held.state()).isEqualTo(LinkState.DOWN);
    assertThat(hear(held, LinkState.ADMIN_DOWN, OURS, Marks.NONE)).isEmpty();
  }

  @Test
  void packetsOfAnotherSessionChangeNothing() {
    var session = up();
    var before = session.wakeAt();

    assertThat(hear(session, LinkState.DOWN, OURS + 1, Marks.ONLY_POLL)).isEmpty();
    assertThat(session.state()).isEqualTo(LinkState.UP);
    assertThat(session.wakeAt()).isEqualTo(before);
  }

  @Test
  void aPeerThatWantsNothingIsSentNothingButAnswers() {
    var session = up();
    hear(session, new ControlPacket(0, LinkState.UP, Marks.ONLY_FINAL, 3, THEIRS, OURS,
        new Intervals(Duration.ofMillis(300), Duration.ZERO, Duration.ZERO)));
    assertThat(session.period()).isZero();
    assertThat(reach(session, now.plusMillis(899))).isEmpty();

    var demanding = up();
    hear(demanding, LinkState.UP, OURS, new Marks(false, true, false, true));
    assertThat(reach(demanding, now.plusMillis(899))).isEmpty();
    assertThat(sent(hear(demanding, LinkState.UP, OURS, new Marks(true, false, false, true)))).hasSize(1);

    var polling = up();
    hear(polling, LinkState.UP, OURS, new Marks(false, false, false, true));
    assertThat(sent(reach(polling, now.plusMillis(600)))).as("until the poll is answered").isNotEmpty()
        .allSatisfy(it -> assertThat(it.marks()).isEqualTo(Marks.ONLY_POLL));
  }

  @Test
  void anEndIsToldThreeTimesAndNothingFollows() {
    var session = up();

    var end = session.next(new BfdEvent.Stopped(), now);

    assertThat(sent(end)).hasSize(3).allSatisfy(packet -> {
      assertThat(packet.state()).isEqualTo(LinkState.ADMIN_DOWN);
      assertThat(packet.diagnostic()).isEqualTo(7);
      assertThat(packet.to()).isEqualTo(THEIRS);
    });
    assertThat(end).contains(new BfdAction.Down("stopped", false));
    assertThat(session.wakeAt()).isEqualTo(Instant.MAX);
    assertThat(hear(session, LinkState.DOWN, OURS, Marks.ONLY_POLL)).isEmpty();
    assertThat(session.next(new BfdEvent.Stopped(), now)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void twoSessionsFindEachOtherLoseEachOtherAndFindEachOtherAgainWhateverIsLost(long seed) {
    var random = new Random(seed);
    var pair = new Pair(random);

    pair.run(Duration.ofSeconds(30), 0.3);
    pair.run(Duration.ofSeconds(10), 0);
    assertThat(pair.states()).containsOnly(LinkState.UP);
    long failures = pair.failures;
    pair.run(Duration.ofSeconds(60), 0);
    assertThat(pair.failures).as("nothing is lost, so nothing fails").isEqualTo(failures);
    pair.run(Duration.ofMillis(1_700), 1);
    assertThat(pair.states()).as("after the longer detection time").containsOnly(LinkState.DOWN);
    pair.run(Duration.ofSeconds(10), 0);
    assertThat(pair.states()).containsOnly(LinkState.UP);
  }

  @Test
  void anyPacketsInAnyOrderLeaveASessionThatWakesUp() throws Exception {
    long seed = 20_261_126;
    var random = new Random(seed);
    var session = started();
    for (int i = 0; i < 200_000; i++) {
      now = now.plusNanos(random.nextLong(400_000_000));
      byte[] bytes = new byte[ControlPacket.LENGTH];
      random.nextBytes(bytes);
      try {
        var packet = ControlPacket.decode(ByteBuffer.wrap(BfdPackets.likely(bytes, random, OURS)));
        assertThat(session.next(new BfdEvent.Received(packet), now)).as("seed %d", seed).hasSizeLessThanOrEqualTo(2);
      } catch (PacketException _) {
        session.next(new BfdEvent.TimeReached(), now);
      }
      assertThat(session.wakeAt()).as("seed %d", seed).isBefore(now.plus(Duration.ofDays(20)));
    }
  }

  private BfdSession started() {
    return started(SETTINGS, new SplittableRandom(3));
  }

  private BfdSession started(BfdSettings settings, RandomGenerator random) {
    var session = new BfdSession(settings, OURS, random);
    assertThat(session.next(new BfdEvent.Started(), now)).hasSize(1);
    return session;
  }

  private BfdSession up() {
    var session = started();
    hear(session, LinkState.DOWN, 0, Marks.NONE);
    hear(session, LinkState.INIT, OURS, Marks.NONE);
    assertThat(session.state()).isEqualTo(LinkState.UP);
    return session;
  }

  private List<BfdAction> hear(BfdSession session, LinkState state, long to, Marks marks) {
    var intervals = state == LinkState.UP
        ? new Intervals(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ZERO)
        : SLOW;
    return hear(session, new ControlPacket(0, state, marks, 3, THEIRS, to, intervals));
  }

  private List<BfdAction> hear(BfdSession session, ControlPacket packet) {
    return session.next(new BfdEvent.Received(packet), now);
  }

  /** Lets time pass, and gives all that happens until then. */
  private List<BfdAction> reach(BfdSession session, Instant until) {
    var all = new ArrayList<BfdAction>();
    while (!session.wakeAt().isAfter(until)) {
      now = session.wakeAt();
      all.addAll(session.next(new BfdEvent.TimeReached(), now));
    }
    now = until;
    return all;
  }

  /** The packet at the next moment that has one. */
  private ControlPacket only(BfdSession session) {
    now = session.wakeAt();
    var sent = sent(session.next(new BfdEvent.TimeReached(), now));
    assertThat(sent).hasSize(1);
    return sent.getFirst();
  }

  private static List<ControlPacket> sent(List<BfdAction> actions) {
    return actions.stream().filter(BfdAction.Send.class::isInstance).map(it -> ((BfdAction.Send) it).packet()).toList();
  }

  /** Two sessions over a wire that takes 10 ms and loses packets. */
  private static final class Pair {
    private static final Duration TRAVEL = Duration.ofMillis(10);

    private final Random random;
    private final BfdSession[] sessions;
    private final List<Deque<OnTheWay>> wires = List.of(new ArrayDeque<>(), new ArrayDeque<>());
    private Instant now = START;
    private long failures;

    record OnTheWay(Instant arrival, ControlPacket packet) {}

    Pair(Random random) {
      this.random = random;
      this.sessions = new BfdSession[] {
          new BfdSession(SETTINGS, 1, random), new BfdSession(new BfdSettings(Duration.ofMillis(500), 3), 2, random)};
      for (int i = 0; i < 2; i++) {
        act(i, sessions[i].next(new BfdEvent.Started(), now), 0);
      }
    }

    List<LinkState> states() {
      return List.of(sessions[0].state(), sessions[1].state());
    }

    void run(Duration duration, double loss) {
      var end = now.plus(duration);
      for (; now.isBefore(end); now = now.plusMillis(1)) {
        for (int i = 0; i < 2; i++) {
          for (var wire = wires.get(i); !wire.isEmpty() && !wire.peek().arrival().isAfter(now);) {
            act(i, sessions[i].next(new BfdEvent.Received(wire.remove().packet()), now), loss);
          }
          if (!sessions[i].wakeAt().isAfter(now)) {
            act(i, sessions[i].next(new BfdEvent.TimeReached(), now), loss);
          }
        }
      }
    }

    private void act(int who, List<BfdAction> actions, double loss) {
      for (var action : actions) {
        switch (action) {
          case BfdAction.Send(var packet) -> {
            if (random.nextDouble() >= loss) {
              wires.get(1 - who).add(new OnTheWay(now.plus(TRAVEL), packet));
            }
          }
          case BfdAction.Up() -> { }
          case BfdAction.Down(_, var failed) -> failures += failed ? 1 : 0;
        }
      }
    }
  }
}
