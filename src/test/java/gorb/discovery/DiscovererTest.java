package gorb.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.control.Announcer;
import gorb.control.Change;
import gorb.control.Controller;
import gorb.control.ControllerLoop;
import gorb.control.DiscoveryStatus.State;
import gorb.control.Intent;
import gorb.control.Outcome;
import gorb.dataplane.memory.InMemoryDataplane;
import gorb.model.Discovery;
import gorb.model.DiscoverySource.Verdict;
import gorb.model.IpAddress;
import gorb.model.Origin;
import gorb.model.VirtualService;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over a real loop and a table in memory. */
class DiscovererTest {
  private static final VirtualService SERVICE = MergeTest.service(Verdict.BOTH, 10);
  private static final String ONE = "10.1.0.1:8080";
  private static final String TWO = "10.1.0.2:8080";

  private final CopyOnWriteArrayList<ScriptedSource> sources = new CopyOnWriteArrayList<>();
  private final AtomicReference<ControllerLoop> made = new AtomicReference<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger refusals = new AtomicInteger();
  private final Discoverer discoverer = new Discoverer(_ -> {
    var source = new ScriptedSource();
    sources.add(source);
    return source;
  }, MergeTest.TEMPLATE, this::change, InstantSource.system(),
      new Follower.Pace(Duration.ofMillis(1), Duration.ofMillis(4), new Random(7)));
  private final ControllerLoop loop = new ControllerLoop(new Controller(
      new InMemoryDataplane(), Announcer.NONE, InstantSource.system(), System::nanoTime, discoverer),
      InstantSource.system());

  DiscovererTest() {
    made.set(loop);
    loop.start();
    discoverer.start();
  }

  @AfterEach
  void close() {
    discoverer.close();
    loop.close();
  }

  @Test
  void aServiceHasWhatItsSourceNamed() {
    ask(new Change.CreateService("web", SERVICE));
    source(0).answer("10.1.0.1", "10.1.0.2");
    patiently().until(() -> has("own", ONE, TWO));

    source(0).answer("10.1.0.2");
    patiently().until(() -> has("own", TWO));
    assertThat(discoverer.statuses().get("web").state()).isEqualTo(State.CURRENT);
  }

  @Test
  void nothingIsRemovedBeforeTheSourceWasRead() {
    var known = SERVICE.withServer(ONE, MergeTest.found("10.1.0.1")).withServer(TWO, MergeTest.found("10.1.0.2"));
    ask(new Change.CreateService("web", known));
    for (int i = 0; i < 20; i++) {
      source(0).fail(new IOException("refused"));
    }
    source(0).answer();

    patiently().until(() -> discoverer.statuses().get("web").state() == State.EMPTY);
    assertThat(discoverer.statuses().get("web").failures()).isEqualTo(20);
    assertThat(has("own", ONE, TWO)).isTrue();
    assertThat(asked).hasValue(0);

    source(0).answer("10.1.0.2");
    patiently().until(() -> has("own", TWO));
  }

  @Test
  void aServiceThatLosesWhatWasFoundHasItAgainWithoutAnotherAnswer() {
    ask(new Change.CreateService("web", SERVICE));
    source(0).answer("10.1.0.1");
    patiently().until(() -> has("own", ONE));

    // The owner takes its place, and gives it back.
    ask(new Change.CreateServer("web", "mine", MergeTest.server(IpAddress.of("10.1.0.1"), 8080)));
    patiently().until(() -> has("mine", "own"));
    ask(new Change.RemoveServer("web", "mine"));

    patiently().until(() -> has("own", ONE));
    assertThat(discoverer.statuses().get("web").reads()).isEqualTo(1);
  }

  @Test
  void whatTheLoopDoesNotTakeIsAskedForAgain() {
    refusals.set(2);
    ask(new Change.CreateService("web", SERVICE));
    source(0).answer("10.1.0.1");

    patiently().until(() -> has("own", ONE));
    assertThat(asked.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void aServiceThatIsGoneOrNotDiscoveredAnyMoreIsNotFollowed() {
    ask(new Change.CreateService("web", SERVICE));
    source(0).answer("10.1.0.1");
    patiently().until(() -> has("own", ONE) && source(0).asked() == 2);

    ask(new Change.EditService("web",
        new Change.ServiceEdit(null, null, null, null, null, null, Discovery.NONE, Map.of())));
    patiently().until(() -> discoverer.statuses().isEmpty());
    assertThat(has("own")).isTrue();
    assertThat(source(0).left()).as("the question that waited").isEqualTo(1);

    ask(new Change.Replace(Intent.EMPTY.with("web", SERVICE), OptionalLong.empty(), Optional.empty(), "apply"));
    source(1).answer("10.1.0.2");
    patiently().until(() -> has("own", TWO));
    ask(new Change.RemoveService("web"));
    patiently().until(() -> discoverer.statuses().isEmpty());
  }

  private CompletableFuture<Outcome> change(Change change) {
    asked.incrementAndGet();
    return refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0
        ? CompletableFuture.completedFuture(new Outcome.Unavailable("too many changes wait"))
        : made.get().request(change, Origin.DISCOVERY);
  }

  private void ask(Change change) {
    assertThat(loop.request(change, Origin.API).join()).isInstanceOf(Outcome.Accepted.class);
  }

  private ScriptedSource source(int number) {
    patiently().until(() -> sources.size() > number);
    return sources.get(number);
  }

  private boolean has(String... servers) {
    var service = loop.snapshot().intent().service("web");
    return service != null && service.servers().keySet().equals(Set.of(servers));
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(5));
  }
}
