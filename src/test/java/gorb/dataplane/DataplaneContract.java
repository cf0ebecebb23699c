package gorb.dataplane;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gorb.dataplane.Capabilities.Feature;
import gorb.dataplane.Step.AddDestination;
import gorb.dataplane.Step.AddService;
import gorb.dataplane.Step.EditDestination;
import gorb.dataplane.Step.EditService;
import gorb.dataplane.Step.RemoveDestination;
import gorb.dataplane.Step.RemoveService;
import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every data plane must satisfy, told through its port alone. A subclass says how one is opened and which
 * addresses it can serve here; what its {@link Capabilities} rule out is skipped, with the reason.
 *
 * <p>Each test begins and ends with an empty table.
 */
public abstract class DataplaneContract {
  private static final Destination WEIGHT_1 = masquerade(1);

  private Dataplane plane;

  /** Opens the data plane; the contract closes it. */
  protected abstract Dataplane open() throws Exception;

  /** The address and port of a TCP service, another one for each number from 0 to 999. */
  protected ServiceKey.Endpoint service(AddressFamily family, int number) {
    return new ServiceKey.Endpoint(Protocol.TCP, address(family, 0, number), 80);
  }

  /** A server that need not exist, another one for each number from 0 to 9999. */
  protected ServerKey server(AddressFamily family, int number) {
    return new ServerKey(address(family, 1 + number / 1000, number % 1000), 8080);
  }

  /** Schedulers that the data plane has; at least two. */
  protected List<Scheduler> schedulers() {
    return List.of(Scheduler.RR, Scheduler.WRR, Scheduler.LC, Scheduler.WLC);
  }

  /** The families of services that can be served on this host. */
  protected Set<AddressFamily> families() {
    return plane.capabilities().families();
  }

  @BeforeEach
  final void openEmpty() throws Exception {
    plane = open();
    plane.flush();
  }

  @AfterEach
  final void closeEmpty() throws Exception {
    plane.flush();
    plane.close();
  }

  @Test
  void hasANameAndADescription() {
    assertThat(plane.capabilities().name()).matches("[a-z]+");
    assertThat(plane.capabilities().description()).isNotBlank();
  }

  @Test
  void isEmptyAtFirstAndTakesNoSteps() throws Exception {
    var refusals = plane.apply(List.of());

    assertThat(refusals).isEmpty();
    assertThat(plane.observe()).isEqualTo(Table.EMPTY);
  }

  @ParameterizedTest
  @EnumSource
  void carriesEveryKindOfServiceAndDestinationThatItsCapabilitiesName(AddressFamily family) throws Exception {
    requireFamily(family);
    var expected = DataplaneSamples.everyKind(this, family, plane.capabilities());

    var refusals = plane.apply(DataplaneSamples.additions(expected));

    assertThat(refusals).isEmpty();
    assertThat(plane.observe()).isEqualTo(expected);
  }

  @Test
  void editsAServiceInPlaceAndKeepsItsDestinations() throws Exception {
    var service = service(0);
    accept(new AddService(service, rr()), new AddDestination(service, server(0), WEIGHT_1));

    accept(new EditService(service, wrr()));

    assertThat(plane.observe()).isEqualTo(Table.EMPTY.with(service, Pool.of(wrr()).with(server(0), WEIGHT_1)));
  }

  @Test
  void editsOneDestinationInPlaceAndNoOther() throws Exception {
    var service = service(0);
    accept(
        new AddService(service, rr()),
        new AddDestination(service, server(0), WEIGHT_1),
        new AddDestination(service, server(1), WEIGHT_1));

    accept(new EditDestination(service, server(0), masquerade(7)));

    assertThat(pool(service).destinations())
        .containsEntry(server(0), masquerade(7))
        .containsEntry(server(1), WEIGHT_1)
        .hasSize(2);
  }

  @Test
  void takesTheAdditionOfWhatIsThereAsAnEdit() throws Exception {
    var service = service(0);
    accept(new AddService(service, rr()), new AddDestination(service, server(0), WEIGHT_1));

    accept(new AddService(service, wrr()), new AddDestination(service, server(0), masquerade(3)));

    assertThat(plane.observe()).isEqualTo(Table.EMPTY.with(service, Pool.of(wrr()).with(server(0), masquerade(3))));
  }

  @Test
  void takesTheRemovalOfWhatIsNotThere() throws Exception {
    var service = service(0);

    accept(new RemoveService(service), new RemoveDestination(service, server(0)));
    accept(new AddService(service, rr()), new RemoveDestination(service, server(0)));

    assertThat(plane.observe()).isEqualTo(Table.EMPTY.with(service, Pool.of(rr())));
  }

