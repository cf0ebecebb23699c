package gorb.control;

import static gorb.control.Samples.ONE;
import static gorb.control.Samples.RR;
import static gorb.control.Samples.TWO;
import static gorb.control.Samples.WEB;
import static gorb.control.Samples.create;
import static gorb.control.Samples.down;
import static gorb.control.Samples.endpoint;
import static gorb.control.Samples.server;
import static gorb.control.Samples.service;
import static gorb.control.Samples.weighing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.ForwardingMethod;
import gorb.model.Origin;
import gorb.model.RealServer;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.VirtualService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a change would come to, and what clients would notice of it. */
class PreviewTest {
  private static final ServiceKey MAIL = endpoint("10.0.0.2", 25);
  private static final VirtualService BOTH =
      service(WEB).withServer("one", server(ONE, 100)).withServer("two", server(TWO, 100));

  private final ControllerRig rig = new ControllerRig();

  PreviewTest() {
    rig.ask(create("web", WEB), create("web", "one", ONE, 100), create("web", "two", TWO, 100), create("mail", MAIL));
  }

  @Test
  void theStepsAreThoseThatTheDataPlaneTakesThen() throws ChangeRefusedException {
    var change = replace(Intent.EMPTY.with("web", BOTH.with(RR, Map.of()).withoutServer("two"))
        .with("post", service(endpoint("10.0.0.3", 1)).withServer("one", server(ONE, 5))));
    rig.report("web", "one", down());
    rig.dataplane.drainTaken();
    var before = rig.snapshot();

    var preview = Preview.of(before, change, Origin.API);

    assertThat(rig.snapshot()).as("nothing is changed").isSameAs(before);
    var outcome = rig.ask(change);
    assertThat(rig.dataplane.drainTaken()).isEqualTo(preview.steps()).hasSize(5);
    assertThat(outcome).isEqualTo(new Outcome.Accepted(rig.snapshot(), 5));
    assertThat(preview.after().services().keySet()).isEqualTo(rig.snapshot().intent().services().keySet());
    assertThat(Preview.of(rig.snapshot(), change, Origin.API).steps()).as("applied, nothing is left").isEmpty();
  }

  @Test
  void entriesOfOthersAreNoBusinessOfAPlan() throws ChangeRefusedException {
    rig.carry(WEB, Samples.key("10.9.9.9"), weighing(1));
    rig.carry(endpoint("10.0.0.9", 9), ONE, weighing(7));
    rig.resync();

    var nine = service(endpoint("10.0.0.9", 9)).withServer("one", server(ONE, 100));
    var preview = Preview.of(rig.snapshot(), replace(
        Intent.EMPTY.with("web", BOTH.with(RR, Map.of())).with("mail", service(MAIL)).with("nine", nine)), Origin.API);

    assertThat(preview.steps()).as("the weight that is there stays until there is a verdict")
        .containsExactly(new Step.EditService(WEB, RR));
  }

  @Test
  void aPortThatTheKernelIgnoresIsWarnedOfOnce() {
    var direct = service(WEB).withServer("one", reached(ForwardingMethod.DIRECT_ROUTE, 8081));
    var before = Intent.EMPTY.with("mail", service(MAIL));

    assertThat(Preview.between(before, before.with("web", direct)).risks())
        .containsExactly(new Risk.IgnoresPort("web", List.of("one")));
    assertThat(Preview.between(Intent.EMPTY.with("web", direct), Intent.EMPTY.with("web", direct.withServer("two",
        reached(ForwardingMethod.MASQUERADE, 8082)))).risks()).as("nothing new of it").isEmpty();
    assertThat(Preview.between(before, before.with("web", service(WEB).withServer("one",
        reached(ForwardingMethod.DIRECT_ROUTE, ((ServiceKey.Endpoint) WEB).port())))).risks()).as("the same port").isEmpty();
    assertThat(Preview.between(before, before.with("web", service(WEB).withServer("one",
        reached(ForwardingMethod.IPIP, 8081)))).risks()).hasSize(1);
  }

  private static RealServer reached(ForwardingMethod forwarding, int port) {
    var plain = server(ONE, 100);
    return new RealServer(new ServerKey(plain.key().address(), port), plain.weight(), plain.admin(), forwarding,
        plain.thresholds(), plain.check(), 0, Map.of());
  }

