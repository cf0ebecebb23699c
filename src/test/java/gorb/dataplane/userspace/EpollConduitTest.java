package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pipe of the kernel between real sockets, whose other ends the test holds. */
@Timeout(60)
class EpollConduitTest {
  /** Fixed, so that the sockets of a test hold little: Linux doubles it. */
  private static final int BUFFER = 64 * 1024;

  @BeforeAll
  static void loadTheLibrary() {
    Epoll.ensureAvailability();
  }

  @Test
  void carriesBytesUnchangedAndHoldsWhatIsNotTaken() throws IOException {
    var bytes = new byte[3 << 20];
    new Random(7).nextBytes(bytes);
    try (var source = new Ends(); var sink = new Ends()) {
      var conduit = EpollConduit.open();
      var got = new byte[bytes.length];
      int received = 0;
      boolean heldSome = false;
      Thread.ofVirtual().start(() -> source.send(bytes));
      for (int read = 0; read < bytes.length; ) {
        int count = conduit.fill(source.stream);
        read += count;
        conduit.empty(sink.stream);
        // Nobody reads until the sink is full, and then as much as it has.
        while (!conduit.isEmpty() || read == bytes.length && received < read) {
          heldSome |= !conduit.isEmpty();
          received += sink.peer.getInputStream().read(got, received, got.length - received);
          conduit.empty(sink.stream);
        }
      }
      conduit.close();

      assertThat(received).isEqualTo(bytes.length);
      assertThat(got).isEqualTo(bytes);
      assertThat(heldSome).as("the sink was full at times").isTrue();
    }
  }

  @Test
  void aResetIsAnErrorAndTheEndNothing() throws IOException {
    try (var ended = new Ends(); var reset = new Ends()) {
      var conduit = EpollConduit.open();
      ended.peer.shutdownOutput();
      assertThat(conduit.fill(ended.stream)).isZero();

      reset.peer.setSoLinger(true, 0);
      reset.peer.close();

      await().atMost(Proxy.PATIENCE).untilAsserted(() ->
          assertThatThrownBy(() -> conduit.fill(reset.stream)).isInstanceOf(IOException.class));
      conduit.close();
    }
  }

  @Test
  void thisProcessMaySplice() {
    assertThat(EpollConduit.areAllowed()).isTrue();
  }

  /** A stream and the socket that it is connected to. */
  private static final class Ends implements AutoCloseable {
    private final Stream stream;
    private final java.net.Socket peer;

    Ends() throws IOException {
      try (var server = new ServerSocket()) {
        server.setReceiveBufferSize(BUFFER);
        server.bind(new InetSocketAddress(Loopback.address(0).toInetAddress(), 0));
        var socket = Socket.newSocketStream();
        socket.setSendBufferSize(BUFFER);
        socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()));
        stream = new EpollStream(socket, false);
        peer = server.accept();
      }
    }

    void send(byte[] bytes) {
      try {
        peer.getOutputStream().write(bytes);
      } catch (IOException _) {
        // The reader notices what is missing.
      }
    }

    @Override
    public void close() throws IOException {
      stream.close();
      peer.close();
    }
  }
}
