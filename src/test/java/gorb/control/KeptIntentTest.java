package gorb.control;

import static gorb.control.Samples.ONE;
import static gorb.control.Samples.RR;
import static gorb.control.Samples.TWO;
import static gorb.control.Samples.WEB;
import static gorb.control.Samples.create;
import static gorb.control.Samples.endpoint;
import static gorb.control.Samples.remove;
import static gorb.control.Samples.schedule;
import static gorb.control.Samples.server;
import static gorb.control.Samples.service;
import static gorb.control.Samples.weigh;
import static gorb.control.Samples.weighing;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.model.CheckHistory;
import gorb.model.Health;
import gorb.model.Origin;
import gorb.model.ServerHealth;
import gorb.model.ServiceKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Intent that is kept, replaced as a whole, confirmed or taken back, and restored by the next process. */
class KeptIntentTest {
  private static final ServiceKey MAIL = endpoint("10.0.0.2", 25);

  private final FailingStore store = new FailingStore();
  private final ControllerRig rig = new ControllerRig();

  KeptIntentTest() {
    rig.restart(store);
  }

  @Test
  void everyAcceptedChangeIsKeptWithItsCause() {
    rig.ask(create("web", WEB));
    rig.ask(create("web", "one", ONE, 100), weigh("web", "one", 7));
    rig.ask(weigh("web", "one", 7));

    assertThat(store.revisions()).extracting(Revision.Summary::cause)
        .containsExactly("api: create backend web/one and 1 more", "api: create service web");
    assertThat(rig.snapshot().revision()).isEqualTo(2);
  }

