package gorb.ffm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpSocketsTest {
  private static final long PLENTY = Duration.ofSeconds(20).toNanos();

  private TcpSockets sockets;
  private EpollSet epoll;
  private int socket;

  @BeforeEach
  void open() throws Exception {
    sockets = TcpSockets.open();
    epoll = EpollSet.open();
    socket = sockets.socket(false);
  }

  @AfterEach
  void close() {
    sockets.close(socket);
    epoll.close();
    sockets.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void bytesGoBothWaysAndTheEndIsSeen(String address) throws Exception {
    try (var listener = new ServerSocket(0, 10, InetAddress.ofLiteral(address))) {
      int connected = connected(listener);
      try (var peer = listener.accept()) {
        assertThat(sockets.receive(connected, new byte[10])).isEqualTo(TcpSockets.NOT_NOW);

        assertThat(sockets.send(connected, "to be sent".getBytes(US_ASCII), 6)).isEqualTo(4);
        assertThat(peer.getInputStream().readNBytes(4)).isEqualTo("sent".getBytes(US_ASCII));

        peer.getOutputStream().write("answer".getBytes(US_ASCII));
        peer.shutdownOutput();
        var came = new byte[10];
        assertThat(received(connected, came)).isEqualTo(6);
        assertThat(Arrays.copyOf(came, 6)).isEqualTo("answer".getBytes(US_ASCII));
        assertThat(received(connected, came)).isZero();
      } finally {
        sockets.close(connected);
      }
    }
  }

  @Test
  void aPortWhereNobodyListensRefuses() throws Exception {
    int port;
    try (var listener = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = listener.getLocalPort();
    }
    var target = endpoint(InetAddress.ofLiteral("127.0.0.1"), port);

    int result = sockets.connect(socket, target);
    if (result == TcpSockets.CONNECTING) {
      assertThat(epoll.add(socket, EpollSet.OUTPUT)).isZero();
      epoll.await(PLENTY);
      result = sockets.connect(socket, target);
    }

    assertThat(new Errno(-result)).hasToString("ECONNREFUSED (Connection refused)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1"})
  void aResetEndsAConnectionAndItsSocketConnectsAnew(String address) throws Exception {
    try (var listener = new ServerSocket(0, 10, InetAddress.ofLiteral(address));
        var next = new ServerSocket(0, 10, InetAddress.ofLiteral(address))) {
      int connected = connected(listener);
      try (var peer = listener.accept()) {
        assertThat(sockets.reset(connected)).isZero();

        assertThatThrownBy(() -> peer.getInputStream().read())
            .isInstanceOf(SocketException.class).hasMessageContaining("reset");
        connect(connected, next);
        try (var _ = next.accept()) {
          assertThat(sockets.send(connected, new byte[3], 0)).isEqualTo(3);
          assertThat(sockets.receive(connected, new byte[3])).isEqualTo(TcpSockets.NOT_NOW);
        }
      } finally {
        sockets.close(connected);
      }
    }
  }

  /** What a socket went through before is no reason of its next failure. */
  @Test
  void aSocketThatWasResetIsRefusedAsANewOneIs() throws Exception {
    int connected;
    InetEndpoint target;
    try (var listener = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"))) {
      connected = connected(listener);
      target = endpoint(listener.getInetAddress(), listener.getLocalPort());
    }

    assertThat(sockets.reset(connected)).isZero();

    int result = sockets.connect(connected, target);
    while (result == TcpSockets.CONNECTING || result == TcpSockets.STILL_CONNECTING) {
      result = sockets.connect(connected, target);
    }
    assertThat(new Errno(-result)).hasToString("ECONNREFUSED (Connection refused)");
    sockets.close(connected);
  }

  @Test
  void aConnectionKnowsWhichEndIsItsOwn() throws Exception {
    try (var listener = new ServerSocket(0, 10, InetAddress.ofLiteral("127.0.0.1"))) {
      int connected = connected(listener);
      try (var peer = listener.accept()) {
        assertThat(sockets.isAt(connected, endpoint(peer.getInetAddress(), peer.getPort()))).isTrue();
        assertThat(sockets.isAt(connected, endpoint(peer.getInetAddress(), listener.getLocalPort()))).isFalse();
      } finally {
        sockets.close(connected);
      }
    }
  }

  @Test
  void anOptionIsSetAndOneOfADescriptorThatIsNoneIsRefused() {
    assertThat(sockets.set(socket, SocketOption.SO_KEEPALIVE, 1)).isZero();
    assertThat(sockets.set(socket, SocketOption.TCP_KEEPIDLE, 5)).isZero();
    assertThat(sockets.set(socket, SocketOption.TCP_QUICKACK, 0)).isZero();

    assertThat(new Errno(-sockets.set(-1, SocketOption.SO_KEEPALIVE, 1))).hasToString("EBADF (Bad file descriptor)");
  }

  @Test
  void aWakingEndsTheNextWaitAndOnlyThat() {
    epoll.wake();
    epoll.wake();

    assertThat(epoll.await(Long.MAX_VALUE)).isOne();
    assertThat(epoll.descriptor(0)).isEqualTo(-1);
    assertThat(epoll.await(0)).isZero();
  }

  @Test
  void aWaitIsEndedByAnotherThread() throws Exception {
    var waking = Thread.ofPlatform().start(epoll::wake);

    assertThat(epoll.await(Long.MAX_VALUE)).isOne();
    waking.join();
  }

  @Test
  void aWaitEndsByItselfAndNeverBefore() {
    long began = System.nanoTime();

    assertThat(epoll.await(1_000_001)).isZero();

    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(1_000_001);
  }

  @Test
  void aSetThatIsClosedIsWokenByNobody() {
    epoll.close();
    epoll.close();

    epoll.wake();
  }

  @Test
  void manyDescriptorsAreToldApart() throws Exception {
    try (var listener = new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1"))) {
      var connected = new int[5];
      var peers = new Socket[connected.length];
      for (int at = 0; at < connected.length; at++) {
        connected[at] = connected(listener);
        peers[at] = listener.accept();
        assertThat(epoll.add(connected[at], EpollSet.INPUT | EpollSet.INPUT_ENDED | EpollSet.EDGES)).isZero();
      }

      peers[3].close();

      assertThat(epoll.await(PLENTY)).isOne();
      assertThat(epoll.descriptor(0)).isEqualTo(connected[3]);
      assertThat(epoll.told(0) & EpollSet.INPUT_ENDED).isNotZero();
      for (int at = 0; at < connected.length; at++) {
        sockets.close(connected[at]);
        peers[at].close();
      }
    }
  }

  /** A connection of a socket of its own, which is not in the set. */
  private int connected(ServerSocket listener) throws Exception {
    int made = sockets.socket(listener.getInetAddress() instanceof Inet6Address);
    connect(made, listener);
    return made;
  }

  private void connect(int made, ServerSocket listener) throws Exception {
    var local = (InetSocketAddress) listener.getLocalSocketAddress();
    var target = endpoint(local.getAddress(), local.getPort());
    int result = sockets.connect(made, target);
    assertThat(result).isIn(0, TcpSockets.CONNECTING);
    while (result == TcpSockets.CONNECTING || result == TcpSockets.STILL_CONNECTING) {
      result = sockets.connect(made, target);
    }
    assertThat(result).isZero();
  }

  private int received(int connected, byte[] into) {
    int count = sockets.receive(connected, into);
    while (count == TcpSockets.NOT_NOW) {
      count = sockets.receive(connected, into);
    }
    return count;
  }

  private static InetEndpoint endpoint(InetAddress address, int port) {
    var bytes = ByteBuffer.wrap(address.getAddress());
    return bytes.remaining() == 4
        ? new InetEndpoint(false, 0, Integer.toUnsignedLong(bytes.getInt()), port, 0)
        : new InetEndpoint(true, bytes.getLong(), bytes.getLong(), port, 0);
  }
}
