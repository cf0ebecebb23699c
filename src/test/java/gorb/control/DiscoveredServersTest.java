package gorb.control;

import static gorb.control.Samples.ONE;
import static gorb.control.Samples.TWO;
import static gorb.control.Samples.WEB;
import static gorb.control.Samples.create;
import static gorb.control.Samples.key;
import static gorb.control.Samples.remove;
import static gorb.control.Samples.server;
import static gorb.control.Samples.service;
import static gorb.control.Samples.weigh;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.Discovery;
import gorb.model.Discovery.EmptyAnswer;
import gorb.model.DiscoverySource;
import gorb.model.DiscoverySource.Records;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.ServerKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Backends that discovery found, beside those of the owner of their service. */
class DiscoveredServersTest {
  private static final Discovery FOUND = discovery("web.example");
  private static final Discovery OTHER = discovery("other.example");
  private static final ServerKey THREE = key("10.1.0.3");

  private final ControllerRig rig = new ControllerRig();

  @BeforeEach
  void aServiceIsDiscovered() {
    rig.ask(new Change.CreateService("web", service(WEB).withDiscovery(FOUND)), create("web", "own", ONE, 100));
  }

  @Test
  void whatIsFoundIsCarriedBesideWhatTheOwnerHas() {
    var outcome = found(Map.of("a", server(TWO, 7), "b", server(THREE, 8)));

    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.carried(WEB, ONE)).isEqualTo(100);
    assertThat(rig.carried(WEB, TWO)).isEqualTo(7);
    assertThat(rig.carried(WEB, THREE)).isEqualTo(8);
    var owner = rig.snapshot().intent().service("web");
    assertThat(owner.originOf(rig.server("web", "a"))).isEqualTo(Origin.DISCOVERY);
    assertThat(owner.originOf(rig.server("web", "own"))).isEqualTo(Origin.API);
  }

  @Test
  void whatIsFoundAgainIsNotTouchedAndItsHealthGoesOn() {
    found(Map.of("a", server(TWO, 7)));
    var before = rig.snapshot();

    found(Map.of("a", server(TWO, 7)));

    assertThat(rig.snapshot().intent()).isSameAs(before.intent());
    assertThat(rig.snapshot().revision()).isEqualTo(before.revision());
    assertThat(rig.lastTurn().taken()).isEmpty();
  }

  @Test
  void nobodyButDiscoveryEditsWhatItFound() {
    found(Map.of("a", server(TWO, 7)));

    assertThat(rig.ask(weigh("web", "a", 1))).hasToString("Conflict[reason=backend web/a belongs to discovery: change it there]");
    assertThat(rig.ask(remove("web", "a"))).isInstanceOf(Outcome.Conflict.class);
    assertThat(rig.ask(new Change.Drain("web", "a", Duration.ofMinutes(1), false))).isInstanceOf(Outcome.Conflict.class);
    assertThat(rig.ask(new Change.Resume("web", "a"))).isInstanceOf(Outcome.Conflict.class);
    assertThat(rig.carried(WEB, TWO)).isEqualTo(7);
  }

  @Test
  void aServerOfTheOwnerTakesThePlaceOfOneThatWasFound() {
    found(Map.of("a", server(TWO, 7), "b", server(THREE, 8)));

    assertThat(rig.ask(create("web", "mine", TWO, 3))).isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.ask(create("web", "b", key("10.1.0.4"), 4))).isInstanceOf(Outcome.Accepted.class);

    assertThat(rig.snapshot().intent().service("web").servers()).containsOnlyKeys("own", "mine", "b");
    assertThat(rig.carried(WEB, TWO)).isEqualTo(3);
    assertThat(rig.ask(weigh("web", "b", 5))).as("it is the owner's now").isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.ask(create("web", "again", ONE, 1))).as("his own is not").isInstanceOf(Outcome.Conflict.class);
  }

  @Test
  void discoveryTouchesNothingOfTheOwner() {
    found(Map.of("own", server(TWO, 7), "other", server(ONE, 8)));

    assertThat(rig.server("web", "own").key()).isEqualTo(ONE);
    assertThat(rig.snapshot().intent().service("web").servers()).containsOnlyKeys("own");
    assertThat(rig.askBy(Origin.DISCOVERY, remove("web")).getFirst()).isInstanceOf(Outcome.Conflict.class);
  }

  @Test
  void whatWasFoundForAnotherDiscoveryIsRefused() {
    rig.ask(discover(OTHER));

    assertThat(found(Map.of("a", server(TWO, 7)))).isInstanceOf(Outcome.Conflict.class);
  }

  @Test
  void anotherDiscoveryKeepsWhatIsKnownUntilItsOwnFirstAnswer() {
    found(Map.of("a", server(TWO, 7)));

    rig.ask(discover(OTHER));
    assertThat(rig.carried(WEB, TWO)).isEqualTo(7);

    rig.askBy(Origin.DISCOVERY, new Change.Discover("web", OTHER, Map.of("b", server(THREE, 7))));
    assertThat(rig.snapshot().intent().service("web").servers()).containsOnlyKeys("own", "b");
  }

  @Test
  void theEndOfADiscoveryRemovesWhatItFound() {
    found(Map.of("a", server(TWO, 7)));

    rig.ask(discover(Discovery.NONE));

    assertThat(rig.snapshot().intent().service("web").servers()).containsOnlyKeys("own");
    assertThat(rig.carried().pool(WEB).destinations()).containsOnlyKeys(ONE);
  }

  @Test
  void aDocumentLeavesWhatIsDiscoveredAsItIs() {
    found(Map.of("a", server(TWO, 7)));
    var stale = service(WEB).withDiscovery(FOUND).withServer("gone", server(THREE, 1).asDiscovered());

    replace(Intent.EMPTY.with("web", stale));

    assertThat(rig.snapshot().intent().service("web").servers()).containsOnlyKeys("a");
  }

  @Test
  void aDocumentMayTakeAnAddressThatIsDiscovered() {
    found(Map.of("a", server(TWO, 7)));

    replace(Intent.EMPTY.with("web", service(WEB).withDiscovery(FOUND).withServer("mine", server(TWO, 3))));

    assertThat(rig.snapshot().intent().service("web").servers()).containsOnlyKeys("mine");
    assertThat(rig.carried(WEB, TWO)).isEqualTo(3);
  }

  @Test
  void aServiceThatADocumentMakesBeginsWithWhatTheDocumentKnows() {
    rig.ask(remove("web"));

    replace(Intent.EMPTY.with("web", service(WEB).withDiscovery(FOUND).withServer("a", server(TWO, 7).asDiscovered())));

    assertThat(rig.carried(WEB, TWO)).isEqualTo(7);
    assertThat(rig.ask(weigh("web", "a", 1))).isInstanceOf(Outcome.Conflict.class);
  }

  @Test
  void whatWasFoundIsCarriedAfterARestartUntilTheSourceIsRead() {
    var store = IntentStore.inMemory();
    rig.restart(store);
    rig.ask(new Change.CreateService("web", service(WEB).withDiscovery(FOUND)));
    found(Map.of("a", server(TWO, 7)));

    rig.restart(store);
    rig.resync();

    assertThat(rig.carried(WEB, TWO)).isEqualTo(7);
    assertThat(rig.server("web", "a").isDiscovered()).isTrue();
  }

  @Test
  void manyAnswersComeToTheLastOneAndWhatTheOwnerHasStays() {
    long seed = new SplittableRandom().nextLong();
    var random = new SplittableRandom(seed);
    for (int i = 0; i < 500; i++) {
      var answer = new TreeMap<String, RealServer>();
      int count = random.nextInt(6);
      for (int j = 0; j < count; j++) {
        answer.put("n" + random.nextInt(8), server(key("10.1.0." + (1 + random.nextInt(8))), random.nextInt(3)));
      }

      assertThat(found(answer)).as("seed " + seed).isInstanceOf(Outcome.Accepted.class);

      var servers = rig.snapshot().intent().service("web").servers();
      var keys = new HashSet<>();
      servers.values().forEach(it -> assertThat(keys.add(it.key())).as("a key twice, seed " + seed).isTrue());
      assertThat(servers.get("own").key()).as("seed " + seed).isEqualTo(ONE);
      servers.forEach((name, it) -> {
        if (it.isDiscovered()) {
          assertThat(it.weight()).as("seed " + seed).isEqualTo(answer.get(name).weight());
          assertThat(it.key()).as("seed " + seed).isEqualTo(answer.get(name).key());
        }
      });
      answer.values().forEach(it -> assertThat(keys).as("seed " + seed).contains(it.key()));
    }
  }

  private Outcome found(Map<String, RealServer> servers) {
    return rig.askBy(Origin.DISCOVERY, new Change.Discover("web", FOUND, servers)).getFirst();
  }

  private void replace(Intent intent) {
    var outcome = rig.ask(new Change.Replace(intent, OptionalLong.empty(), Optional.empty(), "apply"));
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
  }

  private static Change discover(Discovery discovery) {
    return new Change.EditService("web", new Change.ServiceEdit(null, null, null, null, null, null, discovery, Map.of()));
  }

  private static Discovery discovery(String name) {
    var source = new DiscoverySource.Dns(name, Records.A, null, Duration.ofSeconds(1), Duration.ofMinutes(1));
    return new Discovery(source, "{}", 10, EmptyAnswer.KEEP, null);
  }
}