  @Test
  void refusesForNowToChangeWhatIsNotThere() throws Exception {
    accept(new AddService(service(0), rr()));
    var before = plane.observe();

    var refusals =
        apply(
            new EditService(service(1), rr()),
            new AddDestination(service(1), server(0), WEIGHT_1),
            new EditDestination(service(1), server(0), WEIGHT_1),
            new EditDestination(service(0), server(0), WEIGHT_1));

    assertThat(refusals).hasSize(4).allMatch(refusal -> refusal.kind() == Refusal.Kind.TRANSIENT);
    assertThat(refusals)
        .extracting(Refusal::cause)
        .satisfiesExactly(
            cause -> assertThat(cause).startsWith("ESRCH (No such process)"),
            cause -> assertThat(cause).startsWith("ESRCH (No such process)"),
            cause -> assertThat(cause).startsWith("ESRCH (No such process)"),
            cause -> assertThat(cause).startsWith("ENOENT (No such file or directory)"));
    assertThat(plane.observe()).isEqualTo(before);
  }

  @Test
  void namesASchedulerThatItDoesNotKnow() throws Exception {
    var bogus = ServiceSettings.of(new Scheduler("bogus"));
    accept(new AddService(service(0), rr()));

    var refusals = apply(new AddService(service(1), bogus), new EditService(service(0), bogus));

    assertThat(refusals).hasSize(2).allMatch(refusal -> refusal.kind() == Refusal.Kind.REJECTED);
    assertThat(refusals).extracting(Refusal::cause).allMatch(cause -> cause.contains("scheduler \"bogus\""));
    assertThat(plane.observe()).isEqualTo(Table.EMPTY.with(service(0), Pool.of(rr())));
  }

  @Test
  void refusesAServerOfAnotherFamilyThatIsNotTunnelled() throws Exception {
    requireFamily(AddressFamily.IPV6);
    var service = service(0);
    accept(new AddService(service, rr()), new AddDestination(service, server(0), WEIGHT_1));

    var refusals = apply(new AddDestination(service, server(AddressFamily.IPV6, 0), WEIGHT_1));

    assertThat(refusals).singleElement().satisfies(refusal -> {
      assertThat(refusal.kind()).isEqualTo(Refusal.Kind.REJECTED);
      assertThat(refusal.cause()).startsWith("EINVAL (Invalid argument)");
    });
    assertThat(pool(service).destinations()).containsOnlyKeys(server(0));
  }

  @Test
  void reportsRefusalsInTheOrderOfTheStepsAndTakesThoseBehind() throws Exception {
    var first = new EditService(service(5), rr());
    var second = new EditDestination(service(0), server(9), WEIGHT_1);

    var refusals =
        apply(
            first,
            new AddService(service(0), rr()),
            second,
            new AddDestination(service(0), server(0), WEIGHT_1));

    assertThat(refusals).extracting(Refusal::step).containsExactly(first, second);
    assertThat(plane.observe()).isEqualTo(Table.EMPTY.with(service(0), Pool.of(rr()).with(server(0), WEIGHT_1)));
  }

