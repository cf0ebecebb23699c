package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Persistence;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.ServiceSettings.PacketScheduling;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams of real clients to real servers and back, over real sockets. */
class DatagramTest {
  private static final IpAddress SERVERS = Loopback.address(1);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFlowKeepsItsServerAndAnswersComeFromTheService(boolean nio) throws Exception {
    var plane = new UserspaceDataplane(Proxy.settings(2), nio ? Transport.nio() : Transport.epoll());
    try (var a = new DatagramServer(SERVERS, "a");
        var b = new DatagramServer(SERVERS, "b");
        var proxy = Proxy.ofUdp(plane, Proxy.settings("rr")).with(a.key(), 1).with(b.key(), 1)) {
      var answers = new ArrayList<String>();
      // All at once: the port of one that was closed may be given to the next, whose flow is the old one then.
      var clients = new ArrayList<DatagramClient>();
      try {
        for (int number = 0; number < 10; number++) {
          var client = new DatagramClient(proxy.service());
          clients.add(client);
          var first = client.ask("1");
          assertThat(client.ask("1")).isEqualTo(first);
          answers.add(first);
        }
      } finally {
        clients.forEach(DatagramClient::close);
      }

      assertThat(Collections.frequency(answers, "a1")).isEqualTo(5);
      assertThat(Collections.frequency(answers, "b1")).isEqualTo(5);
    }
  }

  @Test
  void countsFlowsAsInactiveConnectionsAndEveryDatagram() throws Exception {
    try (var a = new DatagramServer(SERVERS, "a");
        var proxy = udp("rr").with(a.key(), 1);
        var client = new DatagramClient(proxy.service())) {
      client.ask("123");
      client.ask("123");

      var counters = proxy.destination(a.key());

      assertThat(counters.active()).isZero();
      assertThat(counters.inactive()).isEqualTo(1);
      assertThat(counters.total().connections()).isEqualTo(1);
      assertThat(counters.total().packetsIn()).isEqualTo(a.received());
      assertThat(counters.total().bytesIn()).isEqualTo(3L * a.received());
      assertThat(counters.total().bytesOut()).isEqualTo(4L * a.received());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1_472, 9_000, 65_500})
  void carriesDatagramsOfEverySizeUnchanged(int size) throws Exception {
    var question = new byte[size];
    new Random(size).nextBytes(question);
    try (var a = new DatagramServer(SERVERS, "a");
        var proxy = udp("rr").with(a.key(), 1);
        var client = new DatagramClient(proxy.service())) {
      client.send(question);
      var answer = client.receive(5_000);

      assertThat(answer).hasSize(size + 1).endsWith(question);
    }
  }

  @Test
  void withOnePacketSchedulingEveryDatagramIsScheduledByItself() throws Exception {
    var settings = new ServiceSettings(
        new Scheduler("rr"), Set.of(), new Persistence.None(), PacketScheduling.ONE_PACKET);
    try (var a = new DatagramServer(SERVERS, "a");
        var b = new DatagramServer(SERVERS, "b");
        var proxy = Proxy.ofUdp(plane(), settings).with(a.key(), 1).with(b.key(), 1);
        var client = new DatagramClient(proxy.service())) {
      var answers = new ArrayList<String>();
      for (int number = 0; number < 10; number++) {
        answers.add(client.ask("?"));
      }

      assertThat(Collections.frequency(answers, "a?")).isBetween(4, 6);
      assertThat(proxy.destination(a.key()).total().connections()).isEqualTo(a.received());
      assertThat(proxy.destination(a.key()).inactive()).isZero();
    }
  }

  @Test
  void aFlowLeavesARemovedServerAtOnce() throws Exception {
    try (var a = new DatagramServer(SERVERS, "a");
        var b = new DatagramServer(SERVERS, "b");
        var proxy = udp("rr").with(a.key(), 1);
        var client = new DatagramClient(proxy.service())) {
      client.ask("?");
      proxy.with(b.key(), 1).remove(a.key());
      int received = a.received();

      assertThat(client.ask("?")).isEqualTo("b?");

      assertThat(a.received()).isEqualTo(received);
    }
  }

  @Test
  void aFlowKeepsAQuiescedServerThatAnswersAndLeavesOneThatDoesNot() throws Exception {
    try (var a = new DatagramServer(SERVERS, "a");
        var b = new DatagramServer(SERVERS, "b");
        var proxy = udp("rr").with(a.key(), 1);
        var client = new DatagramClient(proxy.service())) {
      client.ask("?");
      proxy.with(b.key(), 1).weigh(a.key(), 0);

      assertThat(client.ask("?")).isEqualTo("a?");

      a.fallSilent();
      assertThat(client.ask("?")).isEqualTo("b?");
      await().atMost(Proxy.PATIENCE).until(() -> proxy.destination(a.key()).inactive() == 0);
    }
  }

