package gorb.control;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.health.CheckResult;
import gorb.health.HealthTracker;
import gorb.model.AdminState;
import gorb.model.CheckMethod;
import gorb.model.CheckPolicy;
import gorb.model.ForwardingMethod;
import gorb.model.Health;
import gorb.model.HealthCheck;
import gorb.model.InitialState;
import gorb.model.IpAddress;
import gorb.model.RealServer;
import gorb.model.Restore;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.Thresholds;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights that grow with time, carried by the loop. */
class GrowingWeightsTest {
  private static final int RISE = 2;
  private static final int FALL = 3;

  private final ControllerRig rig = new ControllerRig();
  private final Map<String, ServerHealth> health = new HashMap<>();
  private CheckPolicy policy = CheckPolicy.of(Duration.ofSeconds(1)).with(new Restore.Linear(Duration.ofSeconds(20)));

  @Test
  void theLoopWakesForEachStepAndCarriesIt() {
    serve("one", "two");
    report("one", true);
    report("two", true);
    report("two", false);
    rig.clock.advance(Duration.ofSeconds(5));
    report("two", true);
    assertThat(weight("two")).isEqualTo(1);
    int turns = 0;
    while (rig.controller.wakeAt() != null) {
      rig.clock.advance(Duration.between(rig.clock.instant(), Objects.requireNonNull(rig.controller.wakeAt())));
      rig.controller.turn(List.of());
      turns++;
    }

    assertThat(turns).isEqualTo(20);
    assertThat(weight("two")).isEqualTo(100);
  }

  @Test
  void aServerAloneServesWholeAndTheNextOneGrows() {
    serve("one", "two");
    report("one", false);
    report("two", false);
    rig.clock.advance(Duration.ofSeconds(5));
    report("one", true);
    rig.clock.advance(Duration.ofSeconds(5));
    report("two", true);

    assertThat(weight("one")).isEqualTo(100);
    assertThat(weight("two")).isEqualTo(1);
  }

  @Test
  void theLastServerServesWholeAlthoughItsTimeIsNotOver() {
    serve("one", "two");
    report("one", true);
    report("two", false);
    rig.clock.advance(Duration.ofSeconds(5));
    report("two", true);
    assertThat(weight("two")).isEqualTo(1);
    report("one", false);

    assertThat(weight("two")).isEqualTo(100);
    assertThat(rig.controller.wakeAt()).isNull();
  }

  @Test
  void aNewServerServesAsItsInitialStateSays() {
    policy = new CheckPolicy(RISE, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), 0,
        InitialState.DOWN, new Restore.Immediate());
    serve("down");
    policy = new CheckPolicy(RISE, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), 0,
        InitialState.UNKNOWN, new Restore.Immediate());
    rig.ask(create("unknown", 2));

    assertThat(weight("down")).isZero();
    assertThat(weight("unknown")).isZero();
    report("down", true);
    report("unknown", true);
    assertThat(weight("down")).isZero();
    assertThat(weight("unknown")).isEqualTo(100);
    report("down", true);
    assertThat(weight("down")).isEqualTo(100);
  }

  @Test
  void theLastHundredTransitionsAreKeptWithTheirReasons() {
    serve("one");
    for (int round = 0; round < 120; round++) {
      rig.clock.advance(Duration.ofSeconds(1));
      report("one", round % 2 == 0);
    }
    var past = rig.controller.snapshot().chronicle().of(ref("one"));

    assertThat(past).hasSize(Chronicle.MOST);
    assertThat(past.getFirst().to()).isEqualTo(new Health.Down(rig.clock.instant(), "refused connection"));
    rig.ask(Samples.remove("web", "one"));
    assertThat(rig.controller.snapshot().chronicle().byServer()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void flappingAndClockJumpsNeverRaiseAWeightNorLetADeadServerServe(long seed) {
    var random = new Random(seed);
    policy = policy.with(RISE, FALL);
    serve("one", "two", "three");
    var runs = new HashMap<String, Integer>();
    var upBefore = new HashMap<String, Boolean>();
    for (int round = 0; round < 600; round++) {
      rig.clock.advance(random.nextInt(40) == 0
          ? Duration.ofSeconds(random.nextInt(7_200) - 3_600)
          : Duration.ofMillis(random.nextInt(1_500)));
      var name = List.of("one", "two", "three").get(random.nextInt(3));
      boolean good = random.nextInt(3) > 0;
      runs.merge(name, 1, (before, _) -> good == before > 0 ? before + (good ? 1 : -1) : good ? 1 : -1);
      if (!good && runs.get(name) > 0) {
        runs.put(name, -1);
      }
      report(name, good);
      boolean up = !(health.get(name).health() instanceof Health.Down);
      boolean was = upBefore.getOrDefault(name, true);
      assertThat(up == was || (up ? runs.get(name) >= RISE : -runs.get(name) >= FALL)).as("seed %d", seed).isTrue();
      upBefore.put(name, up);
      if (random.nextInt(10) == 0) {
        rig.controller.turn(List.of(new Event.ResyncDue()));
      }
      for (var server : List.of("one", "two", "three")) {
        boolean isDown = health.containsKey(server) && health.get(server).health() instanceof Health.Down;
        assertThat(weight(server)).as("seed %d, round %d, %s", seed, round, server)
            .isBetween(isDown ? 0 : 1, isDown ? 0 : 100)
            .isEqualTo(recomputed(server));
      }
    }
  }

  /** What the chain of causes comes to, cause by cause. */
  private int recomputed(String name) {
    var snapshot = rig.controller.snapshot();
    int weight = 0;
    for (var cause : snapshot.explain("web", Objects.requireNonNull(snapshot.intent().service("web")), name).causes()) {
      weight = cause.after(weight);
    }
    return weight;
  }

  private void serve(String... names) {
    rig.ask(Samples.create("web", Samples.WEB));
    for (int at = 0; at < names.length; at++) {
      rig.ask(create(names[at], at + 1));
    }
  }

  private Change create(String name, int address) {
    var check = new HealthCheck(
        new CheckMethod.Always(), Duration.ofSeconds(1), Duration.ofSeconds(1), policy);
    return new Change.CreateServer("web", name, new RealServer(
        new ServerKey(IpAddress.of("10.1.0." + address), 8080), 100, AdminState.ENABLED, ForwardingMethod.MASQUERADE,
        Thresholds.NONE, check, 0, Map.of()));
  }

  private void report(String name, boolean good) {
    var server = Objects.requireNonNull(rig.controller.snapshot().intent().server("web", name));
    var before = rig.controller.snapshot().healthOf("web", name, server);
    var after = HealthTracker.after(before, good
        ? new CheckResult.Success(Duration.ZERO)
        : new CheckResult.Failure(Duration.ZERO, "refused connection"), server.check().policy(), now());
    health.put(name, after);
    rig.controller.turn(List.of(new Event.HealthReported(ref(name), after)));
  }

  private Instant now() {
    return rig.clock.instant();
  }

  private ServerRef ref(String name) {
    return new ServerRef("web", name,
        Objects.requireNonNull(rig.controller.snapshot().intent().server("web", name)).incarnation());
  }

  private int weight(String name) {
    var snapshot = rig.controller.snapshot();
    return snapshot.weightOf("web", name, Objects.requireNonNull(snapshot.intent().server("web", name)));
  }
}
