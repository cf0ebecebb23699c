package gorb.control;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.health.CheckResult;
import gorb.health.HealthTracker;
import gorb.model.AdminState;
import gorb.model.Advice;
import gorb.model.CheckMethod;
import gorb.model.CheckPolicy;
import gorb.model.EffectiveWeight;
import gorb.model.ForwardingMethod;
import gorb.model.Health;
import gorb.model.HealthCheck;
import gorb.model.InitialState;
import gorb.model.IpAddress;
import gorb.model.PoolPolicy;
import gorb.model.PoolStanding;
import gorb.model.PoolStanding.Use;
import gorb.model.Quorum;
import gorb.model.RealServer;
import gorb.model.Restore;
import gorb.model.ServerKey;
import gorb.model.ServerRole;
import gorb.model.Thresholds;
import gorb.model.WeightCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service does when many of its servers do not serve. */
class QuorumTest {
  private static final CheckPolicy PLAIN = CheckPolicy.of(Duration.ofSeconds(1)).with(new Restore.Immediate());

  private final ControllerRig rig = new ControllerRig();
  private CheckPolicy check = PLAIN;

  @Test
  void belowItTheFallbackServesAloneAndAboveItNotAtAll() {
    serve(new PoolPolicy(new Quorum(3, 2), 0), "one", "two", "three", "sorry");
    assertThat(weights("one", "two", "three", "sorry")).containsExactly(100, 100, 100, 0);

    report("one", false);
    assertThat(weights("one", "two", "three", "sorry")).as("2, which keep it").containsExactly(0, 100, 100, 0);
    report("two", false);
    assertThat(weights("one", "two", "three", "sorry")).containsExactly(0, 0, 0, 100);
    assertThat(causes("three")).last().isEqualTo(new WeightCause.BelowQuorum(1, 3));
    report("one", true);
    assertThat(weights("one", "two", "three", "sorry")).as("2, which do not reach it").containsExactly(0, 0, 0, 100);
    report("two", true);
    assertThat(weights("one", "two", "three", "sorry")).containsExactly(100, 100, 100, 0);
  }

  @Test
  void belowItWithoutAFallbackThatServesThoseThatAreLeftServe() {
    serve(new PoolPolicy(new Quorum(2, 2), 0), "one", "two", "sorry");
    report("one", false);
    assertThat(weights("one", "two", "sorry")).containsExactly(0, 0, 100);

    report("sorry", false);
    assertThat(weights("one", "two", "sorry")).containsExactly(0, 100, 0);
  }

  @Test
  void aNewServiceLosesItsQuorumBeforeItHasToReachIt() {
    serve(new PoolPolicy(new Quorum(3, 2), 0), "one", "two", "sorry");
    assertThat(standing().hasQuorum()).as("made empty, and reached 2 only").isFalse();

    var made = Objects.requireNonNull(rig.controller.snapshot().intent().service("web"));
    rig.ask(new Change.RemoveService("web"));
    rig.ask(new Change.CreateService("web", made));
    assertThat(standing().hasQuorum()).isTrue();
  }

  @Test
  void whenTooManyAreDownAllAreUsed() {
    serve(new PoolPolicy(Quorum.ONE, 50), "one", "two", "three");
    report("one", false);
    assertThat(weights("one", "two", "three")).containsExactly(0, 100, 100);

    report("two", false);
    assertThat(weights("one", "two", "three")).containsExactly(100, 100, 100);
    assertThat(causes("one")).last().isEqualTo(new WeightCause.Panic(100, 1, 3, 50));
    report("two", true);
    assertThat(weights("one", "two", "three")).containsExactly(0, 100, 100);
  }

  @Test
  void halfIsNotUnderFiftyPercent() {
    serve(new PoolPolicy(Quorum.ONE, 50), "one", "two");
    report("one", false);

    assertThat(weights("one", "two")).containsExactly(0, 100);
  }

  @Test
  void panicUsesNoneThatTheOperatorWithholdsThatAsksForNothingOrThatNoCheckHasSeen() {
    serve(new PoolPolicy(Quorum.ONE, 100), "one", "two", "three");
    rig.ask(Samples.admin("web", "two", AdminState.QUIESCED));
    report("three", new CheckResult.Success(Duration.ZERO, new Advice("agent", 0, "drain")));
    check = new CheckPolicy(2, 1, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1), 0,
        InitialState.DOWN, new Restore.Immediate());
    create("four");
    report("one", false);

