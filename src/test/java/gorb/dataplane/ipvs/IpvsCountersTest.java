package gorb.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.dataplane.DataplaneException;
import gorb.dataplane.Destination;
import gorb.dataplane.DestinationCounters;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.Traffic;
import gorb.model.ForwardingMethod;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IpvsCountersTest {
  private static final ServiceKey WEB = new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), 80);
  private static final ServerKey ONE = new ServerKey(IpAddress.of("10.1.0.1"), 8080);

  private final FakeKernel kernel = new FakeKernel();
  private final AtomicLong nanos = new AtomicLong();
  private final IpvsCounters counters =
      new IpvsCounters(IpvsDataplane.connection(kernel.socket()), nanos::get);

  @BeforeEach
  void fill() throws DataplaneException {
    try (var dataplane = IpvsDataplane.over(kernel.socket())) {
      dataplane.apply(List.of(
          new Step.AddService(WEB, ServiceSettings.of(Scheduler.RR)),
          new Step.AddDestination(WEB, ONE, new Destination(1, ForwardingMethod.MASQUERADE, Thresholds.NONE))));
    }
  }

  @AfterEach
  void close() {
    counters.close();
  }

  @Test
  void everyAmountOfServiceAndServerIsTold() throws DataplaneException {
    count(10);

    var web = counters.services().get(WEB);

    assertThat(web.total()).isEqualTo(new Traffic(10, 11, 12, 13, 14));
    assertThat(web.perSecond()).isEqualTo(new Traffic(15, 16, 17, 18, 19));
    assertThat(web.destinations()).containsOnlyKeys(ONE).containsEntry(ONE, new DestinationCounters(
        3, 2, 1, new Traffic(110, 111, 112, 113, 114), new Traffic(115, 116, 117, 118, 119)));
  }

  @Test
  void numbersBeyond32BitsAreWhole() throws DataplaneException {
    count(1L << 40);

    assertThat(counters.services().get(WEB).total().connections()).isEqualTo(1L << 40);
  }

  @Test
  void theAnswerIsGoodForASecondAndNoLonger() throws DataplaneException {
    count(10);
    counters.services();
    count(20);

    nanos.set(IpvsCounters.GOOD_FOR.toNanos() - 1);
    assertThat(counters.services().get(WEB).total().connections()).isEqualTo(10);

    nanos.set(IpvsCounters.GOOD_FOR.toNanos());
    assertThat(counters.services().get(WEB).total().connections()).isEqualTo(20);
  }

  @Test
  void whoCanDoWithAnOlderAnswerHasNoReadingMadeForIt() throws DataplaneException {
    count(10);
    counters.services();
    count(20);
    var age = Duration.ofSeconds(5);

    nanos.set(age.toNanos() - 1);
    assertThat(counters.services(age).get(WEB).total().connections()).isEqualTo(10);

    nanos.set(age.toNanos());
    assertThat(counters.services(age).get(WEB).total().connections()).isEqualTo(20);
  }

  @Test
  void aReadingThatFailedIsTriedAgainAlsoForWhoCanDoWithAnOlderAnswer() throws DataplaneException {
    kernel.loseAnswers(1);
    assertThatThrownBy(() -> counters.services(Duration.ofSeconds(5))).isInstanceOf(DataplaneException.class);

    nanos.addAndGet(IpvsCounters.GOOD_FOR.toNanos());

    assertThat(counters.services(Duration.ofSeconds(5))).containsOnlyKeys(WEB);
  }

  @Test
  void aReadingThatFailsIsToldAndTheNextOneWorks() throws DataplaneException {
    kernel.loseAnswers(1);
    assertThatThrownBy(counters::services)
        .isInstanceOfSatisfying(DataplaneException.class, e ->
            assertThat(e.kind()).isEqualTo(Refusal.Kind.TRANSIENT))
        .hasMessageStartingWith("read the counters: ");

    nanos.addAndGet(IpvsCounters.GOOD_FOR.toNanos());

    assertThat(counters.services()).containsOnlyKeys(WEB);
  }

  @Test
  void aServiceThatTheModelCannotNameIsLeftOut() throws DataplaneException {
    kernel.ipvs().services.getFirst().protocol = 47;

    assertThat(counters.services()).isEmpty();
  }

  @Test
  void whatIsClosedSaysSo() {
    counters.close();

    assertThatThrownBy(counters::services).hasMessage("read the counters: the data plane is closed");
  }

  /** Gives every amount another number. */
  private void count(long first) {
    var service = kernel.ipvs().services.getFirst();
    var destination = service.destinations.getFirst();
    for (int i = 0; i < service.stats.length; i++) {
      service.stats[i] = first + i;
      destination.stats[i] = first + 100 + i;
    }
    for (int i = 0; i < destination.connections.length; i++) {
      destination.connections[i] = 3 - i;
    }
  }
}
