package gorb;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.control.Announcer;
import gorb.control.Change;
import gorb.control.Controller;
import gorb.control.DriftPolicy;
import gorb.control.Event.Requested;
import gorb.control.KeptIntent;
import gorb.control.ServerRef;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.document.DocumentException;
import gorb.document.Hosts;
import gorb.document.StateReader;
import gorb.health.Watch;
import gorb.model.HealthCheck;
import gorb.model.IntroducedCheck;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;

/** What the health monitor is told of changes of the intent. */
class HealthWatchTest {
  private final Map<ServerRef, HealthCheck> known = new ConcurrentHashMap<>();
  private final Semaphore told = new Semaphore(0);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatIsToldAlwaysComesToTheServersThatThereAre(long seed) throws Exception {
    var random = new Random(seed);
    try (var watch = new HealthWatch(this::tell)) {
      var controller = new Controller(new InMemoryDataplane(), Announcer.NONE, KeptIntent.inMemory(), DriftPolicy.REPAIR,
          () -> Instant.EPOCH, () -> 0, watch);
      for (int step = 0; step < 60; step++) {
        var before = controller.snapshot().intent();
        replace(controller, random);
        if (controller.snapshot().intent() != before) {
          told.acquire();
        }

        assertThat(known).as("seed %d, step %d", seed, step).isEqualTo(wanted(controller));
      }
    }
  }

  private void tell(Set<ServerRef> gone, Map<ServerRef, Watch> there) {
    gone.forEach(server -> assertThat(known.remove(server)).as("%s was told before", server).isNotNull());
    there.forEach((server, watch) -> known.put(server, watch.check()));
    told.release();
  }

  private static Map<ServerRef, HealthCheck> wanted(Controller controller) {
    var checks = new HashMap<ServerRef, HealthCheck>();
    controller.snapshot().intent().services().forEach((service, owner) -> owner.servers().forEach((name, server) ->
        checks.put(new ServerRef(service, name, server.incarnation()), IntroducedCheck.of(server))));
    return checks;
  }

  /** Some of five services, each with some of three servers on one of two ports. */
  private static void replace(Controller controller, Random random) throws DocumentException {
    var document = JsonNodeFactory.instance.objectNode();
    var services = document.putObject("services");
    for (int i = 0; i < 5; i++) {
      if (random.nextBoolean()) {
        var backends = services.putObject("s" + i).put("host", "10.0.0." + i).put("port", 80).putObject("backends");
        int servers = random.nextInt(4);
        for (int j = 0; j < servers; j++) {
          backends.putObject("b" + j).put("host", "10.1." + i + "." + j).put("port", random.nextInt(4) == 0 ? 81 : 80);
        }
      }
    }
    var wanted = new StateReader(Hosts.unresolved()).read(document);
    controller.turn(List.of(new Requested(
        new Change.Replace(wanted, OptionalLong.empty(), Optional.empty(), "test"), new CompletableFuture<>())));
  }
}
