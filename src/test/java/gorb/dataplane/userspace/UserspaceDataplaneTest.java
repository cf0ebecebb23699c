package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UserspaceDataplaneTest {
  private static final IpAddress VIP = Loopback.address(0);
  private static final IpAddress SERVERS = Loopback.address(1);

  @Test
  void saysWhatItIs() {
    try (var plane = new UserspaceDataplane(Proxy.settings(1), Transport.epoll());
        var fallback = new UserspaceDataplane(Proxy.settings(1), Transport.nio())) {
      assertThat(plane.capabilities().description()).isEqualTo("user space (TCP and UDP; Netty epoll)");
      assertThat(fallback.capabilities().description()).isEqualTo("user space (TCP and UDP; Netty NIO)");
    }
  }

  @Test
  void refusesAnAddressInUseAndTakesItOnceItIsFree() throws Exception {
    try (var plane = new UserspaceDataplane(Proxy.settings(2))) {
      Step step;
      try (var other = new ServerSocket()) {
        other.bind(new InetSocketAddress(VIP.toInetAddress(), 0));
        step = add(VIP, other.getLocalPort());

        var refusals = plane.apply(List.of(step));

        assertThat(refusals)
            .containsExactly(
                new Refusal(
                    step,
                    Refusal.Kind.REJECTED,
                    "listen: EADDRINUSE (Address already in use); another program listens there"));
        assertThat(plane.observe()).isEqualTo(Table.EMPTY);
      }
      assertThat(plane.apply(List.of(step))).isEmpty();
    }
  }

  @Test
  void sharesAnAddressWithNoOtherDataPlane() {
    try (var proxy = new Proxy("rr");
        var other = new UserspaceDataplane(Proxy.settings(2))) {
      var refusals = other.apply(List.of(new Step.AddService(proxy.service(), Proxy.settings("rr"))));

      assertThat(refusals).singleElement().extracting(Refusal::kind).isEqualTo(Refusal.Kind.REJECTED);
      assertThat(refusals.getFirst().cause()).contains("EADDRINUSE");
    }
  }

  @Test
  void refusesAnAddressThatTheHostDoesNotHave() {
    try (var plane = new UserspaceDataplane(Proxy.settings(2))) {
      var refusals = plane.apply(List.of(add(IpAddress.of("192.0.2.77"), 8080)));

      assertThat(refusals).singleElement().extracting(Refusal::kind).isEqualTo(Refusal.Kind.REJECTED);
      assertThat(refusals.getFirst().cause()).startsWith("listen: EADDRNOTAVAIL (Cannot assign requested address)");
    }
  }

  @Test
  void namesTheSchedulersThatItHasWhereItIsAskedForAnother() {
    try (var plane = new UserspaceDataplane(Proxy.settings(1))) {
      var hash = new Step.AddService(key(VIP, Loopback.freePort(VIP)), Proxy.settings("sh"));
      var bogus = new Step.AddService(key(VIP, 8080), Proxy.settings("bogus"));

      var refusals = plane.apply(List.of(hash, bogus));

      assertThat(refusals)
          .containsExactly(
              new Refusal(
                  bogus,
                  Refusal.Kind.REJECTED,
                  "scheduler \"bogus\" is unknown (known here: rr, wrr, lc, wlc, lblc, lblcr, dh, sh, sed, nq, fo, ovf,"
                      + " mh, twos)"));
    }
  }

  @Test
  void refusesEveryPortOfAnAddress() {
    try (var plane = new UserspaceDataplane(Proxy.settings(1))) {
      assertThat(plane.apply(List.of(add(VIP, 0))))
          .singleElement()
          .extracting(Refusal::kind)
          .isEqualTo(Refusal.Kind.UNSUPPORTED);
    }
  }

  @Test
  void closesListenersConnectionsAndThreads() throws Exception {
    try (var server = new Backend(SERVERS, Backend.echoing())) {
      var proxy = new Proxy("rr").with(server.key(), 1);
      var client = proxy.connect();
      client.getOutputStream().write(1);
      client.getInputStream().read();
      var running = threads();
      assertThat(running).hasSizeGreaterThanOrEqualTo(1);

      proxy.close();

      assertThat(running).noneMatch(Thread::isAlive);
      assertThatThrownBy(proxy::connect).isInstanceOf(IOException.class);
      assertThat(endOf(client)).isTrue();
      client.close();
    }
  }

  @Test
  void leaksNoDescriptor() throws Exception {
    useADataPlane();
    var before = openDescriptors();

    for (int time = 0; time < 3; time++) {
      useADataPlane();
    }

    // Fewer is no leak: a socket of the first use may have been closing still when they were counted.
    await().atMost(Proxy.PATIENCE).untilAsserted(() -> assertThat(openDescriptors()).allSatisfy((kind, count) ->
        assertThat(count).as(kind).isLessThanOrEqualTo(before.getOrDefault(kind, 0L))));
  }

  /** Services that come and go, clients that are served, reset, and cut off by the end of the data plane. */
  private static void useADataPlane() throws IOException {
    var left = new ArrayList<Socket>();
    try (var a = new Backend(SERVERS, Backend.saying("a"));
        var b = new Backend(SERVERS, Backend.echoing());
        var proxy = new Proxy("rr").with(a.key(), 1)) {
      assertThat(proxy.ask(20)).containsOnly("a");
      proxy.weigh(a.key(), 0);
      assertThatThrownBy(proxy::ask).isInstanceOf(IOException.class);
      proxy.with(b.key(), 1);
      for (int client = 0; client < 20; client++) {
        var socket = proxy.connect();
        socket.getOutputStream().write(1);
        socket.getInputStream().read();
        if (client % 2 == 0) {
          socket.setSoLinger(true, 0);
          socket.close();
        }
        left.add(socket);
      }
      var inUse = new Step.AddService(key(a.key().address(), a.key().port()), ServiceSettings.of(Scheduler.RR));
      assertThat(proxy.plane().apply(List.of(inUse))).hasSize(1);
      proxy.removeService();
    }
    for (var socket : left) {
      socket.close();
    }
  }

  /** How many sockets and event polls are open, by what they are. */
  private static Map<String, Long> openDescriptors() throws IOException {
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      return descriptors
          .map(UserspaceDataplaneTest::kind)
          .filter(kind -> kind.startsWith("socket") || kind.startsWith("anon_inode"))
          .collect(Collectors.groupingBy(kind -> kind, TreeMap::new, Collectors.counting()));
    }
  }

  private static String kind(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().replaceAll("[0-9]+", "");
    } catch (IOException _) {
      return "closed meanwhile";
    }
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("userspace-"))
        .toList();
  }

  private static boolean endOf(Socket client) {
    try {
      return client.getInputStream().read() < 0;
    } catch (IOException _) {
      return true;
    }
  }

  private static Step add(IpAddress vip, int port) {
    return new Step.AddService(key(vip, port), ServiceSettings.of(Scheduler.RR));
  }

  private static ServiceKey key(IpAddress vip, int port) {
    return new ServiceKey.Endpoint(Protocol.TCP, vip, port);
  }
}
