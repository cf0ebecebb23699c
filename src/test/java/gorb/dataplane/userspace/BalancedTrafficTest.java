package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.ServerKey;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Which server real clients get over real sockets, and what becomes of those who get none. */
class BalancedTrafficTest {
  private static final IpAddress SERVERS = Loopback.address(1);

  @Test
  void spreadsClientsByWeight() throws Exception {
    try (var a = new Backend(SERVERS, Backend.saying("a"));
        var b = new Backend(SERVERS, Backend.saying("b"));
        var proxy = new Proxy("wrr").with(a.key(), 3).with(b.key(), 1)) {
      var answers = proxy.ask(40);

      assertThat(Collections.frequency(answers, "a")).isEqualTo(30);
      assertThat(Collections.frequency(answers, "b")).isEqualTo(10);
    }
  }

  @Test
  void spreadsClientsOfAllEventLoopsInOneTurn() throws Exception {
    try (var a = new Backend(SERVERS, Backend.saying("a"));
        var b = new Backend(SERVERS, Backend.saying("b"));
        var proxy = new Proxy("rr").with(a.key(), 1).with(b.key(), 1);
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var tasks = Collections.<Callable<String>>nCopies(200, proxy::ask);

      var answers = new ArrayList<String>();
      for (var answer : clients.invokeAll(tasks)) {
        answers.add(answer.get());
      }

      assertThat(Collections.frequency(answers, "a")).isEqualTo(100);
      assertThat(Collections.frequency(answers, "b")).isEqualTo(100);
    }
  }

  @Test
  void sendsClientsWhereTheFewestAre() throws Exception {
    try (var a = new Backend(SERVERS, Backend.echoing());
        var b = new Backend(SERVERS, Backend.echoing());
        var proxy = new Proxy("lc").with(a.key(), 1).with(b.key(), 1)) {
      var clients = new ArrayList<Socket>();
      for (int client = 0; client < 10; client++) {
        clients.add(proxy.connect());
        roundTrip(clients.getLast());
      }
      assertThat(proxy.counters(a.key()).active()).isEqualTo(5);
      assertThat(proxy.counters(b.key()).active()).isEqualTo(5);

      // The newest server gets the first, third, fifth … client.
      for (int client = 0; client < 10; client += 2) {
        clients.get(client).close();
      }
      await().atMost(Proxy.PATIENCE).until(() -> proxy.counters(b.key()).active() == 0);
      var next = proxy.connect();
      roundTrip(next);

      assertThat(proxy.counters(a.key())).isEqualTo(new ServerCounters(5, 5, 5, 5));
      assertThat(proxy.counters(b.key()).active()).isEqualTo(1);
      next.close();
      for (var client : clients) {
        client.close();
      }
    }
  }

  @Test
  void aQuiescedServerKeepsItsClientsAndGetsNoNewOnes() throws Exception {
    try (var a = new Backend(SERVERS, Backend.echoing());
        var b = new Backend(SERVERS, Backend.saying("b"));
        var proxy = new Proxy("rr").with(a.key(), 1);
        var established = proxy.connect()) {
      roundTrip(established);

      proxy.weigh(a.key(), 0);
      proxy.with(b.key(), 1);

      assertThat(proxy.ask(5)).containsOnly("b");
      roundTrip(established);
    }
  }

  @Test
  void aRemovedServerKeepsItsClientsAndGetsNoNewOnes() throws Exception {
    try (var a = new Backend(SERVERS, Backend.echoing());
        var b = new Backend(SERVERS, Backend.saying("b"));
        var proxy = new Proxy("rr").with(a.key(), 1);
        var established = proxy.connect()) {
      roundTrip(established);

      proxy.remove(a.key());
      proxy.with(b.key(), 1);

      assertThat(proxy.ask(5)).containsOnly("b");
      roundTrip(established);
    }
  }

