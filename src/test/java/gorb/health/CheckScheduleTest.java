package gorb.health;

import static gorb.health.Checks.FRESH;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.health.ScheduledCheck.Phase;
import gorb.model.CheckMethod;
import gorb.model.CheckPolicy;
import gorb.model.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckScheduleTest {
  private static final CheckPolicy ONE = CheckPolicy.of(Duration.ofSeconds(1));
  private static final long INTERVAL = 10_000;
  private static final long TIMEOUT = 500;
  private static final long SECOND = 1_000_000_000;
  private static final Watch WATCH = watch(INTERVAL);
  private static final Watch OTHER = watch(20_000);

  private final CheckSchedule<String> schedule = new CheckSchedule<>(10, new Random(1));

  @Test // H25
  void firstChecksAreSpreadEvenlyOverTheInterval() {
    var many = new CheckSchedule<Integer>(100_000, new Random(7));
    var watches = new HashMap<Integer, Watch>();
    for (int key = 0; key < 10_000; key++) {
      watches.put(key, WATCH);
    }
    many.replace(watches, 1_000_000);

    assertThat(many.startDue(1_000_000 - 1)).isEmpty();
    for (int tenth = 1; tenth <= 10; tenth++) {
      long end = 1_000_000 + tenth * INTERVAL / 10 - 1;
      int begun = 0;
      for (var due = many.startDue(end); !due.isEmpty(); due = many.startDue(end)) {
        begun += due.size();
      }
      assertThat(begun).as("tenth %d", tenth).isBetween(900, 1100);
    }
    assertThat(many.heldSlots()).isEqualTo(10_000);
  }

  @Test
  void ofThoseThatAreDueAtOnceSomeAreBegunLaterAndTheNextTimeIsNow() {
    var many = new CheckSchedule<Integer>(100_000, new Random(7));
    var watches = new HashMap<Integer, Watch>();
    for (int key = 0; key < CheckSchedule.MOST_AT_A_TURN + 1; key++) {
      watches.put(key, WATCH);
    }
    many.replace(watches, 0);

    assertThat(many.startDue(INTERVAL)).hasSize(CheckSchedule.MOST_AT_A_TURN);
    assertThat(many.nextAt()).isLessThanOrEqualTo(INTERVAL);
    assertThat(many.startDue(INTERVAL)).hasSize(1);
  }

  @Test
  void theNextCheckIsDueAnIntervalAfterTheOneBeforeWithoutJitter() {
    schedule.replace(Map.of("a", WATCH), 0);
    var check = startOnly(INTERVAL);
    schedule.end(check);

    schedule.release(check, 12_345);

    assertThat(schedule.nextAt()).isEqualTo(12_345 + INTERVAL);
    assertThat(schedule.startDue(12_345 + INTERVAL - 1)).isEmpty();
    assertThat(schedule.startDue(12_345 + INTERVAL)).containsExactly(check);
  }

  /** A waking of the thread is for several checks, and none is made less often for that. */
  @Test
  void afterALongIntervalACheckIsDueAtTheGrainBefore() {
    long grain = CheckSchedule.GRAIN.toNanos();
    schedule.replace(Map.of("a", watch(SECOND)), 0);
    long began = SECOND / grain * grain;
    var check = startOnly(began);
    schedule.end(check);

    schedule.release(check, began + grain - 1);

    assertThat(schedule.nextAt()).isEqualTo(began + SECOND);
  }

  @Test
  void aShortIntervalIsAsLongAsItSays() {
    long interval = CheckSchedule.SHORTEST_IN_GRAINS.toNanos() - 1;
    schedule.replace(Map.of("a", watch(interval)), 0);
    var check = startOnly(SECOND);
    schedule.end(check);

    schedule.release(check, SECOND + 1);

    assertThat(schedule.nextAt()).isEqualTo(SECOND + 1 + interval);
  }

  @Test
  void aHurriedCheckDoesNotWaitForAGrain() {
    schedule.replace(Map.of("a", watch(SECOND)), 0);

    schedule.hasten("a", 12_345);

    assertThat(schedule.nextAt()).isEqualTo(12_345);
  }

  @Test
  void aKeyIsNeverUnderWayTwice() {
    schedule.replace(Map.of("a", WATCH), 0);
    startOnly(INTERVAL);

    assertThat(schedule.startDue(INTERVAL * 100)).isEmpty();
  }

  @Test
  void howLateACheckBeginsIsKnown() {
    schedule.replace(Map.of("a", WATCH), 0);
    long due = schedule.nextAt();

    var check = startOnly(due + 77);

    assertThat(check.late).isEqualTo(77);
    assertThat(check.startedAt).isEqualTo(due + 77);
  }

  @Test
  void aCheckExpiresAtItsDeadlineAndIsOverdueEverySecondUntilItEnds() {
    schedule.replace(Map.of("a", WATCH), 0);
    var check = startOnly(INTERVAL);

    assertThat(schedule.nextAt()).isEqualTo(INTERVAL + TIMEOUT);
    assertThat(schedule.overdue(INTERVAL + TIMEOUT - 1)).isEmpty();
    assertThat(schedule.overdue(INTERVAL + TIMEOUT)).containsExactly(check);
    assertThat(check.phase).isEqualTo(Phase.EXPIRED);
    assertThat(schedule.nextAt()).isEqualTo(INTERVAL + TIMEOUT + SECOND);
    assertThat(schedule.overdue(INTERVAL + TIMEOUT + SECOND - 1)).isEmpty();
    assertThat(schedule.overdue(INTERVAL + TIMEOUT + SECOND)).containsExactly(check);
    assertThat(schedule.end(check)).isTrue();
    assertThat(schedule.overdue(Long.MAX_VALUE / 2)).isEmpty();
  }

  @Test
  void aCheckThatHasItsResultDoesNotExpire() {
    schedule.replace(Map.of("a", WATCH), 0);
    var check = startOnly(INTERVAL);

    assertThat(schedule.end(check)).isTrue();

    assertThat(schedule.overdue(INTERVAL * 100)).isEmpty();
    assertThat(check.phase).isEqualTo(Phase.REPORTING);
  }

  @Test // H39
  void aRemovedKeyIsNotCheckedAgain() {
    schedule.replace(Map.of("a", WATCH), 0);

    schedule.replace(Map.of(), 1);

    assertThat(schedule.overdue(INTERVAL * 100)).isEmpty();
    assertThat(schedule.nextAt()).isEqualTo(Long.MAX_VALUE);
    assertThat(schedule.startDue(INTERVAL * 100)).isEmpty();
  }

  @Test // H39
  void theCheckUnderWayOfARemovedKeyIsOverdueAtOnceAndHoldsItsSlotUntilReleased() {
    schedule.replace(Map.of("a", WATCH), 0);
    var check = startOnly(INTERVAL);

    schedule.replace(Map.of(), INTERVAL);

    assertThat(schedule.nextAt()).isEqualTo(INTERVAL);
    assertThat(schedule.overdue(INTERVAL)).containsExactly(check);
    assertThat(schedule.heldSlots()).isEqualTo(1);
    assertThat(schedule.end(check)).isFalse();
    schedule.release(check, INTERVAL + 1);
    assertThat(schedule.heldSlots()).isZero();
    assertThat(schedule.nextAt()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theSameCheckStatedAgainChangesNothing() {
    schedule.replace(Map.of("a", WATCH, "b", WATCH), 0);
    long next = schedule.nextAt();

    schedule.replace(Map.of("a", watch(INTERVAL), "b", watch(INTERVAL)), 3);

    assertThat(schedule.nextAt()).isEqualTo(next);
  }

  @Test
  void aChangedCheckBeginsAnewWithTheHealthOfTheOld() {
    schedule.replace(Map.of("a", WATCH), 0);
    var old = startOnly(INTERVAL);
    old.health = HealthTracker.after(FRESH, new CheckResult.Success(Duration.ZERO), ONE, FRESH.upFrom());

    schedule.replace(Map.of("a", OTHER), INTERVAL);

    assertThat(schedule.overdue(INTERVAL)).containsExactly(old);
    assertThat(schedule.end(old)).isFalse();
    assertThat(schedule.nextAt()).isBetween(INTERVAL, INTERVAL + 20_000 - 1);
    var fresh = startOnly(INTERVAL + 20_000);
    assertThat(fresh).isNotSameAs(old);
    assertThat(fresh.health).isSameAs(old.health);
  }

  @Test
  void aKeyThatComesAgainBeginsWithTheHealthThatItIsGiven() {
    schedule.replace(Map.of("a", WATCH), 0);
    startOnly(INTERVAL).health = HealthTracker.after(FRESH, new CheckResult.Success(Duration.ZERO), ONE, FRESH.upFrom());
    schedule.replace(Map.of(), INTERVAL);

    schedule.replace(Map.of("a", WATCH), INTERVAL);

    assertThat(startOnly(INTERVAL * 2).health).isSameAs(FRESH);
  }

  @Test
  void noMoreChecksThanSlotsAreUnderWayAndTheLongestDueGoesFirst() {
    var narrow = new CheckSchedule<Integer>(2, new Random(3));
    narrow.replace(Map.of(1, WATCH, 2, WATCH, 3, WATCH), 0);
    var order = new ArrayList<ScheduledCheck<Integer>>(narrow.startDue(INTERVAL));

    assertThat(order).hasSize(2).isSortedAccordingTo((a, b) -> Long.compare(b.late, a.late));
    assertThat(narrow.nextAt()).isEqualTo(INTERVAL + TIMEOUT);
    narrow.end(order.getFirst());
    assertThat(narrow.startDue(INTERVAL + 1)).isEmpty();
    narrow.release(order.getFirst(), INTERVAL + 2);
    assertThat(narrow.nextAt()).isLessThanOrEqualTo(INTERVAL);
    assertThat(narrow.startDue(INTERVAL + 2)).singleElement()
        .satisfies(third -> assertThat(third.late).isLessThan(order.getLast().late + 2));
  }

  @Test
  void aCheckThatNeverGotAResultIsDueAgainAnIntervalAfterItsRelease() {
    schedule.replace(Map.of("a", WATCH), 0);
    var check = startOnly(INTERVAL);

    schedule.release(check, INTERVAL + 5);

    assertThat(schedule.overdue(INTERVAL * 100)).isEmpty();
    assertThat(schedule.nextAt()).isEqualTo(INTERVAL + 5 + INTERVAL);
  }

  @Test
  void anIntervalOfAgesDoesNotOverflow() {
    var ages = new HealthCheck(new CheckMethod.Always(), Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE));
    schedule.replace(Map.of("a", new Watch(ages, FRESH)), 5);

    var check = startOnly(schedule.nextAt());
    schedule.end(check);
    schedule.release(check, check.startedAt);

    assertThat(schedule.nextAt()).isGreaterThan(Duration.ofDays(36_500).toNanos());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whateverHappensSlotsAreNeitherLostNorInvented(long seed) {
    var random = new Random(seed);
    var wild = new CheckSchedule<Integer>(5, new Random(seed));
    var running = new ArrayList<ScheduledCheck<Integer>>();
    var ended = new ArrayList<ScheduledCheck<Integer>>();
    long now = 0;
    for (int step = 0; step < 5_000; step++) {
      now += random.nextLong(INTERVAL / 10);
      switch (random.nextInt(6)) {
        case 0 -> wild.replace(randomWatches(random), now);
        case 1 -> wild.overdue(now).forEach(check -> assertThat(running).contains(check));
        case 2 -> moveOne(running, ended, random, wild);
        case 3 -> releaseOne(ended, random, wild, now);
        default -> running.addAll(wild.startDue(now));
      }
      assertThat(wild.heldSlots()).as("seed %d step %d", seed, step).isEqualTo(running.size() + ended.size()).isLessThanOrEqualTo(5);
      assertLiveKeysAreUnique(running, ended, seed);
    }
    assertThat(now).isPositive();
  }

  private static void moveOne(
      List<ScheduledCheck<Integer>> running, List<ScheduledCheck<Integer>> ended, Random random, CheckSchedule<Integer> wild) {
    if (!running.isEmpty()) {
      var check = running.remove(random.nextInt(running.size()));
      boolean retired = check.phase == Phase.RETIRED;
      assertThat(wild.end(check)).isEqualTo(!retired);
      ended.add(check);
    }
  }

  private static void releaseOne(List<ScheduledCheck<Integer>> ended, Random random, CheckSchedule<Integer> wild, long now) {
    if (!ended.isEmpty()) {
      wild.release(ended.remove(random.nextInt(ended.size())), now);
    }
  }

  private static void assertLiveKeysAreUnique(
      List<ScheduledCheck<Integer>> running, List<ScheduledCheck<Integer>> ended, long seed) {
    var live = new HashSet<Integer>();
    for (var list : List.of(running, ended)) {
      for (var check : list) {
        assertThat(check.phase == Phase.RETIRED || live.add(check.key)).as("seed %d key %d", seed, check.key).isTrue();
      }
    }
  }

  private static Map<Integer, Watch> randomWatches(Random random) {
    var watches = new HashMap<Integer, Watch>();
    for (int key = 0; key < 12; key++) {
      if (random.nextInt(4) > 0) {
        watches.put(key, random.nextInt(5) == 0 ? OTHER : WATCH);
      }
    }
    return watches;
  }

  private ScheduledCheck<String> startOnly(long now) {
    var due = schedule.startDue(now);
    assertThat(due).hasSize(1);
    return due.getFirst();
  }

  private static Watch watch(long interval) {
    var check = new HealthCheck(new CheckMethod.Always(), Duration.ofNanos(interval), Duration.ofNanos(TIMEOUT));
    return new Watch(check, FRESH);
  }
}