  @Test
  void aFlowLeavesAServerThatRefusesDatagrams() throws Exception {
    var dead = new ServerKey(SERVERS, freePort());
    try (var a = new DatagramServer(SERVERS, "a");
        var proxy = udp("lc").with(a.key(), 1).with(dead, 1);
        var client = new DatagramClient(proxy.service())) {
      assertThat(client.ask("?")).isEqualTo("a?");

      assertThat(proxy.destination(dead).total().connections()).isEqualTo(1);
      assertThat(proxy.destination(dead).inactive()).isZero();
    }
  }

  @Test
  void dropsDatagramsWhenNoServerIsUsable() throws Exception {
    try (var a = new DatagramServer(SERVERS, "a");
        var proxy = udp("rr").with(a.key(), 0);
        var client = new DatagramClient(proxy.service())) {
      client.send(new byte[1]);

      assertThat(client.receive(200)).isEmpty();
      assertThat(a.received()).isZero();
    }
  }

  @Test
  void aSilentFlowIsForgottenAndTheNextDatagramScheduled() throws Exception {
    var settings = Proxy.settings(1).withFlows(Duration.ofMillis(300), 100);
    try (var a = new DatagramServer(SERVERS, "a");
        var proxy = Proxy.ofUdp(new UserspaceDataplane(settings), Proxy.settings("rr")).with(a.key(), 1);
        var client = new DatagramClient(proxy.service())) {
      client.ask("?");
      await().atMost(Proxy.PATIENCE).until(() -> proxy.destination(a.key()).inactive() == 0);

      client.ask("?");

      assertThat(proxy.destination(a.key()).total().connections()).isEqualTo(2);
    }
  }

  @Test
  void boundsTheNumberOfFlowsAndGivesUpThoseThatWereSilentLongest() throws Exception {
    var settings = Proxy.settings(1).withFlows(Duration.ofMinutes(5), 10);
    var clients = new ArrayList<DatagramClient>();
    try (var a = new DatagramServer(SERVERS, "a");
        var proxy = Proxy.ofUdp(new UserspaceDataplane(settings), Proxy.settings("rr")).with(a.key(), 1)) {
      for (int number = 0; number < 30; number++) {
        clients.add(new DatagramClient(proxy.service()));
        clients.getLast().ask("?");
      }

      assertThat(proxy.destination(a.key()).inactive()).isEqualTo(10);
      for (var client : clients.subList(20, 30)) {
        client.ask("?");
      }
      assertThat(proxy.destination(a.key()).total().connections()).isEqualTo(30);
    } finally {
      clients.forEach(DatagramClient::close);
    }
  }

  @Test
  void aServerOfPort0IsReachedAtThePortOfTheService() throws Exception {
    try (var proxy = udp("rr"); var client = new DatagramClient(proxy.service())) {
      // The proxy's own socket has the port at another address; whoever listens at the server's is told by its port.
      proxy.with(new ServerKey(SERVERS, 0), 1);
      client.send(new byte[1]);

      await().atMost(Proxy.PATIENCE)
          .until(() -> proxy.destination(new ServerKey(SERVERS, 0)).total().packetsIn() > 0);
    }
  }

  @Test
  void servesIpv6() throws Exception {
    assumeTrue(Loopback.has(AddressFamily.IPV6), "this host has no ::1");
    var address = IpAddress.of("::1");
    try (var a = new DatagramServer(address, "six");
        var proxy = new Proxy(plane(), Protocol.UDP, address, Proxy.settings("rr")).with(a.key(), 1);
        var client = new DatagramClient(proxy.service())) {
      assertThat(client.ask("?")).isEqualTo("six?");
    }
  }

  @Test
  void aRemovedServiceAnswersNoMoreAndLeavesNoFlow() throws Exception {
    try (var a = new DatagramServer(SERVERS, "a");
        var proxy = udp("rr").with(a.key(), 1);
        var client = new DatagramClient(proxy.service())) {
      client.ask("?");
      int received = a.received();

      proxy.removeService();

      try {
        client.send(new byte[1]);
        assertThat(client.receive(200)).isEmpty();
      } catch (IOException _) {
        // ICMP said that nobody listens there.
      }
      assertThat(a.received()).isEqualTo(received);
    }
  }

