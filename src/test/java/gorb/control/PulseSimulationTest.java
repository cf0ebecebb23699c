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
import gorb.model.PoolPolicy;
import gorb.model.Quorum;
import gorb.model.RealServer;
import gorb.model.Restore;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.ServerRole;
import gorb.model.Thresholds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcollections.TreePMap;

/**
 * Backends that come and go, alone and by whole racks, under a clock that jumps: from results of checks to the weights
 * that the data plane carries. After every turn no weight is above the configured one, none is above 0 while the backend
 * is down, and no verdict changed with fewer results than {@code rise} and {@code fall} ask for.
 */
class PulseSimulationTest {
  private static final int RACKS = 5;

  private final ControllerRig rig = new ControllerRig();
  private final List<Backend> backends = new ArrayList<>();
  private Random random = new Random(0);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void backendsThatFlapAndRacksThatPartWays(long seed) {
    random = new Random(seed);
    int each = 1 + random.nextInt(12);
    for (int service = 0; service < 4; service++) {
      serve(service, each);
    }
    for (int round = 0; round < 300; round++) {
      disturb();
      passTime();
      turn(random.nextInt(3) == 0 ? 1.0 : 0.3, "seed %d, round %d".formatted(seed, round));
    }
  }

  /** One service has most of them, so that what is done for each of its backends would be seen. */
  @Test
  void fiftyThousandOfThem() {
    long seed = 50_000;
    random = new Random(seed);
    serve(0, 40_000);
    for (int service = 1; service <= 20; service++) {
      serve(service, 500);
    }
    assertThat(backends).hasSize(50_000);
    for (int round = 0; round < 12; round++) {
      disturb();
      passTime();
      turn(round % 4 == 0 ? 1.0 : 0.1, "seed %d, round %d".formatted(seed, round));
    }
    assertThat(backends.stream().filter(backend -> backend.verdicts > 0)).as("verdicts that changed").hasSizeGreaterThan(10_000);
  }

  private void serve(int number, int servers) {
    var restore = switch (random.nextInt(4)) {
      case 0 -> new Restore.History();
      case 1 -> new Restore.Immediate();
      case 2 -> new Restore.Exponential(Duration.ofSeconds(30));
      default -> new Restore.Linear(Duration.ofSeconds(30));
    };
    var second = Duration.ofSeconds(1);
    var policy = new CheckPolicy(1 + random.nextInt(4), 1 + random.nextInt(4), second, second, second, 0,
        InitialState.values()[random.nextInt(3)], restore);
    var check = new HealthCheck(new CheckMethod.Always(), second, second, policy);
    var all = TreePMap.<String, RealServer>empty();
    var name = "s" + number;
    for (int at = 0; at < servers; at++) {
      var key = new ServerKey(IpAddress.of("10.%d.%d.%d".formatted(number, at >> 8, at & 255)), 80);
      boolean isFallback = at == 0 && random.nextBoolean();
      all = all.plus("b" + at, new RealServer(key, random.nextInt(200), AdminState.ENABLED, ForwardingMethod.MASQUERADE,
          Thresholds.NONE, check, isFallback ? ServerRole.FALLBACK : ServerRole.REGULAR, 0, Map.of()));
    }
    int quorum = 1 + random.nextInt(3);
    rig.ask(new Change.CreateService(name, Samples.service(Samples.endpoint("10.0.0.1", 80 + number)).withServers(all)
        .withPolicy(new PoolPolicy(new Quorum(quorum, 1 + random.nextInt(quorum)), 0))));
    var service = Objects.requireNonNull(rig.snapshot().intent().service(name));
    service.servers().forEach((server, it) ->
        backends.add(new Backend(new ServerRef(name, server, it.incarnation()), it, backends.size() % RACKS)));
  }

  /** Some flap, or a rack is cut off or comes back. */
  private void disturb() {
    int rack = random.nextInt(RACKS);
    boolean isCut = random.nextBoolean();
    boolean isOfRack = random.nextInt(4) == 0;
    for (var backend : backends) {
      if (isOfRack && backend.rack == rack) {
        backend.isCut = isCut;
      }
      if (random.nextInt(3) == 0) {
        backend.isWell = random.nextBoolean();
      }
    }
  }