  @Test
  void removesTheDestinationsWithTheirService() throws Exception {
    accept(
        new AddService(service(0), rr()),
        new AddDestination(service(0), server(0), WEIGHT_1),
        new AddService(service(1), rr()),
        new AddDestination(service(1), server(0), WEIGHT_1));

    accept(new RemoveService(service(0)), new AddService(service(0), rr()));

    assertThat(plane.observe())
        .isEqualTo(
            Table.EMPTY
                .with(service(0), Pool.of(rr()))
                .with(service(1), Pool.of(rr()).with(server(0), WEIGHT_1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_535, Integer.MAX_VALUE})
  void keepsAWeightAsItIs(int weight) throws Exception {
    accept(new AddService(service(0), wrr()), new AddDestination(service(0), server(0), masquerade(weight)));

    assertThat(pool(service(0)).destinations()).containsEntry(server(0), masquerade(weight));
  }

  @Test
  void keepsServersThatDifferInTheirPortOnlyApart() throws Exception {
    var other = new ServerKey(server(0).address(), server(0).port() + 1);

    accept(
        new AddService(service(0), rr()),
        new AddDestination(service(0), server(0), masquerade(1)),
        new AddDestination(service(0), other, masquerade(2)));

    assertThat(pool(service(0)).destinations())
        .containsEntry(server(0), masquerade(1))
        .containsEntry(other, masquerade(2));
  }

  @Test
  void refusesForGoodWhatItsCapabilitiesRuleOut() throws Exception {
    accept(new AddService(service(0), rr()));
    var before = plane.observe();
    var steps = DataplaneSamples.ruledOut(this, plane.capabilities());
    assumeTrue(!steps.isEmpty(), plane.capabilities().name() + " rules nothing out");

    var refusals = plane.apply(steps);

    assertThat(refusals).extracting(Refusal::step).isEqualTo(steps);
    assertThat(refusals).allSatisfy(refusal -> {
      assertThat(refusal.kind()).isEqualTo(Refusal.Kind.UNSUPPORTED);
      assertThat(refusal.cause()).contains(plane.capabilities().name());
    });
    assertThat(plane.observe()).isEqualTo(before);
  }

  @Test
  void takesThousandsOfStepsAsOneBatch() throws Exception {
    var expected = Table.EMPTY;
    for (int number = 0; number < 100; number++) {
      var pool = Pool.of(wrr());
      for (int server = 0; server < 40; server++) {
        pool = pool.with(server(number * 40 + server), masquerade(server));
      }
      expected = expected.with(service(number), pool);
    }

    var refusals = plane.apply(DataplaneSamples.additions(expected));

    assertThat(refusals).isEmpty();
    assertThat(plane.observe()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void carriesAfterAnyStepsWhatThoseItTookAddUpTo(long seed) throws Exception {
    var random = new Random(seed);
    var expected = Table.EMPTY;
    for (int batch = 0; batch < 20; batch++) {
      var steps = DataplaneSamples.randomSteps(this, random, families(), plane.capabilities());
      var refused = new ArrayList<Step>();
      for (var step : steps) {
        if (expected.refusal(step) == null) {
          expected = expected.after(step);
        } else {
          refused.add(step);
        }
      }

      var refusals = plane.apply(steps);

      assertThat(refusals).as("seed %d, batch %d", seed, batch).extracting(Refusal::step).isEqualTo(refused);
      assertThat(plane.observe()).as("seed %d, batch %d", seed, batch).isEqualTo(expected);
    }
  }

  @Test
  void countsTheConnectionsOfEveryServerOfAServiceAndOfNoOther() throws Exception {
    accept(
        new AddService(service(0), rr()),
        new AddDestination(service(0), server(0), WEIGHT_1),
        new AddDestination(service(0), server(1), masquerade(0)),
        new AddService(service(1), rr()),
        new AddDestination(service(1), server(2), WEIGHT_1));

    assertThat(plane.connections(service(0)))
        .isEqualTo(Map.of(server(0), Connections.NONE, server(1), Connections.NONE));
    assertThat(plane.connections(service(9))).isEmpty();
  }

  @Test
  void isEmptyAfterAFlushAndTakesTheSameStepsAgain() throws Exception {
    var steps = List.<Step>of(new AddService(service(0), rr()), new AddDestination(service(0), server(0), WEIGHT_1));
    assertThat(plane.apply(steps)).isEmpty();
    var before = plane.observe();

    plane.flush();

    assertThat(plane.observe()).isEqualTo(Table.EMPTY);
    assertThat(plane.apply(steps)).isEmpty();
    assertThat(plane.observe()).isEqualTo(before);
  }

  @Test
  void keepsItsTableOverARestartExactlyWhereItSaysSo() throws Exception {
    accept(new AddService(service(0), rr()), new AddDestination(service(0), server(0), masquerade(0)));
    var before = plane.observe();

    plane.close();
    plane = open();

    boolean survives = plane.capabilities().features().contains(Feature.SURVIVES_RESTART);
    assertThat(plane.observe()).isEqualTo(survives ? before : Table.EMPTY);
  }

  static Destination masquerade(int weight) {
    return new Destination(weight, ForwardingMethod.MASQUERADE, Thresholds.NONE);
  }

  private static IpAddress address(AddressFamily family, int group, int number) {
    return switch (family) {
      case IPV4 -> IpAddress.of("10." + group + "." + number / 250 + "." + (1 + number % 250));
      case IPV6 -> IpAddress.of("fd00:" + group + "::" + Integer.toHexString(1 + number));
    };
  }

  private ServiceKey service(int number) {
    return service(AddressFamily.IPV4, number);
  }

  private ServerKey server(int number) {
    return server(AddressFamily.IPV4, number);
  }

  private ServiceSettings rr() {
    return ServiceSettings.of(schedulers().getFirst());
  }

  private ServiceSettings wrr() {
    return new ServiceSettings(
        schedulers().get(1),
        Set.of(SchedulerFlag.FLAG_1),
        rr().persistence(),
        ServiceSettings.PacketScheduling.BY_CONNECTION);
  }

  private void requireFamily(AddressFamily family) {
    assumeTrue(families().contains(family), plane.capabilities().name() + " cannot serve " + family + " here");
  }

  private Pool pool(ServiceKey service) throws DataplaneException {
    return requireNonNull(plane.observe().pool(service));
  }

  private void accept(Step... steps) throws DataplaneException {
    assertThat(apply(steps)).isEmpty();
  }

  private List<Refusal> apply(Step... steps) throws DataplaneException {
    return plane.apply(List.of(steps));
  }
}