  @Test
  void whatCannotBeKeptIsRefusedAndNotCarriedOut() {
    rig.ask(create("web", WEB));
    store.fails = true;

    assertThat(rig.ask(create("mail", MAIL))).isEqualTo(new Outcome.Unavailable("write: no space left"));

    assertThat(rig.carried().pool(MAIL)).isNull();
    assertThat(rig.snapshot().troubles()).contains("write: no space left");
    store.fails = false;
    assertThat(rig.ask(create("mail", MAIL))).isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.snapshot().troubles()).isEmpty();
  }

  @Test
  void healthGoesOnWhileNothingCanBeKept() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    store.fails = true;

    rig.report("web", "one", down());

    assertThat(rig.carried(WEB, ONE)).isZero();
  }

  @Test
  void whatTheDataPlaneRefusesIsTakenOutOfWhatIsKept() {
    rig.faults.refuse(Refusal.Kind.REJECTED, step -> step instanceof Step.AddService);

    assertThat(rig.ask(create("web", WEB))).isInstanceOf(Outcome.Refused.class);

    assertThat(store.latest().orElseThrow().intent().services()).isEmpty();
  }

  @Test
  void theNextProcessWantsWhatTheLastOneWanted() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.report("web", "one", down());
    var table = rig.carried();
    rig.dataplane.drainTaken();

    rig.restart(store);
    rig.pass(Duration.ZERO);

    assertThat(rig.carried()).as("no weight moves before there is a verdict").isEqualTo(table);
    assertThat(rig.dataplane.drainTaken()).isEmpty();
    assertThat(rig.snapshot().revision()).isEqualTo(1);
    assertThat(store.revisions()).hasSize(1);
    assertThat(rig.ask(weigh("web", "one", 5))).isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.snapshot().revision()).isEqualTo(2);
  }

  @Test
  void aRemovalThatWasKeptButNotCarriedOutIsCarriedOutByTheNextProcess() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100), create("web", "two", TWO, 100), create("mail", MAIL));
    rig.ask(remove("mail"), remove("web", "two"));
    rig.carry(MAIL, TWO, weighing(1));
    rig.carry(WEB, TWO, weighing(1));
    rig.carry(endpoint("10.0.0.9", 9), ONE, weighing(1));

    rig.restart(store);
    rig.pass(Duration.ZERO);

    assertThat(rig.carried().pool(MAIL)).isNull();
    assertThat(rig.carried().destination(WEB, TWO)).isNull();
    assertThat(rig.carried().pool(endpoint("10.0.0.9", 9))).as("a stranger's").isNotNull();
  }

  @Test
  void aReplacementTakesOnlyTheStepsThatItNeeds() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100), create("mail", MAIL));
    rig.report("web", "one", up());
    var incarnation = rig.server("web", "one").incarnation();
    rig.dataplane.drainTaken();

    var wanted = Intent.EMPTY.with("web", service(WEB).withServer("one", server(ONE, 100)).withServer("two", server(TWO, 7)));
    rig.ask(replace(wanted));

    assertThat(rig.dataplane.drainTaken())
        .containsExactly(new Step.AddDestination(WEB, TWO, weighing(7)), new Step.RemoveService(MAIL));
    assertThat(rig.server("web", "one").incarnation()).as("its health goes on").isEqualTo(incarnation);
    rig.ask(replace(wanted));
    assertThat(rig.dataplane.drainTaken()).as("applied again").isEmpty();
    assertThat(rig.snapshot().revision()).isEqualTo(2);
  }

  @Test
  void aReplacementIsAllOrNothing() {
    rig.ask(create("web", WEB));
    rig.faults.refuse(Refusal.Kind.REJECTED, step -> step instanceof Step.AddService(var key, _) && key.equals(MAIL));
    var before = rig.carried();

    var wanted = Intent.EMPTY.with("mail", service(MAIL)).with("other", service(endpoint("10.0.0.3", 1)));

    assertThat(rig.ask(replace(wanted))).isInstanceOf(Outcome.Refused.class);
    assertThat(rig.carried()).isEqualTo(before);
    assertThat(rig.snapshot().intent().services()).containsOnlyKeys("web");
  }

  @Test
  void servicesMaySwapTheirAddresses() {
    rig.ask(create("web", WEB), create("mail", MAIL));

    rig.ask(replace(Intent.EMPTY.with("web", service(MAIL)).with("mail", service(WEB))));

    assertThat(rig.snapshot().intent().nameOf(MAIL)).isEqualTo("web");
    assertThat(rig.carried()).isEqualTo(rig.snapshot().wanted());
  }

  @Test
  void aDocumentThatIsAskedForAgainTakesBackWhatWasChangedInBetween() {
    var document = Intent.EMPTY.with("web", service(WEB).withServer("one", server(ONE, 100))).with("mail", service(MAIL));
    rig.ask(replace(document));
    rig.ask(weigh("web", "one", 1));

    rig.ask(replace(document));

    assertThat(rig.server("web", "one").weight()).isEqualTo(100);
    rig.ask(replace(document));
    assertThat(rig.lastTurn().taken()).as("nothing is left to do").isEmpty();
  }

  @Test
  void aReplacementForAnotherRevisionIsStale() {
    rig.ask(create("web", WEB));

    var late = new Change.Replace(Intent.EMPTY, OptionalLong.of(7), Optional.empty(), "apply");

    assertThat(rig.ask(late)).isEqualTo(new Outcome.Stale(1));
    assertThat(rig.ask(new Change.Replace(Intent.EMPTY, OptionalLong.of(1), Optional.empty(), "apply")))
        .isInstanceOf(Outcome.Accepted.class);
  }

  @Test
  void nobodyEditsWhatAnotherOriginOwns() {
    rig.askBy(Origin.FILE, new Change.Replace(
        Intent.EMPTY.with("web", service(WEB).withServer("one", server(ONE, 100))), OptionalLong.empty(),
        Optional.empty(), "gorb.yaml"));
    assertThat(rig.snapshot().intent().service("web").origin()).isEqualTo(Origin.FILE);

    for (var change : List.of(weigh("web", "one", 1), schedule("web", RR), create("web", "two", TWO, 1), remove("web"))) {
      assertThat(rig.ask(change)).isEqualTo(
          new Outcome.Conflict("service web belongs to the configuration file: change it there"));
    }
    rig.ask(create("mail", MAIL));
    assertThat(rig.ask(replace(Intent.EMPTY))).isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.snapshot().intent().services()).as("each replaces its own only").containsOnlyKeys("web");
    assertThat(rig.ask(replace(rig.snapshot().intent()))).as("as shown").isInstanceOf(Outcome.Accepted.class);
    assertThat(rig.ask(replace(Intent.EMPTY.with("web", service(WEB))))).isInstanceOf(Outcome.Conflict.class);
  }

  @Test
  void whatNobodyConfirmsInTimeIsTakenBack() {
    rig.ask(create("web", WEB));
    rig.ask(new Change.Replace(
        Intent.EMPTY.with("mail", service(MAIL)), OptionalLong.empty(), Optional.of(Duration.ofSeconds(60)), "apply"));
    assertThat(rig.controller.wakeAt()).isEqualTo(rig.clock.instant().plusSeconds(60));
    assertThat(rig.ask(create("x", endpoint("10.0.0.3", 1)))).as("meanwhile").isInstanceOf(Outcome.Conflict.class);

    rig.pass(Duration.ofSeconds(59));
    assertThat(rig.snapshot().intent().services()).containsOnlyKeys("mail");
    rig.pass(Duration.ofSeconds(1));

    assertThat(rig.snapshot().intent().services()).containsOnlyKeys("web");
    assertThat(rig.carried()).isEqualTo(rig.snapshot().wanted());
    assertThat(rig.snapshot().pending()).isEmpty();
    assertThat(rig.controller.wakeAt()).isNull();
    assertThat(store.latest().orElseThrow().cause()).isEqualTo("api: taken back: not confirmed in time");
  }

  @Test
  void whatIsConfirmedStays() {
    rig.ask(new Change.Replace(
        Intent.EMPTY.with("mail", service(MAIL)), OptionalLong.empty(), Optional.of(Duration.ofSeconds(60)), "apply"));

    assertThat(rig.ask(new Change.Confirm())).isInstanceOf(Outcome.Accepted.class);
    rig.pass(Duration.ofSeconds(61));

    assertThat(rig.snapshot().intent().services()).containsOnlyKeys("mail");
    assertThat(rig.ask(new Change.Confirm())).isInstanceOf(Outcome.Conflict.class);
  }

  @Test
  void anEndOfTheProcessDoesNotConfirm() {
    rig.ask(create("web", WEB));
    rig.ask(new Change.Replace(
        Intent.EMPTY.with("mail", service(MAIL)), OptionalLong.empty(), Optional.of(Duration.ofSeconds(60)), "apply"));

    rig.restart(store);
    rig.pass(Duration.ofSeconds(30));
    assertThat(rig.snapshot().intent().services()).containsOnlyKeys("mail");
    rig.pass(Duration.ofSeconds(30));

    assertThat(rig.snapshot().intent().services()).containsOnlyKeys("web");
    assertThat(rig.carried()).isEqualTo(rig.snapshot().wanted());
  }

  @Test
  void driftThatIsOnlyReportedStaysAndIsToldOnce() {
    rig.restart(store, DriftPolicy.REPORT);
    rig.ask(create("web", WEB), create("web", "one", ONE, 100));
    rig.stranger(new Step.EditDestination(WEB, ONE, weighing(1)));

    rig.resync();
    rig.resync();

    assertThat(rig.carried(WEB, ONE)).isEqualTo(1);
    assertThat(rig.snapshot().drift()).containsExactly(new Drift(
        rig.clock.instant(), new Step.EditDestination(WEB, ONE, weighing(100)), DriftPolicy.REPORT));
    rig.ask(weigh("web", "one", 50));
    assertThat(rig.carried(WEB, ONE)).as("a change of the service puts it right").isEqualTo(50);
  }

  private static Change replace(Intent wanted) {
    return new Change.Replace(wanted, OptionalLong.empty(), Optional.empty(), "apply");
  }

  private static ServerHealth down() {
    return new ServerHealth(
        new Health.Down(Samples.START, "refused"), CheckHistory.EMPTY.afterFailure(), Samples.START, Samples.START);
  }

  private static ServerHealth up() {
    return new ServerHealth(
        new Health.Up(Samples.START), CheckHistory.EMPTY.afterSuccess(), Samples.START, Samples.START);
  }

  /** Keeps everything, or fails. */
  private static final class FailingStore implements IntentStore {
    private final List<Revision> kept = new ArrayList<>();
    private boolean fails;

    @Override
    public void save(Revision revision) throws IOException {
      if (fails) {
        throw new IOException("write: no space left");
      }
      kept.addFirst(revision);
    }

    @Override
    public Optional<Revision> latest() {
      return kept.stream().findFirst();
    }

    @Override
    public Optional<Revision> revision(long number) {
      return kept.stream().filter(it -> it.number() == number).findFirst();
    }

    @Override
    public List<Revision.Summary> revisions() {
      return kept.stream().map(Revision::summary).toList();
    }

    @Override
    public void close() {}
  }
}
