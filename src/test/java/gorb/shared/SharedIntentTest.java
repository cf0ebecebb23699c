package gorb.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.control.Change;
import gorb.control.Change.ServerEdit;
import gorb.control.Intent;
import gorb.control.Outcome;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.model.AdminState;
import gorb.model.CheckMethod;
import gorb.model.Discovery;
import gorb.model.DiscoverySource;
import gorb.model.ForwardingMethod;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.Origin;
import gorb.model.Protocol;
import gorb.model.RealServer;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import gorb.model.VirtualService;
import gorb.shared.History.Told;
import gorb.shared.SharedIntent.Answer;
import gorb.shared.StoreStatus.State;
import gorb.shared.kv.MemoryStore;
import gorb.shared.kv.MemoryStore.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcollections.TreePMap;

/** Directors with threads of their own over one store in memory. */
class SharedIntentTest {
  private static final String WEB = "{\"host\":\"10.0.0.1\",\"port\":80}";
  private static final HealthCheck UNCHECKED =
      new HealthCheck(new CheckMethod.Always(), HealthCheck.DEFAULT_INTERVAL, HealthCheck.DEFAULT_TIMEOUT);

  private final MemoryStore store = new MemoryStore();
  private final List<TestDirector> directors = new ArrayList<>();
  private final Map<TestDirector, MemoryStore.Link> links = new HashMap<>();

  @AfterEach
  void stop() {
    directors.forEach(TestDirector::close);
  }

  @Test // T01, T02, T04, T14
  void aChangeOfOneIsInTheStoreAndInAllTables() {
    var one = director();
    var two = director();

    assertAccepted(one.ask(new Change.CreateService("web", service(80))));
    assertAccepted(one.ask(new Change.CreateServer("web", "a", server(1, 100))));
    patiently().until(() -> two.table().server("web", "a") != null);
    assertAccepted(two.ask(weigh("web", "a", 7)));
    patiently().until(() -> one.table().server("web", "a").weight() == 7);

    assertThat(store.texts()).containsEntry("services/web",
        "{\"host\":\"10.0.0.1\",\"port\":80,\"protocol\":\"tcp\",\"method\":\"wrr\",\"flags\":\"\",\"persistent\":false}");
    assertThat(store.texts().get("backends/a")).contains("\"weight\":7").endsWith("\"vsid\":\"web\"}");
    assertAccepted(one.ask(new Change.RemoveService("web")));
    patiently().until(() -> two.table().services().isEmpty());
    assertThat(store.texts().keySet()).containsExactly("gorb/table");
    assertThat(two.state()).isEqualTo(State.IN_STEP);
  }

  @Test // T05
  void aRemovalIsOfOneService() {
    var one = director();
    store.put("services/web", WEB);
    store.put("services/web2", "{\"host\":\"10.0.0.1\",\"port\":81}");
    patiently().until(() -> one.table().services().size() == 2);

    assertAccepted(one.ask(new Change.RemoveService("web")));

    assertThat(one.table().services().keySet()).containsExactly("web2");
    assertThat(store.texts()).containsKey("services/web2");
  }

