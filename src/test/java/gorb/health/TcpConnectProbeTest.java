package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.SHORT;
import static gorb.health.Checks.reason;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.CheckMethod.TcpConnect;
import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.Health;
import gorb.model.IpAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Engine.class)
class TcpConnectProbeTest {
  @Parameter
  Engine engine;

  @Test // H08
  void aServerThatAcceptsIsUp() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.1", _ -> {})) {
      var report = engine.once(new TcpConnect(server.target()), PLENTY);

      assertThat(report.health().health()).isInstanceOf(Health.Up.class);
      assertThat(report.health().history().ratio()).isEqualTo(1);
    }
  }

  @Test // H09
  void aPortWhereNobodyListensRefuses() throws Exception {
    int port = closedPort();

    var report = engine.once(new TcpConnect(new CheckTarget("127.0.0.1", port)), PLENTY);

    assertThat(reason(report)).isEqualTo("refused connection");
    assertThat(report.health().health()).isInstanceOf(Health.Down.class);
  }

  @Test // H09
  void aServerWhoseBacklogIsFullTimesOut() throws Exception {
    var fillers = new ArrayList<Socket>();
    try (var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      fillBacklog(listener, fillers);

      var report = engine.once(new TcpConnect(new CheckTarget("127.0.0.1", listener.getLocalPort())), SHORT);

      assertThat(reason(report)).isEqualTo("timed out after 300 ms");
      assertThat(report.result().took()).isGreaterThanOrEqualTo(SHORT);
    } finally {
      for (var filler : fillers) {
        filler.close();
      }
    }
  }

  @Test // H10
  void aServerOnIpv6IsUp() throws Exception {
    try (var server = LoopbackServer.on("::1", _ -> {})) {
      var report = engine.once(new TcpConnect(new CheckTarget("::1", server.port())), PLENTY);

      assertThat(report.result()).isInstanceOf(CheckResult.Success.class);
    }
  }

  @Test // H21
  void aNameIsResolvedAtEachCheck() throws Exception {
    try (var server = LoopbackServer.on("127.0.0.2", _ -> {})) {
      var method = new TcpConnect(new CheckTarget("backend.example", server.port()));
      var asked = new ArrayList<String>();
      var probe = Probe.of(method, Checks.equipment(host -> {
        asked.add(host);
        return IpAddress.of("127.0.0.2");
      }), () -> {});

      probe.run();
      probe.run();

      assertThat(asked).isEqualTo(List.of("backend.example", "backend.example"));
    }
  }

  @Test
  void aNameThatDoesNotExistIsAFailureInTheResolversWords() throws Exception {
    var method = new TcpConnect(new CheckTarget("nowhere.example", 80));

    var report = engine.once(method, PLENTY, host -> {
      throw new UnknownHostException("lookup " + host + ": no such host");
    });

    assertThat(reason(report)).isEqualTo("lookup nowhere.example: no such host");
  }

  @Test
  void aLookupThatHangsEndsAtTheDeadlineOfTheCheck() throws Exception {
    var method = new TcpConnect(new CheckTarget("slow.example", 80));

    var report = engine.once(method, SHORT, host -> {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      throw new UnknownHostException("lookup " + host + ": interrupted");
    });

    assertThat(reason(report)).isEqualTo("timed out after 300 ms");
  }

  @Test // H38
  void aSocksProxyOfTheSystemIsNotUsed() throws Exception {
    var before = System.getProperty("socksProxyHost");
    try (var server = LoopbackServer.on("127.0.0.3", _ -> {})) {
      System.setProperty("socksProxyHost", "127.0.0.1");
      System.setProperty("socksProxyPort", String.valueOf(closedPort()));

      var report = engine.once(new TcpConnect(server.target()), PLENTY);

      assertThat(report.result()).isInstanceOf(CheckResult.Success.class);
    } finally {
      restore("socksProxyHost", before);
      System.clearProperty("socksProxyPort");
    }
  }

  @Test
  void aSocketThatIsBothEndsOfItsConnectionIsNoticed() throws Exception {
    try (var self = new Socket(); var server = LoopbackServer.on("127.0.0.1", LoopbackServer::readHead);
        var other = new Socket("127.0.0.1", server.port())) {
      self.bind(new InetSocketAddress("127.0.0.1", 0));
      self.connect(self.getLocalSocketAddress());

      assertThat(Connector.isConnectedToItself(self)).isTrue();
      assertThat(Connector.isConnectedToItself(other)).isFalse();
    }
  }

  @Test // H24
  void aServerThatIsNotAskedIsUpAfterItsFirstCheck() throws Exception {
    var report = engine.once(new CheckMethod.Always(), PLENTY);

    assertThat(report.health().health()).isInstanceOf(Health.Up.class);
    assertThat(report.health().history().ratio()).isEqualTo(1);
  }

  static int closedPort() throws IOException {
    try (var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return listener.getLocalPort();
    }
  }

  static void restore(String property, String before) {
    if (before == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, before);
    }
  }

  private static void fillBacklog(ServerSocket listener, List<Socket> fillers) throws IOException {
    while (true) {
      var filler = new Socket();
      fillers.add(filler);
      try {
        filler.connect(listener.getLocalSocketAddress(), 100);
      } catch (SocketTimeoutException _) {
        return;
      }
    }
  }
}
