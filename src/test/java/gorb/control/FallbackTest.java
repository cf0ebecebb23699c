package gorb.control;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.health.CheckResult;
import gorb.health.HealthTracker;
import gorb.model.AdminState;
import gorb.model.Advice;
import gorb.model.CheckMethod;
import gorb.model.CheckPolicy;
import gorb.model.ForwardingMethod;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.RealServer;
import gorb.model.Restore;
import gorb.model.ServerKey;
import gorb.model.ServerRole;
import gorb.model.Thresholds;
import gorb.model.WeightCause;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fallback serves while no regular server does. */
class FallbackTest {
  private static final List<String> REGULAR = List.of("one", "two", "three");
  private static final List<String> FALLBACKS = List.of("sorry", "other");

  private final ControllerRig rig = new ControllerRig();
  private CheckPolicy policy = CheckPolicy.of(Duration.ofSeconds(1));

  @Test
  void itServesWhenTheLastRegularServerIsDownAndUntilOneIsBack() {
    serve("one", "two", "sorry");
    assertThat(weights("one", "two", "sorry")).containsExactly(100, 100, 0);

    report("one", false);
    assertThat(weight("sorry")).isZero();
    report("two", false);
    assertThat(weights("one", "two", "sorry")).containsExactly(0, 0, 100);
    report("one", true);
    assertThat(weight("one")).isPositive();
    assertThat(weight("sorry")).isZero();
  }

  @Test
  void itServesWhereRegularServersAreQuiescedRemovedOrAdviseNothing() {
    serve("one", "sorry");
    rig.ask(Samples.admin("web", "one", AdminState.QUIESCED));
    assertThat(weight("sorry")).isEqualTo(100);
    rig.ask(Samples.admin("web", "one", AdminState.ENABLED));
    assertThat(weight("sorry")).isZero();

    report("one", new CheckResult.Success(Duration.ZERO, new Advice("agent", 0, "drain")));
    assertThat(weight("sorry")).isEqualTo(100);
    report("one", true);
    assertThat(weight("sorry")).isZero();

    rig.ask(Samples.remove("web", "one"));
    assertThat(weight("sorry")).isEqualTo(100);
  }

  @Test
  void oneThatIsDownDoesNotServeEither() {
    serve("one", "sorry", "other");
    report("sorry", false);
    report("one", false);

    assertThat(weights("one", "sorry", "other")).containsExactly(0, 0, 100);
  }

  @Test
  void whatItIsForCanBeChanged() {
    serve("one", "sorry");

    rig.ask(new Change.EditServer("web", "sorry",
        new Change.ServerEdit(null, null, null, null, null, ServerRole.REGULAR, Map.of())));

    assertThat(weights("one", "sorry")).containsExactly(100, 100);
  }

  @Test
  void itsChainOfCausesSaysThatItIsNotNeeded() {
    serve("one", "two", "sorry");
    var snapshot = rig.controller.snapshot();
    var owner = Objects.requireNonNull(snapshot.intent().service("web"));

    assertThat(snapshot.explain("web", owner, "sorry").causes()).last().isEqualTo(new WeightCause.NotNeeded(2));
    assertThat(snapshot.explain("web", owner, "one").causes()).noneMatch(WeightCause.NotNeeded.class::isInstance);
  }

  @Test
  void theFirstRegularServerThatIsBackServesWholeAlthoughTheFallbackServed() {
    policy = policy.with(new Restore.Linear(Duration.ofSeconds(20)));
    serve("one", "sorry");
    report("one", false);
    rig.clock.advance(Duration.ofSeconds(60));
    report("one", true);

    assertThat(weights("one", "sorry")).containsExactly(100, 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverBothAndNeverNoneWhereThereIsOne(long seed) {
    var random = new Random(seed);
    policy = random.nextBoolean() ? policy : policy.with(new Restore.Linear(Duration.ofSeconds(20))).with(2, 2);
    var names = List.of("one", "two", "three", "sorry", "other");
    serve(names.toArray(String[]::new));
    for (int round = 0; round < 400; round++) {
      rig.clock.advance(Duration.ofMillis(random.nextInt(3_000)));
      var name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(8)) {
        case 0 -> rig.ask(Samples.admin("web", name, random.nextBoolean() ? AdminState.ENABLED : AdminState.QUIESCED));
        case 1 -> rig.controller.turn(List.of(new Event.ResyncDue()));
        case 2 -> report(name, new CheckResult.Success(
            Duration.ZERO, new Advice("agent", random.nextInt(3) * 50, "x")));
        default -> report(name, random.nextInt(3) > 0);
      }
      boolean regularServes = REGULAR.stream().anyMatch(it -> weight(it) > 0);
      for (var each : names) {
        assertThat(weight(each)).as("seed %d, round %d, %s", seed, round, each).isBetween(0, 100)
            .isEqualTo(explained(each));
      }
      assertThat(FALLBACKS.stream().noneMatch(it -> regularServes && weight(it) > 0))
          .as("seed %d, round %d", seed, round).isTrue();
      assertThat(FALLBACKS.stream().allMatch(it -> regularServes || weight(it) == alone(it)))
          .as("seed %d, round %d", seed, round).isTrue();
    }
  }

  /** What a fallback would carry if no other server were there. */
  private int alone(String name) {
    int weight = 0;
    for (var cause : causes(name)) {
      weight = cause instanceof WeightCause.NotNeeded ? weight : cause.after(weight);
    }
    return weight;
  }

  private int explained(String name) {
    int weight = 0;
    for (var cause : causes(name)) {
      weight = cause.after(weight);
    }
    return weight;
  }

  private List<WeightCause> causes(String name) {
    var snapshot = rig.controller.snapshot();
    return snapshot.explain("web", Objects.requireNonNull(snapshot.intent().service("web")), name).causes();
  }

  private void serve(String... names) {
    rig.ask(Samples.create("web", Samples.WEB));
    for (int at = 0; at < names.length; at++) {
      var check = new HealthCheck(
          new CheckMethod.Always(), Duration.ofSeconds(1), Duration.ofSeconds(1), policy);
      rig.ask(new Change.CreateServer("web", names[at], new RealServer(
          new ServerKey(IpAddress.of("10.1.0." + (at + 1)), 8080), 100, AdminState.ENABLED,
          ForwardingMethod.MASQUERADE, Thresholds.NONE, check,
          FALLBACKS.contains(names[at]) ? ServerRole.FALLBACK : ServerRole.REGULAR, 0, Map.of())));
    }
  }

  private void report(String name, boolean good) {
    report(name, good
        ? new CheckResult.Success(Duration.ZERO)
        : new CheckResult.Failure(Duration.ZERO, "refused connection"));
  }

  private void report(String name, CheckResult result) {
    var server = Objects.requireNonNull(rig.controller.snapshot().intent().server("web", name));
    var before = rig.controller.snapshot().healthOf("web", name, server);
    var after = HealthTracker.after(before, result, server.check().policy(), rig.clock.instant());
    rig.controller.turn(List.of(new Event.HealthReported(new ServerRef("web", name, server.incarnation()), after)));
  }

  private List<Integer> weights(String... names) {
    return Arrays.stream(names).map(this::weight).toList();
  }

  private int weight(String name) {
    var snapshot = rig.controller.snapshot();
    return snapshot.weightOf("web", name, Objects.requireNonNull(snapshot.intent().server("web", name)));
  }
}