  @Test
  void aServiceAtEveryAddressAnswersFromTheOneThatWasAsked() throws Exception {
    try (var a = new DatagramServer(SERVERS, "a");
        var b = new DatagramServer(SERVERS, "b");
        var proxy = new Proxy(plane(), Protocol.UDP, IpAddress.ANY_IPV4, Proxy.settings("rr"))
            .with(a.key(), 1).with(b.key(), 1);
        var one = new DatagramClient(at(proxy, Loopback.address(2)));
        var other = new DatagramClient(at(proxy, Loopback.address(3)))) {
      // Such clients hear nothing that comes from another address.
      var first = one.ask("?");

      assertThat(one.ask("?")).isEqualTo(first);
      assertThat(other.ask("?")).as("another flow").isNotEqualTo(first);
    }
  }

  @Test
  void aServiceAtEveryAddressOfBothFamiliesAnswersBoth() throws Exception {
    assumeTrue(Loopback.has(AddressFamily.IPV6), "this host has no ::1");
    try (var a = new DatagramServer(IpAddress.of("::1"), "a");
        var proxy = new Proxy(plane(), Protocol.UDP, IpAddress.of("::"), Proxy.settings("rr")).with(a.key(), 1);
        var six = new DatagramClient(at(proxy, IpAddress.of("::1")));
        var four = new DatagramClient(at(proxy, Loopback.address(2)))) {
      assertThat(six.ask("?")).isEqualTo("a?");
      assertThat(four.ask("?")).isEqualTo("a?");
    }
  }

  @Test
  void anEmptyDatagramIsCarriedAsAnyOther() throws Exception {
    try (var a = new DatagramServer(SERVERS, "a");
        var proxy = udp("rr").with(a.key(), 1);
        var client = new DatagramSocket()) {
      // Not connected: the JDK sends no empty datagram then.
      client.send(new DatagramPacket(new byte[0], 0,
          new InetSocketAddress(proxy.service().vip().toInetAddress(), proxy.service().port())));
      client.setSoTimeout((int) Proxy.PATIENCE.toMillis());
      var answer = new DatagramPacket(new byte[10], 10);
      client.receive(answer);

      assertThat(answer.getLength()).isEqualTo(1);
    }
  }

  @Test
  void manyClientsAtOnceGetTheirOwnAnswers() throws Exception {
    var clients = new ArrayList<DatagramClient>();
    try (var a = new DatagramServer(SERVERS, "a");
        var proxy = Proxy.ofUdp(new UserspaceDataplane(Proxy.settings(1)), Proxy.settings("rr")).with(a.key(), 1)) {
      for (int number = 0; number < 100; number++) {
        clients.add(new DatagramClient(proxy.service()));
      }
      for (int round = 0; round < 3; round++) {
        for (int number = 0; number < clients.size(); number++) {
          clients.get(number).send(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
        }
      }
      for (int number = 0; number < clients.size(); number++) {
        assertThat(clients.get(number).ask(Integer.toString(number))).isEqualTo("a" + number);
      }
    } finally {
      clients.forEach(DatagramClient::close);
    }
  }

  @Test
  void withTheSocketsOfTheJdkUdpAtEveryAddressIsRefused() {
    try (var plane = new UserspaceDataplane(Proxy.settings(1), Transport.nio())) {
      var any = new ServiceKey.Endpoint(Protocol.UDP, IpAddress.ANY_IPV4, 9_999);

      assertThat(plane.apply(List.of(new Step.AddService(any, Proxy.settings("rr"))))).singleElement()
          .extracting(Refusal::kind).isEqualTo(Refusal.Kind.UNSUPPORTED);
    }
  }

  @Test
  void sharesAPortWithTcp() {
    try (var plane = plane(); var proxy = Proxy.ofUdp(plane, Proxy.settings("rr"))) {
      var tcp = new ServiceKey.Endpoint(Protocol.TCP, proxy.service().vip(), proxy.service().port());

      assertThat(plane.apply(List.of(new Step.AddService(tcp, Proxy.settings("rr"))))).isEmpty();
    }
  }

  private static ServiceKey.Endpoint at(Proxy proxy, IpAddress address) {
    return new ServiceKey.Endpoint(Protocol.UDP, address, proxy.service().port());
  }

  private static int freePort() throws IOException {
    try (var server = new DatagramServer(SERVERS, "")) {
      return server.key().port();
    }
  }

  private static Proxy udp(String scheduler) {
    return Proxy.ofUdp(plane(), Proxy.settings(scheduler));
  }

  private static UserspaceDataplane plane() {
    return new UserspaceDataplane(Proxy.settings(2));
  }
}
