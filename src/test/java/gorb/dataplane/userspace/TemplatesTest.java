package gorb.dataplane.userspace;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Destination;
import gorb.dataplane.userspace.scheduling.Flow;
import gorb.dataplane.userspace.scheduling.Sources;
import gorb.model.ForwardingMethod;
import gorb.model.IpAddress;
import gorb.model.Persistence.Engine;
import gorb.model.Persistence.Sticky;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServiceSettings;
import gorb.model.ServiceSettings.PacketScheduling;
import gorb.model.Thresholds;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which clients keep which server, and for how long, on a clock of its own. */
class TemplatesTest {
  private static final ServerKey A = new ServerKey(IpAddress.of("10.1.0.1"), 80);
  private static final ServerKey B = new ServerKey(IpAddress.of("10.1.0.2"), 80);
  private static final Duration TIMEOUT = Duration.ofSeconds(300);

  private final MockTicker ticker = Ticker.newMockTicker();
  private final Balancer balancer = new Balancer(Protocol.TCP, sticky(TIMEOUT, 32), Sources.ofSystem(), ticker);

  @Test
  void aClientKeepsItsServerUntilTheTimeoutAfterItsLastConnection() {
    twoServers();
    var first = connectAndEnd("192.0.2.1");

    for (int time = 0; time < 5; time++) {
      ticker.advance(299, TimeUnit.SECONDS);
      assertThat(connectAndEnd("192.0.2.1")).isEqualTo(first);
    }
    ticker.advance(301, TimeUnit.SECONDS);

    assertThat(connectAndEnd("192.0.2.1")).isNotEqualTo(first);
  }

  @Test
  void aClientWithAnOpenConnectionKeepsItsServerBeyondTheTimeout() {
    twoServers();
    var open = connect("192.0.2.1");

    ticker.advance(1, TimeUnit.HOURS);

    assertThat(connectAndEnd("192.0.2.1")).isEqualTo(open.key());
  }

  @ParameterizedTest
  @CsvSource({
    "24, 192.0.2.1, 192.0.2.200, true", "24, 192.0.2.1, 192.0.3.1, false", "32, 192.0.2.1, 192.0.2.2, false",
    "64, 2001:db8::1, 2001:db8::ffff, true", "64, 2001:db8::1, 2001:db8:0:1::1, false",
    "128, 2001:db8::1, 2001:db8::2, false", "1, 2001:db8::1, 2001:dead::1, true"
  })
  void clientsOfOneNetworkShareAServer(int prefix, String one, String other, boolean together) {
    balancer.edit(sticky(TIMEOUT, prefix));
    twoServers();

    assertThat(connect(one).key().equals(connect(other).key())).isEqualTo(together);
  }

  @Test
  void aRemovedOrQuiescedServerLosesItsClients() {
    twoServers();
    var first = connectAndEnd("192.0.2.1");

    balancer.put(first, Proxy.masquerade(0));
    var second = connectAndEnd("192.0.2.1");
    assertThat(second).isNotEqualTo(first);
    balancer.put(first, Proxy.masquerade(1));
    assertThat(connectAndEnd("192.0.2.1")).isEqualTo(second);
    balancer.remove(second);
    assertThat(connectAndEnd("192.0.2.1")).isEqualTo(first);
  }

  @Test
  void anOverloadedServerKeepsItsClientsAndGetsNoOthers() {
    balancer.put(A, new Destination(1, ForwardingMethod.MASQUERADE, new Thresholds(1, 0)));
    connect("192.0.2.1");

    assertThat(connect("192.0.2.1").key()).isEqualTo(A);
    assertThat(balancer.begin(flow("192.0.2.2"), null)).isNull();
  }

  @Test
  void aClientWhoseServerFailsKeepsTheOneThatItGotInstead() {
    twoServers();
    var failed = connect("192.0.2.1");
    failed.end();

    var second = requireNonNull(balancer.begin(flow("192.0.2.1"), failed.server()));

    assertThat(second.key()).isNotEqualTo(failed.key());
    assertThat(connect("192.0.2.1").key()).isEqualTo(second.key());
  }

  @Test
  void countsTheClientsOfAServerAndForgetsThemWithThePersistence() {
    balancer.put(A, Proxy.masquerade(1));
    connect("192.0.2.1");
    connect("192.0.2.1");
    connect("192.0.2.2");
    assertThat(persistent(A)).isEqualTo(2);

    balancer.edit(ServiceSettings.of(Scheduler.RR));

    assertThat(persistent(A)).isZero();
  }

  @Test
  void forgetsClientsThatDoNotComeBack() {
    balancer.put(A, Proxy.masquerade(1));
    for (int client = 1; client <= 100; client++) {
      connectAndEnd("192.0.2." + client);
    }
    ticker.advance(301, TimeUnit.SECONDS);

    for (int client = 1; client <= 60; client++) {
      connectAndEnd("198.51.100." + client);
    }

    assertThat(persistent(A)).isEqualTo(60);
  }

  private void twoServers() {
    balancer.put(A, Proxy.masquerade(1));
    balancer.put(B, Proxy.masquerade(1));
  }

  private Assignment connect(String client) {
    return requireNonNull(balancer.begin(flow(client), null));
  }

  private ServerKey connectAndEnd(String client) {
    var assignment = connect(client);
    assignment.end();
    return assignment.key();
  }

  private long persistent(ServerKey server) {
    return requireNonNull(balancer.counters().destinations().get(server)).persistent();
  }

  private static Flow flow(String client) {
    return new Flow(Protocol.TCP, IpAddress.of(client), 40_000, IpAddress.of("10.0.0.1"), 80);
  }

  private static ServiceSettings sticky(Duration timeout, int prefix) {
    return new ServiceSettings(
        Scheduler.RR, Set.of(), new Sticky(timeout, prefix, Engine.ADDRESS), PacketScheduling.BY_CONNECTION);
  }
}