  @Test // T06, T07, T08, T12, T13
  void whatOthersWriteIsCarriedOutInPlace() {
    var one = director();
    store.put("services/web", "{\"port\":80}");
    store.put("services/other", "{\"port\":81}");
    store.put("backends/a", "{\"host\":\"10.1.0.1\",\"port\":80,\"vsid\":\"web\"}");
    patiently().until(() -> one.table().server("web", "a") != null);
    long incarnation = one.table().server("web", "a").incarnation();
    long revision = one.loop.snapshot().revision();

    store.put("backends/a", "{\"host\":\"10.1.0.1\",\"port\":80,\"vsid\":\"web\",\"weight\":3,"
        + "\"pulse\":{\"type\":\"none\",\"interval\":\"2s\"}}");
    store.put("services/web", "{\"port\":80,\"method\":\"rr\"}");
    patiently().until(() -> one.table().service("web").settings().scheduler().equals(Scheduler.RR)
        && one.table().server("web", "a").weight() == 3);

    assertThat(one.table().server("web", "a").check().interval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(one.table().server("web", "a").incarnation()).as("the same server").isEqualTo(incarnation);
    assertThat(one.loop.snapshot().revision()).as("no rebuild").isBetween(revision + 1, revision + 2);
    assertThat(store.texts().get("services/web")).as("not written by us").isEqualTo("{\"port\":80,\"method\":\"rr\"}");
    store.remove("backends/a");
    store.remove("services/other");
    patiently().until(() -> one.table().services().size() == 1 && one.table().server("web", "a") == null);
  }

  @Test
  void whatADirectorDiscoversIsItsOwnAndStaysWhateverTheStoreSays() throws Exception {
    var one = director();
    var two = director();
    var discovery = new Discovery(new DiscoverySource.Consul("app", "", "", "", DiscoverySource.Verdict.BOTH), "{}", 10,
        Discovery.EmptyAnswer.KEEP, null);
    assertAccepted(one.ask(new Change.CreateService("web", service(80).withDiscovery(discovery))));
    patiently().until(() -> two.table().service("web") != null);
    assertThat(two.table().service("web").discovery()).isEqualTo(discovery);
    assertAccepted(one.loop.request(new Change.Discover("web", discovery, Map.of("found", server(9, 30))), Origin.DISCOVERY)
        .get(30, TimeUnit.SECONDS));

    assertAccepted(two.ask(new Change.CreateServer("web", "a", server(1, 100))));
    patiently().until(() -> one.table().server("web", "a") != null);
    assertAccepted(one.ask(weigh("web", "a", 7)));
    patiently().until(() -> two.table().server("web", "a").weight() == 7);

    assertThat(one.table().service("web").servers().keySet()).containsExactly("a", "found");
    assertThat(two.table().service("web").servers().keySet()).containsExactly("a");
    assertThat(store.texts().keySet()).containsExactlyInAnyOrder("gorb/table", "services/web", "backends/a");
    assertThat(one.ask(weigh("web", "found", 1))).isInstanceOf(Outcome.Conflict.class);
    assertAccepted(one.ask(new Change.RemoveService("web")));
    assertThat(one.table().services()).isEmpty();
  }

  @Test // T09
  void aBadDocumentIsNamedAndDoesNotKeepOthersFromIt() {
    var one = director();
    store.put("services/bad", "{\"port\":\"x\"}");
    store.put("services/web", WEB);

    patiently().until(() -> one.table().service("web") != null);

    assertThat(one.shared.status().problems()).singleElement().asString().startsWith("services/bad: ");
    store.put("services/web", "spoiled");
    patiently().until(() -> one.shared.status().problems().size() == 2);
    assertThat(one.table().service("web")).as("as it was").isNotNull();
    assertAccepted(one.ask(new Change.CreateServer("web", "a", server(1, 1))));
    assertThat(one.shared.status().problems()).hasSize(2);
  }

  @Test
  void whatThisDirectorCannotHaveDoesNotKeepItFromTheRest() {
    var one = new TestDirector(store.link());
    directors.add(one);
    assertThat(one.loop.request(new Change.CreateService("mine", service(80))).join())
        .isInstanceOf(Outcome.Accepted.class);
    store.put("services/clash", WEB);
    store.put("services/mine", "{\"host\":\"10.0.0.1\",\"port\":81}");
    store.put("services/web", "{\"host\":\"10.0.0.1\",\"port\":82}");

    patiently().until(() -> one.table().service("web") != null && one.shared.status().problems().size() == 2);

    assertThat(one.shared.status().problems()).anyMatch(it -> it.startsWith("service clash: "))
        .anyMatch(it -> it.startsWith("service mine: "));
    assertAccepted(one.loop.request(new Change.RemoveService("mine")).join());
    patiently().until(() -> one.table().services().size() == 3);
    assertThat(one.shared.status().problems()).isEmpty();
  }

  @Test
  void whatTheDataPlaneRefusesIsTakenOutOfTheStoreAgain() {
    var one = directorThatRefuses(step -> step instanceof Step.AddDestination(_, var key, _) && key.equals(key(9)));
    var two = director();
    assertAccepted(one.ask(new Change.CreateService("web", service(80))));
    var before = store.texts();

    assertThat(one.ask(new Change.CreateServer("web", "bad", server(9, 1)))).isInstanceOf(Outcome.Refused.class);

    assertThat(store.texts()).isEqualTo(before);
    assertThat(one.table().server("web", "bad")).isNull();
    patiently().until(() -> two.table().service("web") != null && two.table().server("web", "bad") == null);
    assertAccepted(one.ask(new Change.CreateServer("web", "good", server(1, 1))));
  }

  @Test
  void refusalsAreThoseOfADirectorAlone() {
    var one = director();
    assertAccepted(one.ask(new Change.CreateService("web", service(80))));

    assertThat(one.ask(new Change.CreateService("web", service(81)))).isInstanceOf(Outcome.AlreadyExists.class);
    assertThat(one.ask(new Change.CreateService("other", service(80)))).isInstanceOf(Outcome.Conflict.class);
    assertThat(one.ask(weigh("web", "nobody", 1))).isInstanceOf(Outcome.NotFound.class);
    assertThat(one.ask(new Change.Replace(
        Intent.EMPTY, OptionalLong.of(99), Optional.empty(), "apply"))).isInstanceOf(Outcome.Stale.class);
    assertThat(one.ask(new Change.Replace(
        Intent.EMPTY, OptionalLong.empty(), Optional.of(Duration.ofSeconds(9)), "apply"))).isInstanceOf(Outcome.Conflict.class);
    assertThat(one.table().services().keySet()).containsExactly("web");
  }

  @Test // T10
  void aStoreThatIsAwayLeavesWhatIsInForceAndRefusesChanges() {
    var one = director();
    var two = director();
    assertAccepted(one.ask(new Change.CreateService("web", service(80))));
    links.get(one).set(Way.CUT);

    var refusal = one.ask(new Change.CreateService("other", service(81)));
    assertThat(refusal).isInstanceOfSatisfying(
        Outcome.Unavailable.class, it -> assertThat(it.reason()).contains("store").contains("no way to the store"));
    assertThat(one.state()).isEqualTo(State.AWAY);
    assertThat(one.table().services().keySet()).containsExactly("web");
    assertAccepted(two.ask(new Change.CreateService("meanwhile", service(82))));
    assertAccepted(two.ask(new Change.RemoveService("web")));

    links.get(one).set(Way.OPEN);
    patiently().until(() -> one.table().services().keySet().equals(Set.of("meanwhile")));
    assertAccepted(one.ask(new Change.CreateService("other", service(81))));
  }

  @Test
  void aStoreThatIsAwayAtTheStartIsFoundLater() {
    var link = store.link();
    link.set(Way.CUT);
    store.put("services/web", WEB);
    var one = new TestDirector(link);
    directors.add(one);
    patiently().until(() -> one.state() == State.AWAY);

    link.set(Way.OPEN);

    patiently().until(() -> one.table().service("web") != null);
  }

  @Test
  void anAnswerThatIsLostIsSaidToBeUnknownAndThenKnown() {
    var one = director();
    links.get(one).set(Way.DEAF);

    assertThat(one.ask(new Change.CreateService("web", service(80)))).isInstanceOf(Outcome.Unavailable.class);
    links.get(one).set(Way.OPEN);

    patiently().until(() -> one.state() == State.IN_STEP);
    assertThat(one.table().service("web") != null).isEqualTo(store.texts().containsKey("services/web"));
  }

  @Test // T11
  void aStoreThatWasLostIsFilledAgainOnDemandAndUntilThenNothingEnds() throws Exception {
    var one = director();
    var two = director();
    fill(one, two);
    var before = store.texts();

    store.lose();

    patiently().until(() -> one.state() == State.HELD && two.state() == State.HELD);
    assertThat(one.table().server("web", "a")).isNotNull();
    assertThat(one.ask(weigh("web", "a", 9))).isInstanceOf(Outcome.Unavailable.class);
    assertThat(one.shared.answer(Answer.REFILL).get(30, TimeUnit.SECONDS)).isEmpty();
    patiently().until(() -> two.state() == State.IN_STEP);
    assertThat(store.texts()).isEqualTo(before);
    assertAccepted(two.ask(weigh("web", "a", 9)));
    patiently().until(() -> one.table().server("web", "a").weight() == 9);
    assertThat(one.shared.answer(Answer.REFILL).get(30, TimeUnit.SECONDS)).as("nothing to answer").isPresent();
  }

  @Test // T11
  void aStoreThatIsFilledAgainByAndByIsFollowedWhenItIsWhole() throws Exception {
    var one = director();
    var two = director();
    assertAccepted(one.ask(new Change.CreateService("web", service(80))));
    for (int i = 1; i <= 100; i++) {
      assertAccepted(one.ask(new Change.CreateServer("web", "s" + i, server(i, i))));
    }
    patiently().until(() -> two.table().service("web").servers().size() == 100);
    var before = store.texts();
    store.lose();
    patiently().until(() -> one.state() == State.HELD && two.state() == State.HELD);

    // As after the first transaction of many, or of somebody who ended in the middle.
    store.put("services/web", before.get("services/web"));
    store.put("backends/s1", before.get("backends/s1"));
    patiently().until(() -> two.shared.status().reason().contains("the store lacks 99 backends"));
    patiently().until(() -> one.shared.status().reason().contains("the store lacks 99 backends"));
    assertThat(two.table().service("web").servers()).hasSize(100);

    assertThat(one.shared.answer(Answer.REFILL).get(30, TimeUnit.SECONDS)).isEmpty();
    patiently().until(() -> two.state() == State.IN_STEP);
    assertThat(store.texts()).isEqualTo(before);
    assertThat(two.table().service("web").servers()).hasSize(100);
    assertThat(one.table().service("web").servers()).hasSize(100);
  }

  @Test // T11
  void aDirectorThatStartsWhileALostStoreIsFilledAgainKeepsWhatItHas() {
    var link = store.link();
    link.set(Way.CUT);
    var started = new TestDirector(link);
    directors.add(started);
    var kept = service(80).withServer("a", server(1, 1)).withServer("b", server(2, 1)).withOrigin(Origin.STORE);
    assertAccepted(started.loop.request(new Change.Replace(Intent.EMPTY.with("web", kept), OptionalLong.empty(),
        Optional.empty(), "as the last process left it"), Origin.STORE).join());
    // As after the first transaction of many.
    store.put("gorb/table", "{\"table\":\"t\",\"empty\":false,\"filling\":true}");
    store.put("services/web", WEB);
    store.put("backends/a", "{\"host\":\"10.1.0.1\",\"port\":80,\"vsid\":\"web\",\"pulse\":{\"type\":\"none\"}}");

    link.set(Way.OPEN);

    patiently().until(() -> started.state() == State.HELD);
    assertThat(started.shared.status().reason()).contains("lacks 1 backends", "is being filled again");
    assertThat(started.table().service("web").servers().keySet()).containsExactly("a", "b");
    assertThat(started.shared.answer(Answer.ACCEPT).orTimeout(30, TimeUnit.SECONDS).join()).isEmpty();
    assertThat(started.table().service("web").servers().keySet()).containsExactly("a");
    assertThat(store.texts()).as("whole by decision").containsEntry("gorb/table", "{\"table\":\"t\",\"empty\":false}");
  }

  @Test // T11
  void aStoreThatIsFilledAgainSaysSoUntilItIsWhole() {
    var one = director();
    for (int i = 0; i < 100; i++) {
      assertAccepted(one.ask(new Change.CreateService("s" + i, service(1_000 + i))));
    }
    var before = store.texts();
    store.lose();
    patiently().until(() -> one.state() == State.HELD);
    var seen = new CopyOnWriteArrayList<Map<String, String>>();
    store.link().watch(List.of("services/", "gorb/"), () -> seen.add(store.texts()));

    assertThat(one.shared.answer(Answer.REFILL).orTimeout(30, TimeUnit.SECONDS).join()).isEmpty();

    assertThat(store.texts()).isEqualTo(before);
    assertThat(seen).filteredOn(texts -> texts.size() < before.size()).hasSizeGreaterThan(2)
        .allSatisfy(texts -> assertThat(Marker.read(texts.get("gorb/table")).orElseThrow().isFilling()).isTrue());
  }

  @Test // T11
  void aStoreThatWasEmptiedOnPurposeIsFollowedOnDemand() throws Exception {
    var one = director();
    fill(one);
    List.copyOf(store.texts().keySet()).stream().filter(key -> !key.equals("gorb/table")).forEach(store::remove);
    patiently().until(() -> one.state() == State.HELD);
    assertThat(one.table().service("web")).isNotNull();

    assertThat(one.shared.answer(Answer.ACCEPT).get(30, TimeUnit.SECONDS)).isEmpty();

    assertThat(one.table().services()).isEmpty();
    assertThat(one.state()).isEqualTo(State.IN_STEP);
    assertAccepted(one.ask(new Change.CreateService("web", service(80))));
  }

  @Test
  void aStoreThatWasLostAndBegunAnewByAnotherIsNotFollowed() {
    var one = director();
    fill(one);
    links.get(one).set(Way.CUT);
    store.lose();
    var newcomer = director();
    assertAccepted(newcomer.ask(new Change.CreateService("new", service(90))));

    links.get(one).set(Way.OPEN);

    patiently().until(() -> one.state() == State.HELD);
    assertThat(one.table().server("web", "a")).isNotNull();
    assertThat(one.shared.answer(Answer.REFILL).orTimeout(30, TimeUnit.SECONDS).join()).isEmpty();
    patiently().until(() -> newcomer.table().services().keySet().equals(Set.of("new", "web"))
        && one.table().services().keySet().equals(Set.of("new", "web")));
  }

  @Test
  void aDrainEndsForAllAtItsDeadlineAndEarlierOnlyWhereItIsOver() {
    var one = director();
    var two = director();
    fill(one, two);

    assertAccepted(one.ask(new Change.Drain("web", "a", Duration.ofSeconds(4), false)));
    patiently().until(() -> one.table().server("web", "a") == null && two.table().server("web", "a") == null);
    patiently().until(() -> !store.texts().containsKey("backends/a"));
    assertThat(one.table().service("web")).isNotNull();

    assertAccepted(one.ask(new Change.CreateServer("web", "k", server(3, 1))));
    assertAccepted(one.ask(new Change.Drain("web", "k", Duration.ofSeconds(2), true)));
    patiently().until(() -> store.texts().get("backends/k").contains("\"state\":\"quiesced\""));
    patiently().until(() -> two.table().server("web", "k").admin().equals(AdminState.QUIESCED));
    assertAccepted(two.ask(new Change.Resume("web", "k")));
    patiently().until(() -> one.table().server("web", "k").admin().equals(AdminState.ENABLED));
  }

  @Test
  void everythingIsReplacedAtOnceHoweverMuchItIs() {
    var one = director();
    var two = director();
    var wanted = Intent.EMPTY;
    for (int i = 0; i < 60; i++) {
      var service = service(1000 + i);
      for (int j = 0; j < 5; j++) {
        service = service.withServer("s" + j, server(j, i));
      }
      wanted = wanted.with("web" + i, service);
    }

    assertAccepted(one.ask(new Change.Replace(wanted, OptionalLong.empty(), Optional.empty(), "apply")));

    patiently().until(() -> two.table().services().size() == 60
        && SharedIntents.text(two.table()).equals(SharedIntents.text(one.table())));
    assertThat(one.table().services().values()).allMatch(it -> it.origin() == Origin.STORE && it.servers().size() == 5);
    assertAccepted(two.ask(new Change.Replace(
        wanted.without("web7"), OptionalLong.empty(), Optional.empty(), "apply")));
    patiently().until(() -> one.table().service("web7") == null && one.table().services().size() == 59);
  }

  /** Two clients on two directors change the same backends, while ways to the store break. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noUpdateIsLostAndNoneComesBack(long seed) throws Exception {
    var all = List.of(director(), director(), director());
    assertAccepted(all.getFirst().ask(new Change.CreateService("web", service(80))));
    patiently().until(() -> all.stream().allMatch(it -> it.table().service("web") != null));
    var weights = new History();
    var thresholds = new History();
    var clients = Executors.newFixedThreadPool(2);
    try {
      var running = new ArrayList<Future<?>>();
      for (int client = 0; client < 2; client++) {
        var random = new SplittableRandom(seed * 31 + client);
        int number = client;
        running.add(clients.submit(() -> {
          for (int i = 0; i < 500; i++) {
            disturb(all, number, i);
            write(all.get(number), number, i, random, weights, thresholds);
          }
        }));
      }
      for (var client : running) {
        client.get(120, TimeUnit.SECONDS);
      }
    } finally {
      clients.shutdownNow();
    }

    links.values().forEach(link -> link.set(Way.OPEN));
    patiently().until(() -> all.stream().allMatch(it -> it.state() == State.IN_STEP)
        && all.stream().map(it -> it.shared.status().digest()).distinct().count() == 1);
    var last = SharedIntents.text(all.getFirst().table());
    assertThat(all).allSatisfy(it -> assertThat(SharedIntents.text(it.table())).isEqualTo(last));
    var weight = new HashMap<String, String>();
    var threshold = new HashMap<String, String>();
    all.getFirst().table().service("web").servers().forEach((name, server) -> {
      weight.put(name, Integer.toString(server.weight()));
      threshold.put(name, Long.toString(server.thresholds().upper()));
    });
    assertThat(weights.contradictions(weight)).isEmpty();
    // Of the field that only one client sets, on backends that nobody removes, the other's writes lose nothing.
    threshold.keySet().removeIf(name -> !name.startsWith("kept"));
    assertThat(thresholds.contradictions(threshold)).isEmpty();
    assertThat(weights.count(Told.DONE)).as("writes that were made").isGreaterThan(300);
  }

  /** Of every hundred writes of a client ten find no way to the store, or none back, and the third director misses half. */
  private void disturb(List<TestDirector> all, int client, int number) {
    var own = all.get(client);
    switch (number % 100) {
      case 25 -> links.get(own).set(Way.CUT);
      case 60 -> links.get(own).set(Way.DEAF);
      case 30, 65 -> {
        links.get(own).set(Way.OPEN);
        patiently().until(() -> own.state() == State.IN_STEP);
      }
      case 0 -> links.get(all.getLast()).set(client == 0 ? Way.CUT : Way.OPEN);
      default -> {}
    }
  }

  /** A write of one client: a weight of its own, of a backend that both change. */
  private static void write(TestDirector director, int client, int number, SplittableRandom random, History weights,
      History thresholds) {
    boolean isKept = random.nextInt(3) == 0;
    var name = (isKept ? "kept" : "b") + random.nextInt(4);
    int index = Math.abs(name.hashCode()) % 200;
    int value = 1 + client + 2 * number;
    if (isKept && client == 1 && random.nextBoolean()) {
      thresholds.write(name, Optional.of(Integer.toString(value)), () -> told(director.ask(new Change.EditServer(
          "web", name, new ServerEdit(null, null, null, new Thresholds(value, 0), null, Map.of())))));
      return;
    }
    switch (isKept ? 0 : random.nextInt(3)) {
      case 0 -> weights.write(name, Optional.of(Integer.toString(value)), () -> told(director.ask(weigh("web", name, value))));
      case 1 -> weights.write(name, Optional.empty(), () -> told(director.ask(new Change.RemoveServer("web", name))));
      default -> {}
    }
    if (director.table().server("web", name) == null) {
      var made = new Change.CreateServer("web", name, server(index, value));
      if (isKept) {
        thresholds.write(name, Optional.of("0"), () ->
            weights.write(name, Optional.of(Integer.toString(value)), () -> told(director.ask(made))));
      } else {
        weights.write(name, Optional.of(Integer.toString(value)), () -> told(director.ask(made)));
      }
    }
  }

  private static Told told(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted _ -> Told.DONE;
      case Outcome.Unavailable(var reason) when reason.contains("not known") -> Told.UNKNOWN;
      case Outcome.Unavailable _, Outcome.NotFound _, Outcome.AlreadyExists _, Outcome.Conflict _, Outcome.Stale _,
          Outcome.Invalid _, Outcome.Refused _ -> Told.REFUSED;
    };
  }