  @Test
  void aRemovedServiceTakesNoClientsAndLetsTheEstablishedOnesFinish() throws Exception {
    try (var a = new Backend(SERVERS, Backend.echoing());
        var proxy = new Proxy("rr").with(a.key(), 1);
        var established = proxy.connect()) {
      roundTrip(established);

      proxy.removeService();

      assertThatThrownBy(proxy::connect).isInstanceOf(ConnectException.class);
      roundTrip(established);
      established.shutdownOutput();
      assertThat(established.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void resetsAClientWhenNoServerIsUsable() throws Exception {
    try (var a = new Backend(SERVERS, Backend.saying("a"));
        var proxy = new Proxy("wrr")) {
      assertThatThrownBy(proxy::ask).isInstanceOf(SocketException.class);

      proxy.with(a.key(), 0);

      assertThatThrownBy(proxy::ask).isInstanceOf(SocketException.class);
      assertThat(proxy.counters(a.key()).connections()).isZero();
    }
  }

  @Test
  void passesOverADeadServer() throws Exception {
    var dead = new ServerKey(SERVERS, Loopback.freePort(SERVERS));
    try (var a = new Backend(SERVERS, Backend.saying("a"));
        var proxy = new Proxy("rr").with(a.key(), 1).with(dead, 1)) {
      assertThat(proxy.ask(20)).containsOnly("a");
      assertThat(proxy.counters(dead).connections()).isPositive();
      assertThat(proxy.counters(dead).active()).isZero();
    }
  }

  @Test
  void resetsAClientWhenTheSecondServerIsDeadToo() throws Exception {
    var dead = new ServerKey(SERVERS, Loopback.freePort(SERVERS));
    var deadToo = new ServerKey(SERVERS, Loopback.freePort(SERVERS));
    try (var proxy = new Proxy("rr").with(dead, 1).with(deadToo, 1)) {
      assertThatThrownBy(proxy::ask).isInstanceOf(SocketException.class);

      await().atMost(Proxy.PATIENCE).untilAsserted(() -> {
        assertThat(proxy.counters(dead)).isEqualTo(new ServerCounters(0, 1, 0, 0));
        assertThat(proxy.counters(deadToo)).isEqualTo(new ServerCounters(0, 1, 0, 0));
      });
    }
  }

  @Test
  void passesOverAServerThatDoesNotAnswerInTime() throws Exception {
    var settings = Proxy.settings(1).withConnectTimeout(Duration.ofMillis(200));
    var waiting = new ArrayList<Socket>();
    try (var full = new ServerSocket();
        var a = new Backend(SERVERS, Backend.saying("a"));
        var proxy = new Proxy("rr", new UserspaceDataplane(settings), Loopback.address(0)).with(a.key(), 1)) {
      full.bind(new InetSocketAddress(SERVERS.toInetAddress(), 0), 1);
      // A backlog of 1 holds two connections that nobody accepts; the kernel drops what else arrives.
      for (int client = 0; client < 2; client++) {
        waiting.add(new Socket(full.getInetAddress(), full.getLocalPort()));
      }
      proxy.with(new ServerKey(SERVERS, full.getLocalPort()), 1);

      assertThat(proxy.ask(4)).containsOnly("a");
    } finally {
      for (var socket : waiting) {
        socket.close();
      }
    }
  }

  @Test
  void aServerOfPort0IsReachedAtThePortOfTheService() throws Exception {
    try (var proxy = new Proxy("rr");
        var _ = new Backend(SERVERS, proxy.service().port(), Backend.saying("a"))) {
      proxy.with(new ServerKey(SERVERS, 0), 1);

      assertThat(proxy.ask()).isEqualTo("a");
    }
  }

  @Test
  void servesIpv6() throws Exception {
    assumeTrue(Loopback.has(AddressFamily.IPV6), "this host has no ::1");
    var address = IpAddress.of("::1");
    try (var a = new Backend(address, Backend.saying("six"));
        var proxy =
            new Proxy("rr", new UserspaceDataplane(Proxy.settings(1)), address).with(a.key(), 1)) {
      assertThat(proxy.ask()).isEqualTo("six");
    }
  }

  @Test
  void losesNoClientWhileSchedulersWeightsAndServersChange() throws Exception {
    try (var a = new Backend(SERVERS, Backend.saying("a"));
        var b = new Backend(SERVERS, Backend.saying("b"));
        var c = new Backend(SERVERS, Backend.saying("c"));
        var proxy = new Proxy("rr").with(a.key(), 1).with(b.key(), 1);
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<List<String>>>();
      for (int client = 0; client < 8; client++) {
        running.add(clients.submit(() -> proxy.ask(60)));
      }

      int edits = 0;
      while (running.stream().anyMatch(client -> !client.isDone())) {
        proxy.schedule(List.of("rr", "wrr", "lc", "wlc").get(edits % 4));
        proxy.weigh(b.key(), edits % 3);
        if (edits % 2 == 0) {
          proxy.with(c.key(), 2);
        } else {
          proxy.remove(c.key());
        }
        edits++;
      }

      assertThat(edits).isGreaterThan(4);
      for (var client : running) {
        assertThat(client.get()).hasSize(60).containsAnyOf("a", "b", "c").doesNotContain("");
      }
    }
  }

  private static void roundTrip(Socket socket) throws IOException {
    socket.getOutputStream().write(1);
    assertThat(socket.getInputStream().read()).isEqualTo(1);
  }
}
