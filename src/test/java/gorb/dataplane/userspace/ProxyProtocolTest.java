package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gorb.dataplane.Destination;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.ForwardingMethod.Introduction;
import gorb.model.ForwardingMethod.Proxied;
import gorb.model.ForwardingMethod.Source;
import gorb.model.IpAddress;
import gorb.model.ServerKey;
import gorb.model.Thresholds;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that read the header of the PROXY protocol before what the client says, as its text tells receivers to. */
class ProxyProtocolTest {
  private static final ForwardingMethod V2 = new Proxied(Introduction.V2, Source.HOST);

  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aServerLearnsItsClientBeforeTheFirstByte(boolean nio) throws Exception {
    var plane = new UserspaceDataplane(Proxy.settings(1), nio ? Transport.nio() : Transport.epoll());
    try (var server = new Backend(Loopback.address(1), this::listen);
        var proxy = new Proxy("rr", plane, Loopback.address(0));
        var client = connect(proxy, server.key())) {
      assertThat(exchange(client, "hello")).isEqualTo("hello");

      assertThat(next()).isEqualTo(new Told(
          new InetSocketAddress(client.getLocalAddress(), client.getLocalPort()),
          new InetSocketAddress(proxy.service().vip().toInetAddress(), proxy.service().port())));
      assertThat(proxy.counters(server.key()).bytesIn()).as("bytes of the client only").isEqualTo(5);
    }
  }

  @Test
  void aServerThatSpeaksFirstIsToldFirst() throws Exception {
    try (var server = new Backend(Loopback.address(1), socket -> {
          try (socket) {
            told.add(Told.read(new DataInputStream(socket.getInputStream())));
            socket.getOutputStream().write("220 ready".getBytes(StandardCharsets.US_ASCII));
          }
        });
        var proxy = new Proxy("rr");
        var client = connect(proxy, server.key())) {
      assertThat(client.getInputStream().readAllBytes()).asString(StandardCharsets.US_ASCII).isEqualTo("220 ready");

      assertThat(next().source().getPort()).isEqualTo(client.getLocalPort());
    }
  }

  @Test
  void aServerOfAnyAddressLearnsWhichOneWasAsked() throws Exception {
    var plane = new UserspaceDataplane(Proxy.settings(1));
    try (var server = new Backend(Loopback.address(1), this::listen);
        var proxy = new Proxy("rr", plane, IpAddress.ANY_IPV4)) {
      add(proxy, server.key());
      var asked = new InetSocketAddress(Loopback.address(2).toInetAddress(), proxy.service().port());
      try (var client = new Socket(asked.getAddress(), asked.getPort())) {
        assertThat(exchange(client, "x")).isEqualTo("x");

        assertThat(next().destination()).isEqualTo(asked);
      }
    }
  }

  @Test
  void aServerOfIpv6LearnsAddressesOfIpv6() throws Exception {
    assumeTrue(Loopback.has(AddressFamily.IPV6), "this host has no ::1");
    var address = IpAddress.of("::1");
    var plane = new UserspaceDataplane(Proxy.settings(1));
    try (var server = new Backend(address, this::listen);
        var proxy = new Proxy("rr", plane, address);
        var client = connect(proxy, server.key())) {
      assertThat(exchange(client, "six")).isEqualTo("six");

      assertThat(next().destination()).isEqualTo(new InetSocketAddress(address.toInetAddress(), proxy.service().port()));
    }
  }

  @Test
  void anEditCountsForConnectionsThatBeginBehindIt() throws Exception {
    try (var server = new Backend(Loopback.address(1), this::listen);
        var proxy = new Proxy("rr");
        var told = connect(proxy, server.key())) {
      assertThat(exchange(told, "1")).isEqualTo("1");
      next();

      proxy.weigh(server.key(), 1);

      assertThat(exchange(told, "2")).isEqualTo("2");
      try (var plain = proxy.connect()) {
        // What has no header is no good to such a server.
        plain.getOutputStream().write(new byte[16]);
        assertThat(plain.getInputStream().read()).isEqualTo(-1);
      }
      assertThat(this.told).isEmpty();
    }
  }

  @Test
  void itIsForTcpOnly() {
    try (var plane = new UserspaceDataplane(Proxy.settings(1)); var proxy = Proxy.ofUdp(plane, Proxy.settings("rr"))) {
      var key = new ServerKey(Loopback.address(1), 53);

      assertThat(plane.apply(List.of(new Step.AddDestination(proxy.service(), key, v2())))).singleElement()
          .returns(Refusal.Kind.UNSUPPORTED, Refusal::kind)
          .returns("the userspace data plane sends the header of the PROXY protocol (proxy_protocol) by TCP only",
              Refusal::cause);
    }
  }

  private Told next() throws InterruptedException {
    return told.poll(20, TimeUnit.SECONDS);
  }

  private void listen(Socket socket) throws IOException {
    try (socket) {
      told.add(Told.read(new DataInputStream(socket.getInputStream())));
      socket.getInputStream().transferTo(socket.getOutputStream());
    }
  }

  private static Socket connect(Proxy proxy, ServerKey server) throws IOException {
    add(proxy, server);
    return proxy.connect();
  }

  private static void add(Proxy proxy, ServerKey server) {
    proxy.take(new Step.AddDestination(proxy.service(), server, v2()));
  }

  private static Destination v2() {
    return new Destination(1, V2, Thresholds.NONE);
  }

  private static String exchange(Socket socket, String text) throws IOException {
    socket.setSoTimeout((int) Proxy.PATIENCE.toMillis());
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readNBytes(text.length()), StandardCharsets.US_ASCII);
  }

  /** What a header says. */
  private record Told(InetSocketAddress source, InetSocketAddress destination) {
    static Told read(DataInputStream input) throws IOException {
      require(input.readLong() == 0x0D0A0D0A000D0A51L && input.readInt() == 0x5549540A, "signature");
      require(input.readUnsignedByte() == 0x21, "version and command");
      int transport = input.readUnsignedByte();
      require(transport == 0x11 || transport == 0x21, "family and transport");
      int each = transport == 0x11 ? 4 : 16;
      require(input.readUnsignedShort() == 2 * each + 4, "length");
      var source = InetAddress.getByAddress(input.readNBytes(each));
      var destination = InetAddress.getByAddress(input.readNBytes(each));
      return new Told(
          new InetSocketAddress(source, input.readUnsignedShort()),
          new InetSocketAddress(destination, input.readUnsignedShort()));
    }

    private static void require(boolean holds, String what) throws IOException {
      if (!holds) {
        throw new IOException(what);
      }
    }
  }
}
