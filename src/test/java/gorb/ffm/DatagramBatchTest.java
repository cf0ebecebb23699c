package gorb.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Datagrams that real sockets receive and send many at a time. */
class DatagramBatchTest {
  private static final InetAddress ASKED = InetAddress.ofLiteral("127.9.8.7");

  private LinuxSocket service;
  private DatagramBatch batch;
  private DatagramSocket client;

  @BeforeEach
  void open() throws Exception {
    Epoll.ensureAvailability();
    service = LinuxSocket.newSocketDgram(SocketProtocolFamily.INET);
    batch = DatagramBatch.open();
    client = new DatagramSocket();
    client.setSoTimeout(20_000);
    service.setIntOpt(DatagramBatch.IPPROTO_IP, DatagramBatch.IP_PKTINFO, 1);
    service.bind(new InetSocketAddress("0.0.0.0", 0));
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    service.close();
  }

  @Test
  void whatHasArrivedComesTogetherWithItsLengthItsSenderAndWhereItArrived() throws Exception {
    ask("one", "", "three");

    assertThat(receive()).isEqualTo(3);
    assertThat(new int[] {batch.length(0), batch.length(1), batch.length(2)}).containsExactly(3, 0, 5);
    assertThat(batch.sender(2))
        .isEqualTo(new InetEndpoint(false, 0, 0x7f000001, client.getLocalPort(), 0));
    assertThat(batch.arrival(2, 53)).isEqualTo(new InetEndpoint(false, 0, 0x7f090807, 53, 0));
    assertThat(batch.receive(service.intValue())).as("nothing more").isZero();
  }

  @Test
  void someOfThemGoBackFromTheAddressThatWasAsked() throws Exception {
    ask("one", "two", "three");
    receive();

    int sent = batch.send(service.intValue(), new int[] {2, 0}, 2, batch.sender(0), batch.arrival(0, 0));

    assertThat(sent).isEqualTo(2);
    assertThat(answer()).isEqualTo("three from 127.9.8.7");
    assertThat(answer()).isEqualTo("one from 127.9.8.7");
  }

  @Test
  void moreThanHasRoomComesInTurns() throws Exception {
    for (int number = 0; number < DatagramBatch.MOST + 1; number++) {
      ask(Integer.toString(number));
    }

    assertThat(receive()).isEqualTo(DatagramBatch.MOST);
    assertThat(receive()).isEqualTo(1);
    assertThat(batch.length(0)).isEqualTo(2);
  }

  @Test
  void aConnectedSocketTellsThatNobodyListens() throws Exception {
    ask("x");
    receive();
    int port;
    try (var gone = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
      port = gone.getLocalPort();
    }
    var socket = LinuxSocket.newSocketDgram(SocketProtocolFamily.INET);
    try {
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      batch.send(socket.intValue(), new int[] {0}, 1);

      await().untilAsserted(() -> assertThatThrownBy(() -> batch.send(socket.intValue(), new int[] {0}, 1))
          .hasMessage("sendmmsg: ECONNREFUSED (Connection refused)"));
    } finally {
      socket.close();
    }
  }

  @Test
  void aSocketThatIsClosedIsAnError() {
    assertThatThrownBy(() -> batch.receive(-1)).hasMessage("recvmmsg: EBADF (Bad file descriptor)");
  }

  @ParameterizedTest
  @CsvSource({
    "false, 0, 3232235777, 65535, 0, 0200ffffc0a80101",
    "true, 0x20010db800000000, 1, 53, 7, 0a0000350000000020010db8000000000000000000000001"})
  void anEndpointIsWrittenAsTheKernelReadsIt(
      boolean isIpv6, String high, long low, int port, int scope, String expected) {
    var endpoint = new InetEndpoint(isIpv6, Long.decode(high), low, port, scope);
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(InetEndpoint.LONGEST, 8);

      int length = endpoint.write(memory, 0);

      assertThat(length).isEqualTo(isIpv6 ? 28 : 16);
      assertThat(InetEndpoint.read(memory, 0)).isEqualTo(endpoint);
      assertThat(HexFormat.of().formatHex(memory.toArray(ValueLayout.JAVA_BYTE)))
          .startsWith(expected);
    }
  }

  private void ask(String... texts) throws IOException {
    for (var text : texts) {
      client.send(new DatagramPacket(text.getBytes(StandardCharsets.US_ASCII), text.length(),
          new InetSocketAddress(ASKED, service.localAddress().getPort())));
    }
  }

  /** Loopback delivers at once, but on another processor perhaps. */
  private int receive() throws Exception {
    int[] count = new int[1];
    await().until(() -> {
      count[0] = batch.receive(service.intValue());
      return count[0] > 0;
    });
    return count[0];
  }

  private String answer() throws IOException {
    var packet = new DatagramPacket(new byte[100], 100);
    client.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII)
        + " from " + packet.getAddress().getHostAddress();
  }
}