    assertThat(standing().use()).isEqualTo(Use.ALL);
    assertThat(weights("one", "two", "three", "four")).containsExactly(100, 0, 0, 0);
  }

  @Test
  void aFallbackThatServesComesBeforePanic() {
    serve(new PoolPolicy(Quorum.ONE, 100), "one", "two", "sorry");
    report("one", false);
    assertThat(weights("one", "two", "sorry")).as("a quorum").containsExactly(100, 100, 0);
    report("two", false);

    assertThat(weights("one", "two", "sorry")).containsExactly(0, 0, 100);
  }

  @Test
  void anEditOfItTakesEffectAtOnce() {
    serve(PoolPolicy.DEFAULT, "one", "two", "sorry");
    rig.ask(edit(new PoolPolicy(new Quorum(3, 3), 0)));
    assertThat(weights("one", "two", "sorry")).containsExactly(0, 0, 100);
    rig.ask(edit(new PoolPolicy(new Quorum(3, 2), 0)));
    assertThat(weights("one", "two", "sorry")).as("it has to be reached again").containsExactly(0, 0, 100);
    rig.ask(edit(PoolPolicy.DEFAULT));

    assertThat(weights("one", "two", "sorry")).containsExactly(100, 100, 0);
  }

  @Test
  void whatChangesIsToldOnce() {
    serve(new PoolPolicy(Quorum.ONE, 40), "one", "two", "three");
    rig.turns.clear();
    report("one", false);
    report("two", false);
    report("two", false);
    report("three", false);

    var told = rig.turns.stream().flatMap(turn -> turn.standings().stream()).toList();
    assertThat(told).extracting(it -> it.service() + " " + it.from().use().label() + " " + it.to().use().label()
            + " " + it.to().hasQuorum() + " " + it.to().serving())
        .containsExactly("web regular all true 1", "web all all false 0");
  }

  /** Every weight is the one that its chain leads to, and the rules hold, whatever comes in which order. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void theRulesHoldWhateverHappens(long seed) {
    var random = new Random(seed);
    check = random.nextBoolean() ? PLAIN : PLAIN.with(new Restore.Linear(Duration.ofSeconds(20))).with(2, 2);
    var names = List.of("a", "b", "c", "d", "e", "f", "sorry", "other");
    serve(policy(random), names.toArray(String[]::new));
    boolean had = standing().hasQuorum();
    for (int round = 0; round < 400; round++) {
      rig.clock.advance(Duration.ofMillis(random.nextInt(3_000)));
      int many = 1 + random.nextInt(4);
      var reports = new ArrayList<Event>();
      switch (random.nextInt(10)) {
        case 0 -> rig.ask(Samples.admin("web", names.get(random.nextInt(names.size())),
            random.nextBoolean() ? AdminState.ENABLED : AdminState.QUIESCED));
        case 1 -> rig.ask(edit(policy(random)));
        case 2 -> reports.add(reported(names.get(random.nextInt(names.size())), new CheckResult.Success(
            Duration.ZERO, new Advice("agent", random.nextInt(3) * 50, "x"))));
        default -> {
          for (int at = 0; at < many; at++) {
            reports.add(reported(names.get((round + at) % names.size()), result(random.nextInt(3) > 0)));
          }
        }
      }
      rig.controller.turn(reports);
      requireRules(names, had, "seed %d, round %d".formatted(seed, round));
      had = standing().hasQuorum();
    }
  }

  /** A second opinion on what {@link PoolStanding} and the weights say. */
  private void requireRules(List<String> names, boolean had, String when) {
    var snapshot = rig.controller.snapshot();
    var service = Objects.requireNonNull(snapshot.intent().service("web"));
    int up = 0;
    int down = 0;
    boolean isFallbackThere = false;
    for (var name : names) {
      var server = Objects.requireNonNull(service.servers().get(name));
      var health = snapshot.healthOf("web", name, server);
      boolean isWanted = server.admin().equals(AdminState.ENABLED);
      boolean isDown = health.health() instanceof Health.Down;
      boolean asksForNothing = !isDown && health.advice() != null && health.advice().percent() == 0;
      if (server.role() == ServerRole.FALLBACK) {
        isFallbackThere |= isWanted && !isDown && !asksForNothing;
      } else if (isWanted && !asksForNothing) {
        up += isDown ? 0 : 1;
        down += isDown ? 1 : 0;
      }
    }
    var quorum = service.policy().quorum();
    boolean has = up >= quorum.reached() || (up >= quorum.kept() && standing().hasQuorum());
    assertThat(standing().hasQuorum()).as(when).isEqualTo(has);
    assertThat(has).as(when).isIn(up >= quorum.reached(), had && up >= quorum.kept());
    boolean isFallback = !has && isFallbackThere;
    boolean isPanic = !isFallback && up * 100 < service.policy().panicPercent() * (up + down);
    for (var name : names) {
      var server = Objects.requireNonNull(service.servers().get(name));
      var health = snapshot.healthOf("web", name, server);
      int weight = weight(name);
      assertThat(weight).as("%s, %s", when, name).isBetween(0, 100)
          .isEqualTo(new EffectiveWeight(causes(name), null).value());
      boolean mayServe = server.admin().equals(AdminState.ENABLED)
          && (isPanic && server.role() == ServerRole.REGULAR || health.health() instanceof Health.Up
              || health.health() instanceof Health.Unknown)
          && (health.advice() == null || health.advice().percent() > 0 || health.health() instanceof Health.Down)
          && (server.role() == ServerRole.FALLBACK ? !has : !isFallback);
      assertThat(weight > 0).as("%s, %s: %s", when, name, causes(name)).isEqualTo(mayServe);
    }
  }

  private static PoolPolicy policy(Random random) {
    int quorum = 1 + random.nextInt(4);
    return new PoolPolicy(new Quorum(quorum, 1 + random.nextInt(quorum)), random.nextInt(3) * 45);
  }

  private void serve(PoolPolicy policy, String... names) {
    rig.ask(Samples.create("web", Samples.WEB));
    rig.ask(edit(policy));
    Arrays.stream(names).forEach(this::create);
  }

  private void create(String name) {
    int number = Objects.requireNonNull(rig.controller.snapshot().intent().service("web")).servers().size() + 1;
    rig.ask(new Change.CreateServer("web", name, new RealServer(
        new ServerKey(IpAddress.of("10.1.0." + number), 8080), 100, AdminState.ENABLED,
        ForwardingMethod.MASQUERADE, Thresholds.NONE,
        new HealthCheck(new CheckMethod.Always(), Duration.ofSeconds(1), Duration.ofSeconds(1), check),
        name.equals("sorry") || name.equals("other") ? ServerRole.FALLBACK : ServerRole.REGULAR, 0, Map.of())));
  }

  private static Change edit(PoolPolicy policy) {
    return new Change.EditService(
        "web", new Change.ServiceEdit(null, null, null, null, policy, null, Map.of()));
  }

  private static CheckResult result(boolean good) {
    return good ? new CheckResult.Success(Duration.ZERO) : new CheckResult.Failure(Duration.ZERO, "refused connection");
  }

  private void report(String name, boolean good) {
    report(name, result(good));
  }

  private void report(String name, CheckResult result) {
    rig.controller.turn(List.of(reported(name, result)));
  }

  private Event reported(String name, CheckResult result) {
    var server = Objects.requireNonNull(rig.controller.snapshot().intent().server("web", name));
    var before = rig.controller.snapshot().healthOf("web", name, server);
    var after = HealthTracker.after(before, result, server.check().policy(), rig.clock.instant());
    return new Event.HealthReported(new ServerRef("web", name, server.incarnation()), after);
  }

  private PoolStanding standing() {
    return Objects.requireNonNull(rig.controller.snapshot().standings().get("web"));
  }

  private List<WeightCause> causes(String name) {
    var snapshot = rig.controller.snapshot();
    return snapshot.explain("web", Objects.requireNonNull(snapshot.intent().service("web")), name).causes();
  }

  private List<Integer> weights(String... names) {
    return Arrays.stream(names).map(this::weight).toList();
  }

  private int weight(String name) {
    var snapshot = rig.controller.snapshot();
    return snapshot.weightOf("web", name, Objects.requireNonNull(snapshot.intent().server("web", name)));
  }
}