  @Test
  void anotherSchedulerRefusesClientsForAMomentWhereTheKernelCannotSwapIt() {
    var before = Intent.EMPTY.with("web", BOTH);
    var after = Intent.EMPTY.with("web", BOTH.with(RR, Map.of()));

    assertThat(Risks.between(before, Table.EMPTY, after, Table.EMPTY, false)).containsExactly(
        new Risk.MovesClients("web", "scheduler"), new Risk.RefusesClients("web"));
    assertThat(Risks.between(before, Table.EMPTY, after, Table.EMPTY, true)).doesNotHaveAnyElementsOfTypes(
        Risk.RefusesClients.class);
    assertThat(Risks.between(before, Table.EMPTY, before, Table.EMPTY, false)).isEmpty();
  }

  @Test
  void whatIsRefusedIsRefusedForTheSameReason() {
    rig.askBy(Origin.FILE, replace(Intent.EMPTY.with("dns", service(endpoint("10.0.0.3", 53)))));

    assertThatThrownBy(() -> Preview.of(rig.snapshot(), replace(Intent.EMPTY.with("dns", service(MAIL))), Origin.API))
        .isInstanceOfSatisfying(ChangeRefusedException.class, e -> assertThat(e.outcome()).isEqualTo(
            new Outcome.Conflict("service dns belongs to the configuration file: change it there")));
    var stale = new Change.Replace(Intent.EMPTY, OptionalLong.of(77), Optional.empty(), "apply");
    assertThatThrownBy(() -> Preview.of(rig.snapshot(), stale, Origin.API))
        .isInstanceOfSatisfying(ChangeRefusedException.class,
            e -> assertThat(e.outcome()).isInstanceOf(Outcome.Stale.class));
  }

  @Test
  void theRisksAreTold() throws ChangeRefusedException {
    assertThat(risks(Intent.EMPTY.with("web", BOTH))).containsExactly("removes service mail");
    assertThat(risks(Intent.EMPTY.with("web", BOTH.withoutServer("two")).with("mail", service(MAIL)))).containsExactly(
        "leaves service web with one server", "ends connections: two of web goes while it serves (quiesce first)");
    assertThat(risks(Intent.EMPTY.with("web", service(WEB)).with("mail", service(MAIL)))).containsExactly(
        "leaves service web without servers",
        "ends connections: one, two of web go while they serve (quiesce first)");
    assertThat(risks(Intent.EMPTY.with("web", BOTH.with(RR, Map.of())).with("mail", service(MAIL))))
        .containsExactly("moves clients: scheduler of web changes");
    assertThat(risks(Intent.EMPTY.with("web", BOTH).with("mail", service(endpoint("10.0.0.3", 25)))))
        .containsExactly("moves service mail from tcp/10.0.0.2:25 to tcp/10.0.0.3:25");
    assertThat(risks(rig.snapshot().intent())).isEmpty();
  }

  @Test
  void aServerThatIsDownIsNoneThatIsLeft() throws ChangeRefusedException {
    rig.report("web", "one", down());

    assertThat(risks(Intent.EMPTY.with("web", BOTH.withoutServer("two")).with("mail", service(MAIL))))
        .startsWith("leaves service web without servers");
    assertThat(risks(Intent.EMPTY.with("web", BOTH.withoutServer("one")).with("mail", service(MAIL))))
        .as("it serves nobody").isEmpty();
  }

  @Test
  void otherServersMoveClientsUnderASchedulerThatChoosesByAddresses() throws ChangeRefusedException {
    var hashed = BOTH.with(ServiceSettings.of(new Scheduler("mh")), Map.of());
    rig.ask(replace(Intent.EMPTY.with("web", hashed)));

    assertThat(risks(Intent.EMPTY.with("web", hashed.withServer("three", server(Samples.key("10.1.0.3"), 1)))))
        .containsExactly("moves clients: the set of servers, by which mh chooses, of web changes");
  }

  @Test
  void whatNobodyRepairedIsTold() {
    rig.restart(IntentStore.inMemory(), DriftPolicy.REPORT);
    rig.ask(create("dns", endpoint("10.0.0.3", 53)), create("dns", "one", ONE, 100));
    rig.stranger(new Step.EditDestination(endpoint("10.0.0.3", 53), ONE, weighing(1)));
    rig.resync();

    assertThat(rig.snapshot().unrepaired())
        .containsExactly(new Step.EditDestination(endpoint("10.0.0.3", 53), ONE, weighing(100)));
  }

  private List<String> risks(Intent wanted) throws ChangeRefusedException {
    return Preview.of(rig.snapshot(), replace(wanted), Origin.API).risks().stream().map(Risk::text).toList();
  }

  private static Change.Replace replace(Intent wanted) {
    return new Change.Replace(wanted, OptionalLong.empty(), Optional.empty(), "apply");
  }
}