  private void passTime() {
    switch (random.nextInt(12)) {
      case 0 -> rig.clock.jump(Duration.ofHours(-1));
      case 1 -> rig.clock.jump(Duration.ofDays(2));
      case 2 -> rig.clock.jump(Duration.ofSeconds(-7));
      default -> rig.clock.advance(Duration.ofMillis(random.nextInt(3_000)));
    }
  }

  /** The checks of a share of the backends end. */
  private void turn(double share, String when) {
    var events = new ArrayList<Event>();
    var snapshot = rig.snapshot();
    for (var backend : backends) {
      if (random.nextDouble() < share) {
        events.add(new Event.HealthReported(backend.ref, backend.checked(snapshot.health().get(backend.ref))));
      }
    }
    rig.controller.turn(events);
    requireRules(when);
  }

  private void requireRules(String when) {
    var snapshot = rig.snapshot();
    var carried = rig.table.observe();
    for (var backend : backends) {
      var ref = backend.ref;
      var health = Objects.requireNonNull(snapshot.health().get(ref)).health();
      var service = Objects.requireNonNull(snapshot.intent().service(ref.service()));
      var destination = Objects.requireNonNull(carried.destination(service.key(), backend.server.key()));
      if (destination.weight() > backend.server.weight() || destination.weight() < 0) {
        throw new AssertionError("%s: %s has %d of %d".formatted(when, ref, destination.weight(), backend.server.weight()));
      }
      if (health instanceof Health.Down && destination.weight() > 0) {
        throw new AssertionError("%s: %s is down and has %d".formatted(when, ref, destination.weight()));
      }
      backend.requireRule(health, when);
    }
    for (var service : snapshot.intent().services().entrySet()) {
      var owner = service.getValue();
      for (var server : List.of("b0", "b" + (owner.servers().size() - 1))) {
        assertThat(snapshot.explain(service.getKey(), owner, server).value()).as("%s: %s", when, server)
            .isEqualTo(snapshot.weightOf(service.getKey(), server, Objects.requireNonNull(owner.servers().get(server))));
      }
    }
    var wakeAt = rig.controller.wakeAt();
    assertThat(wakeAt == null || wakeAt.isAfter(rig.clock.instant())).as("%s: what was due is done: %s", when, wakeAt).isTrue();
  }

  /** A backend of the world, and what was seen of it. */
  private final class Backend {
    private final ServerRef ref;
    private final RealServer server;
    private final int rack;
    private boolean isWell = true;
    private boolean isCut;
    /** Results since the last verdict: good and bad ones in a row. */
    private int good;
    private int bad;
    private boolean wasDown;
    private int verdicts;

    private Backend(ServerRef ref, RealServer server, int rack) {
      this.ref = ref;
      this.server = server;
      this.rack = rack;
      this.wasDown = server.check().policy().initial() == InitialState.DOWN;
    }

    private ServerHealth checked(ServerHealth before) {
      boolean isGood = isWell && !isCut;
      good = isGood ? good + 1 : 0;
      bad = isGood ? 0 : bad + 1;
      return HealthTracker.after(before, isGood ? new CheckResult.Success(Duration.ZERO)
              : new CheckResult.Failure(Duration.ZERO, isCut ? "no route to host" : "refused connection"),
          server.check().policy(), rig.clock.instant());
    }

    private void requireRule(Health health, String when) {
      boolean isDown = health instanceof Health.Down;
      if (isDown != wasDown) {
        var policy = server.check().policy();
        int results = isDown ? bad : good;
        int needed = isDown ? policy.fall() : policy.rise();
        if (results < needed) {
          throw new AssertionError("%s: %s is %s after %d results (expected: %d or more)"
              .formatted(when, ref, isDown ? "down" : "up", results, needed));
        }
        wasDown = isDown;
        verdicts++;
      }
    }
  }
}