  private void fill(TestDirector director, TestDirector... others) {
    assertAccepted(director.ask(new Change.CreateService("web", service(80))));
    assertAccepted(director.ask(new Change.CreateServer("web", "a", server(1, 100))));
    for (var other : others) {
      patiently().until(() -> other.table().server("web", "a") != null);
    }
  }

  private TestDirector director() {
    return directorThatRefuses(_ -> false);
  }

  private TestDirector directorThatRefuses(Predicate<Step> steps) {
    var link = store.link();
    var director = new TestDirector(link, faults -> faults.refuse(Refusal.Kind.REJECTED, steps));
    directors.add(director);
    links.put(director, link);
    patiently().until(() -> director.state() == State.IN_STEP);
    return director;
  }

  private static ServiceKey.Endpoint endpoint(int port) {
    return new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), port);
  }

  private static VirtualService service(int port) {
    return new VirtualService(endpoint(port), ServiceSettings.of(Scheduler.WRR), TreePMap.empty(), Map.of());
  }

  private static ServerKey key(int number) {
    return new ServerKey(IpAddress.of("10.1.0." + number), 8080);
  }

  private static RealServer server(int number, int weight) {
    return new RealServer(key(number), weight, AdminState.ENABLED, ForwardingMethod.MASQUERADE, Thresholds.NONE,
        UNCHECKED, 0, Map.of());
  }

  private static Change weigh(String service, String server, int weight) {
    return new Change.EditServer(service, server, new ServerEdit(weight, null, null, null, null, Map.of()));
  }

  private static void assertAccepted(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
  }
}
