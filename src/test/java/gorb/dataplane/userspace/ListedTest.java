package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import gorb.dataplane.Carried;
import gorb.dataplane.DataplaneException;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Persistence.Engine;
import gorb.model.Persistence.Sticky;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.ServiceSettings;
import gorb.model.ServiceSettings.PacketScheduling;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What user space says of the connections that it carries, over real sockets. */
class ListedTest {
  private static final IpAddress SERVERS = Loopback.address(1);

  @Test
  void aConnectionIsListedFromItsFirstByteToTheEndOfBothSides() throws Exception {
    var goOn = new CountDownLatch(1);
    try (var a = new Backend(SERVERS, socket -> {
          try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
            goOn.await();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });
        var proxy = new Proxy("rr").with(a.key(), 1)) {
      try (var client = proxy.connect()) {
        roundTrip(client);

        var listed = only(proxy);
        assertThat(listed.protocol()).isEqualTo("tcp");
        assertThat(listed.client()).isEqualTo(
            new Carried.Endpoint(IpAddress.of(client.getLocalAddress()), client.getLocalPort()));
        assertThat(listed.virtual()).isEqualTo(new Carried.Endpoint(proxy.service().vip(), proxy.service().port()));
        assertThat(listed.server()).isEqualTo(new Carried.Endpoint(a.key().address(), a.key().port()));
        assertThat(listed.state()).isEqualTo("ESTABLISHED");
        assertThat(listed.expires()).isBetween(Duration.ofSeconds(800), Duration.ofSeconds(900));

        client.shutdownOutput();
        await().atMost(Proxy.PATIENCE).until(() -> only(proxy).state().equals("FIN_WAIT"));
      }
      goOn.countDown();
      await().atMost(Proxy.PATIENCE).until(() -> list(proxy).isEmpty());
    }
  }

  @Test
  void aFlowOfDatagramsIsListed() throws Exception {
    try (var server = new DatagramServer(SERVERS, "a");
        var proxy = Proxy.ofUdp(new UserspaceDataplane(Proxy.settings(2)), Proxy.settings("rr")).with(server.key(), 1);
        var client = new DatagramClient(proxy.service())) {
      client.ask("hello");

      var listed = only(proxy);
      assertThat(listed.protocol() + " " + listed.state()).isEqualTo("udp UDP");
      assertThat(listed.server()).isEqualTo(new Carried.Endpoint(server.key().address(), server.key().port()));
      assertThat(listed.expires()).isBetween(Duration.ofSeconds(200), Duration.ofSeconds(300));
    }
  }

  @Test
  void aPersistentClientIsListedWithPortZeroAfterItsConnectionHasEnded() throws Exception {
    var settings = new ServiceSettings(Scheduler.RR, Set.of(),
        new Sticky(Duration.ofMinutes(5), AddressFamily.IPV4.bits(), Engine.ADDRESS), PacketScheduling.BY_CONNECTION);
    try (var a = new Backend(SERVERS, Backend.saying("a"));
        var proxy = new Proxy(new UserspaceDataplane(Proxy.settings(2)), Protocol.TCP, Loopback.address(0), settings)
            .with(a.key(), 1)) {
      proxy.ask();

      await().atMost(Proxy.PATIENCE).until(() -> list(proxy).size() == 1);
      assertThat(only(proxy).client().port()).isZero();
      assertThat(only(proxy).state()).isEqualTo("NONE");
    }
  }

  @Test
  void aListEndsAtItsLimitAndSaysSo() throws Exception {
    try (var a = new Backend(SERVERS, Backend.echoing());
        var proxy = new Proxy("rr").with(a.key(), 1)) {
      var clients = new ArrayList<Socket>();
      try {
        for (int client = 0; client < 5; client++) {
          clients.add(proxy.connect());
          roundTrip(clients.getLast());
        }
        var table = proxy.plane().connectionTable().orElseThrow();

        assertThat(table.read(_ -> true, 5).more()).isFalse();
        assertThat(table.read(_ -> true, 4).more()).isTrue();
        assertThat(table.read(_ -> true, 4).connections()).hasSize(4);
        int port = clients.getFirst().getLocalPort();
        assertThat(table.read(listed -> listed.client().port() == port, 4).connections()).hasSize(1);
      } finally {
        for (var client : clients) {
          client.close();
        }
      }
    }
  }

  @Test
  void aPlaneThatIsClosedListsNothingAndSaysWhy() throws Exception {
    var proxy = new Proxy("rr");
    proxy.close();

    assertThatThrownBy(() -> list(proxy)).isInstanceOf(DataplaneException.class).hasMessageContaining("closed");
  }

  private static Carried only(Proxy proxy) throws DataplaneException {
    var listed = list(proxy);
    assertThat(listed).hasSize(1);
    return listed.getFirst();
  }

  private static List<Carried> list(Proxy proxy) throws DataplaneException {
    return proxy.plane().connectionTable().orElseThrow().read(_ -> true, 100).connections();
  }

  private static void roundTrip(Socket client) throws IOException {
    client.getOutputStream().write('x');
    assertThat(client.getInputStream().read()).isEqualTo('x');
  }
}
