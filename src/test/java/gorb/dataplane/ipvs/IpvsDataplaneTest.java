package gorb.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.dataplane.Capabilities.Feature;
import gorb.dataplane.DataplaneException;
import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.dataplane.Refusal;
import gorb.dataplane.Refusal.Kind;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.ForwardingMethod.Checksum;
import gorb.model.ForwardingMethod.Encapsulation;
import gorb.model.IpAddress;
import gorb.model.Persistence;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.ServiceSettings.PacketScheduling;
import gorb.model.Thresholds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpvsDataplaneTest {
  private static final ServiceKey WEB = service(80);
  private static final ServiceSettings RR = ServiceSettings.of(Scheduler.RR);
  private static final ServiceSettings WRR = ServiceSettings.of(Scheduler.WRR);
  private static final ServerKey ONE = server("10.1.0.1");
  private static final ServerKey TWO = server("10.1.0.2");
  private static final ServerKey SIX = server("fd00::5");

  private final FakeKernel kernel = new FakeKernel();
  private IpvsDataplane dataplane;

  @BeforeEach
  void open() throws DataplaneException {
    dataplane = IpvsDataplane.over(kernel.socket());
  }

  @Test
  void tellsWhatItIs() {
    var capabilities = dataplane.capabilities();

    assertThat(capabilities.name()).isEqualTo("ipvs");
    assertThat(capabilities.description()).isEqualTo("IPVS 1.2.1 of the kernel, connection table of 4096");
    assertThat(capabilities.features()).contains(Feature.SURVIVES_RESTART, Feature.FIREWALL_MARKS);
    assertThat(capabilities.forwarding())
        .doesNotContain(ForwardingMethod.LocalNode.class, ForwardingMethod.Bypass.class);
  }

  @Test
  void whatWasAppliedIsObserved() throws DataplaneException {
    var mark = new ServiceKey.FirewallMark(AddressFamily.IPV6, 7);
    var sticky = new ServiceSettings(
        Scheduler.WLC,
        Set.of(SchedulerFlag.FLAG_2),
        new Persistence.Sticky(Duration.ofSeconds(60), 64, Persistence.Engine.SIP),
        PacketScheduling.ONE_PACKET);
    var gue = new Destination(
        7, new ForwardingMethod.Tunnel(new Encapsulation.Gue(6080, Checksum.FULL)), new Thresholds(9, 3));

    var refusals = dataplane.apply(List.of(
        new Step.AddService(WEB, WRR),
        new Step.AddService(mark, sticky),
        new Step.AddDestination(WEB, ONE, weight(5)),
        new Step.AddDestination(WEB, SIX, gue)));

    assertThat(refusals).isEmpty();
    assertThat(dataplane.observe()).isEqualTo(Table.of(Map.of(
        WEB, Pool.of(WRR, Map.of(ONE, weight(5), SIX, gue)),
        mark, Pool.of(sticky))));
    assertThat(dataplane.unsayable()).isEmpty();
  }

  @Test
  void editsAndRemovalsAreApplied() throws DataplaneException {
    apply(new Step.AddService(WEB, WRR), add(ONE, 1), add(TWO, 1));

    apply(
        new Step.EditService(WEB, RR),
        new Step.EditDestination(WEB, ONE, weight(9)),
        new Step.RemoveDestination(WEB, TWO));
    assertThat(dataplane.observe()).isEqualTo(Table.of(Map.of(WEB, Pool.of(RR, Map.of(ONE, weight(9))))));
    apply(new Step.RemoveService(WEB));
    assertThat(dataplane.observe()).isEqualTo(Table.EMPTY);
  }

  @Test
  void addingWhatExistsEditsIt() throws DataplaneException {
    apply(new Step.AddService(WEB, WRR), add(ONE, 1));

    apply(new Step.AddService(WEB, RR), add(ONE, 5), add(TWO, 2));

    assertThat(dataplane.observe())
        .isEqualTo(Table.of(Map.of(WEB, Pool.of(RR, Map.of(ONE, weight(5), TWO, weight(2))))));
  }

  @Test
  void aLaterStepOvertakesTheEditThatAnAdditionBecomes() throws DataplaneException {
    var other = service(81);
    apply(new Step.AddService(WEB, WRR), add(ONE, 1), add(TWO, 1), new Step.AddService(other, WRR));

    apply(
        add(ONE, 5),
        new Step.EditDestination(WEB, ONE, weight(6)),
        add(TWO, 5),
        new Step.RemoveDestination(WEB, TWO),
        new Step.AddService(other, RR),
        new Step.RemoveService(other));

    assertThat(dataplane.observe()).isEqualTo(Table.of(Map.of(WEB, Pool.of(WRR, Map.of(ONE, weight(6))))));
  }

  @Test
  void removingWhatIsGoneIsNoRefusal() throws DataplaneException {
    assertThat(dataplane.apply(List.of(
        new Step.RemoveDestination(WEB, ONE),
        new Step.RemoveService(WEB)))).isEmpty();
    apply(new Step.AddService(WEB, WRR));
    assertThat(dataplane.apply(List.of(new Step.RemoveDestination(WEB, ONE)))).isEmpty();
  }

  @Test
  void aRefusedStepDoesNotStopThoseBehindIt() throws DataplaneException {
    var bogus = new Step.AddService(service(81), ServiceSettings.of(new Scheduler("bogus")));

    var refusals = dataplane.apply(List.of(new Step.AddService(WEB, WRR), bogus, add(ONE, 1)));

    assertThat(refusals).containsExactly(new Refusal(bogus, Kind.REJECTED,
        "ENOENT (No such file or directory): scheduler \"bogus\" is not in this kernel (module ip_vs_bogus)"));
    assertThat(dataplane.observe().pools()).containsOnlyKeys(WEB);
    assertThat(refusals.getFirst().message()).isEqualTo("add service tcp/10.0.0.1:81 scheduler bogus: "
        + "ENOENT (No such file or directory): scheduler \"bogus\" is not in this kernel (module ip_vs_bogus)");
  }

  @Test
  void refusalsComeInTheOrderOfTheSteps() throws DataplaneException {
    var local = new Step.AddDestination(WEB, TWO, new Destination(1, new ForwardingMethod.LocalNode(), Thresholds.NONE));
    var early = add(ONE, 1);
    var late = new Step.EditDestination(WEB, TWO, weight(2));

    var refusals = dataplane.apply(List.of(early, new Step.AddService(WEB, WRR), local, late));

    assertThat(refusals).extracting(Refusal::step).containsExactly(early, local, late);
    assertThat(refusals).extracting(Refusal::kind).containsExactly(Kind.TRANSIENT, Kind.REJECTED, Kind.TRANSIENT);
    assertThat(refusals).extracting(Refusal::cause).containsExactly(
        "ESRCH (No such process): the service is not in the kernel",
        "forwarding local is the kernel's to choose (expected: masquerade, direct route or tunnel)",
        "ENOENT (No such file or directory): the destination is not in the kernel");
  }

  @Test
  void whatMakesNoSenseIsRefusedBeforehand() throws DataplaneException {
    var everyPort = new Step.AddService(service(0), RR);
    var sticky = new ServiceSettings(Scheduler.RR, Set.of(),
        new Persistence.Sticky(Duration.ofSeconds(60), 64, Persistence.Engine.ADDRESS), PacketScheduling.BY_CONNECTION);
    var gre = new Destination(
        1, new ForwardingMethod.Tunnel(new Encapsulation.Gre(Checksum.REMOTE)), Thresholds.NONE);

    assertThat(dataplane.apply(List.of(
        everyPort, new Step.AddService(WEB, sticky), new Step.AddDestination(WEB, ONE, gre))))
        .extracting(Refusal::cause)
        .containsExactly(
            "port 0, which is every port, needs persistence",
            "persistence prefix: 64 (expected: 1..32)",
            "GRE has no remote checksum (expected: none or full)");
    assertThat(kernel.services()).isZero();
  }

  @Test
  void whatNeedsAConnectionOfItsOwnIsLeftToUserSpace() throws DataplaneException {
    apply(new Step.AddService(WEB, WRR));
    var proxied = new Destination(1,
        new ForwardingMethod.Proxied(ForwardingMethod.Introduction.V2, ForwardingMethod.Source.HOST), Thresholds.NONE);

    assertThat(dataplane.apply(List.of(new Step.AddDestination(WEB, ONE, proxied)))).singleElement()
        .returns(Kind.UNSUPPORTED, Refusal::kind)
        .extracting(Refusal::cause).asString().contains("the ipvs data plane", "proxy_protocol", "userspace");
  }

  @Test
  void aServerOfAnotherFamilyNeedsATunnel() throws DataplaneException {
    apply(new Step.AddService(WEB, WRR));

    assertThat(dataplane.apply(List.of(add(SIX, 1)))).singleElement()
        .returns(Kind.REJECTED, Refusal::kind)
        .returns("EINVAL (Invalid argument): a server of another family than the service's needs a tunnel",
            Refusal::cause);
  }

  @Test
  void anAddressThatNoServerHasIsNamed() throws DataplaneException {
    apply(new Step.AddService(WEB, WRR));

    assertThat(dataplane.apply(List.of(add(server("224.0.0.1"), 1)))).singleElement()
        .returns("EINVAL (Invalid argument): no address that a server can have", Refusal::cause);
  }

  @Test
  void aNamespaceWhoseLoWasNeverUpIsNamed() throws DataplaneException {
    kernel.withoutLocalTable();
    apply(new Step.AddService(WEB, WRR));

    assertThat(dataplane.apply(List.of(add(ONE, 1)))).singleElement()
        .extracting(Refusal::cause, InstanceOfAssertFactories.STRING)
        .contains("was lo ever up in this network namespace?");
  }

  @ParameterizedTest
  @CsvSource({
      "1, NOT_PERMITTED", "13, NOT_PERMITTED", "97, UNSUPPORTED", "95, UNSUPPORTED", "105, TRANSIENT", "12, TRANSIENT",
      "4, TRANSIENT", "11, TRANSIENT", "16, TRANSIENT", "22, REJECTED", "34, REJECTED", "28, REJECTED"
  })
  void theErrnoDecidesTheKind(int errno, Kind kind) throws DataplaneException {
    kernel.refuse(command -> command == 1 ? errno : 0);

    assertThat(dataplane.apply(List.of(new Step.AddService(WEB, WRR)))).singleElement()
        .returns(kind, Refusal::kind);
  }

  @Test
  void thousandsOfStepsAreOneCall() throws DataplaneException {
    var steps = new ArrayList<Step>();
    for (int port = 1; port <= 300; port++) {
      steps.add(new Step.AddService(service(port), WRR));
      for (int host = 1; host <= 4; host++) {
        steps.add(new Step.AddDestination(service(port), server("10.1.0." + host), weight(host)));
      }
    }

    apply(steps.toArray(Step[]::new));

    var table = Table.EMPTY;
    for (var step : steps) {
      table = table.after(step);
    }
    assertThat(dataplane.observe()).isEqualTo(table);
  }

  @Test
  void entriesThatTheModelCannotSayDoNotHideTheOthers() throws DataplaneException {
    apply(new Step.AddService(WEB, WRR), add(ONE, 1), add(TWO, 1));
    var strange = new FakeIpvs.Service();
    strange.family = 2;
    strange.protocol = 47;
    strange.port = 9;
    kernel.ipvs().services.add(strange);
    kernel.ipvs().services.getFirst().destinations.getFirst().forwarding = 5;

    var table = dataplane.observe();

    assertThat(table).isEqualTo(Table.of(Map.of(WEB, Pool.of(WRR, Map.of(ONE, weight(1))))));
    assertThat(dataplane.unsayable()).containsExactlyInAnyOrder(
        "service 47/0.0.0.0:9: protocol 47",
        "destination 10.1.0.2:80 of tcp/10.0.0.1:80: forwarding method 5");
    apply(add(TWO, 3));
    assertThat(dataplane.observe().pool(WEB).destinations()).containsEntry(TWO, weight(3));
    kernel.ipvs().services.remove(strange);
    dataplane.observe();
    assertThat(dataplane.unsayable()).isEmpty();
  }

  @Test
  void aServiceThatVanishedWhileReadingIsNotAnEmptyService() throws DataplaneException {
    apply(new Step.AddService(WEB, WRR), new Step.AddService(service(81), WRR));
    int[] lists = {0};
    kernel.refuse(command -> {
      if (command == 8 && lists[0]++ == 0) {
        kernel.ipvs().services.clear(); // by somebody else, between the two lists
      }
      return 0;
    });

    assertThat(dataplane.observe()).isEqualTo(Table.EMPTY);
  }

  @Test
  void anEmptyServiceIsObserved() throws DataplaneException {
    apply(new Step.AddService(WEB, WRR));

    assertThat(dataplane.observe()).isEqualTo(Table.of(Map.of(WEB, Pool.of(WRR))));
  }

  @Test
  void aHoleInATornListHealsByAddingAgain() throws DataplaneException {
    var steps = new ArrayList<Step>();
    for (int port = 1; port <= 300; port++) {
      steps.add(new Step.AddService(service(port), WRR));
    }
    apply(steps.toArray(Step[]::new));
    kernel.beforeEachChunk(() -> {
      kernel.ipvs().services.removeFirst(); // one that was listed already
      kernel.beforeEachChunk(() -> {});
    });

    var torn = dataplane.observe();
    var missing = steps.stream().filter(step -> torn.pool(step.service()) == null).toList();
    assertThat(missing).hasSize(2); // the one that was removed, and one that is there
    assertThat(kernel.services()).isEqualTo(299);
    apply(missing.toArray(Step[]::new));

    assertThat(dataplane.observe().pools()).hasSize(300);
  }

  @Test
  void flushingRemovesEverything() throws DataplaneException {
    apply(new Step.AddService(WEB, WRR), add(ONE, 1));

    dataplane.flush();

    assertThat(dataplane.observe()).isEqualTo(Table.EMPTY);
  }

  @Test
  void aReloadedModuleIsFoundAgain() throws DataplaneException {
    apply(new Step.AddService(WEB, WRR));
    kernel.loadModule();

    assertThat(dataplane.observe()).isEqualTo(Table.EMPTY);
    kernel.loadModule();
    apply(new Step.AddService(WEB, WRR), add(ONE, 1));
    assertThat(dataplane.observe().pools()).containsOnlyKeys(WEB);
  }

  @Test
  void anUnloadedModuleIsTransient() {
    kernel.unloadModule();

    assertThatThrownBy(() -> dataplane.observe())
        .isInstanceOfSatisfying(DataplaneException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRANSIENT))
        .hasMessage("observe the table: look up generic netlink family IPVS: ENOENT (No such file or directory)");
  }

  @Test
  void aLostAcknowledgementSaysThatNothingIsKnown() throws DataplaneException {
    kernel.loseAnswers(1);

    assertThatThrownBy(() -> dataplane.apply(List.of(new Step.AddService(WEB, WRR))))
        .isInstanceOfSatisfying(DataplaneException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRANSIENT))
        .hasMessage("apply 1 steps: add service tcp/10.0.0.1:80 scheduler wrr: the kernel did not answer in time");
    assertThat(dataplane.observe().pools()).containsOnlyKeys(WEB);
  }

  @Test
  void anOverflowIsTransientAndTheNextObservationWhole() throws DataplaneException {
    apply(new Step.AddService(WEB, WRR), add(ONE, 1));
    kernel.overflow();

    assertThatThrownBy(() -> dataplane.observe())
        .isInstanceOfSatisfying(DataplaneException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TRANSIENT));
    assertThat(dataplane.observe()).isEqualTo(Table.of(Map.of(WEB, Pool.of(WRR, Map.of(ONE, weight(1))))));
  }

  @Test
  void withoutThePrivilegeOpeningSaysWhichIsNeeded() {
    kernel.privileged(false);

    assertThatThrownBy(() -> IpvsDataplane.over(kernel.socket()))
        .isInstanceOfSatisfying(DataplaneException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_PERMITTED))
        .hasMessage("open IPVS: read the IPVS version: EPERM (Operation not permitted):"
            + " needs CAP_NET_ADMIN in the initial user namespace");
  }

  @Test
  void withoutTheModuleOpeningSaysWhatToDo() {
    kernel.unloadModule();

    assertThatThrownBy(() -> IpvsDataplane.over(kernel.socket()))
        .isInstanceOfSatisfying(DataplaneException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED))
        .hasMessageStartingWith("open IPVS: the kernel module ip_vs is not loaded, and the kernel did not load it when"
            + " asked (run \"modprobe ip_vs\")");
  }

  private void apply(Step... steps) throws DataplaneException {
    assertThat(dataplane.apply(List.of(steps))).isEmpty();
  }

  private static Step add(ServerKey server, int weight) {
    return new Step.AddDestination(WEB, server, weight(weight));
  }

  private static Destination weight(int weight) {
    return new Destination(weight, ForwardingMethod.MASQUERADE, Thresholds.NONE);
  }

  private static ServiceKey service(int port) {
    return new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), port);
  }

  private static ServerKey server(String address) {
    return new ServerKey(IpAddress.of(address), 80);
  }
}
