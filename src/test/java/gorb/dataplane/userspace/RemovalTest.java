package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import gorb.dataplane.userspace.ProxySettings.Removal;
import gorb.model.IpAddress;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of established connections when their server, their service or the data plane goes. */
class RemovalTest {
  private static final IpAddress SERVERS = Loopback.address(1);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void connectionsOfARemovedServerOrServiceAreCutWhereTheSettingsSaySo(boolean wholeService) throws Exception {
    var settings = Proxy.settings(2).withRemoval(Removal.CUT);
    try (var a = new Backend(SERVERS, Backend.echoing());
        var b = new Backend(SERVERS, Backend.echoing());
        var proxy = new Proxy("rr", new UserspaceDataplane(settings), Loopback.address(0)).with(a.key(), 1);
        var removed = proxy.connect()) {
      roundTrip(removed);
      proxy.weigh(a.key(), 0);
      proxy.with(b.key(), 1);
      try (var other = proxy.connect()) {
        roundTrip(other);

        if (wholeService) {
          proxy.removeService();
        } else {
          proxy.remove(a.key());
        }

        assertThatThrownBy(() -> removed.getInputStream().read()).isInstanceOf(SocketException.class);
        if (!wholeService) {
          roundTrip(other);
        }
      }
    }
  }

  @Test
  void stoppingLetsConnectionsFinishWithinTheDeadline() throws Exception {
    var plane = new UserspaceDataplane(Proxy.settings(2).withDrainTimeout(Proxy.PATIENCE));
    try (var a = new Backend(SERVERS, Backend.echoing());
        var proxy = new Proxy("rr", plane, Loopback.address(0)).with(a.key(), 1);
        var client = proxy.connect()) {
      roundTrip(client);

      var closing = Thread.ofVirtual().start(plane::close);
      await().atMost(Proxy.PATIENCE).until(() -> !canConnect(proxy));
      roundTrip(client);
      client.shutdownOutput();

      assertThat(client.getInputStream().read()).isEqualTo(-1);
      assertThat(closing.join(Proxy.PATIENCE)).isTrue();
    }
  }

  @Test
  void stoppingResetsWhatHasNotFinishedByTheDeadline() throws Exception {
    var plane = new UserspaceDataplane(Proxy.settings(2).withDrainTimeout(Duration.ofMillis(200)));
    try (var a = new Backend(SERVERS, Backend.echoing());
        var proxy = new Proxy("rr", plane, Loopback.address(0)).with(a.key(), 1);
        var client = proxy.connect()) {
      roundTrip(client);

      plane.close();

      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aConnectionIsActiveUntilOneSideEndsItsDataAndInactiveUntilItIsOver() throws Exception {
    var goOn = new CountDownLatch(1);
    try (var a = new Backend(SERVERS, socket -> {
          try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
            // The client's data has ended; the server's has not.
            join(goOn);
          }
        });
        var proxy = new Proxy("rr").with(a.key(), 1);
        var client = proxy.connect()) {
      roundTrip(client);
      assertThat(proxy.destination(a.key()).active()).isEqualTo(1);

      client.shutdownOutput();
      await().atMost(Proxy.PATIENCE).until(() -> proxy.destination(a.key()).inactive() == 1);
      assertThat(proxy.destination(a.key()).active()).isZero();
      goOn.countDown();

      await().atMost(Proxy.PATIENCE).until(() -> proxy.destination(a.key()).inactive() == 0);
    }
  }

  private static void join(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private static boolean canConnect(Proxy proxy) {
    try (var _ = proxy.connect()) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static void roundTrip(Socket socket) throws IOException {
    socket.getOutputStream().write(1);
    assertThat(socket.getInputStream().read()).isEqualTo(1);
  }
}
