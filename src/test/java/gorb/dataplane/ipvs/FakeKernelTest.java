package gorb.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.netlink.AnnotatedHex;
import gorb.netlink.AnswersLostException;
import gorb.netlink.NetlinkException;
import gorb.netlink.NetlinkSocket;
import gorb.netlink.NetlinkSocket.Waiting;
import gorb.netlink.Vectors;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fake against the bytes of real kernels, and each thing that it does like them. */
class FakeKernelTest {
  private static final Vectors VECTORS = Vectors.of(FakeKernelTest.class, 19);
  private static final int FAMILY = 0x23;
  private static final int ACK = 0x5;
  private static final int DUMP = 0x301;

  private final FakeKernel kernel = new FakeKernel();
  private final NetlinkSocket socket = kernel.socket();

  @Test
  void itsServicesHaveTheBytesOfARealKernel() {
    var service = new FakeIpvs.Service();
    service.family = 2;
    service.protocol = 17;
    service.address = AnnotatedHex.bytes("0a000009 00000000 00000000 00000000");
    service.port = 5060;
    service.scheduler = "rr";
    service.flags = 3;
    service.timeout = 360;
    service.engine = "sip";

    assertThat(FakeIpvs.encode(service)).isEqualTo(attributes("service -u 10.0.0.9:5060 "));
  }

  @Test
  void itsDestinationsHaveTheBytesOfARealKernel() {
    var destination = new FakeIpvs.Destination();
    destination.family = 2;
    destination.address = AnnotatedHex.bytes("0a010004 00000000 00000000 00000000");
    destination.port = 80;
    destination.forwarding = 2;
    destination.weight = 1;
    destination.tunnelType = 1;
    destination.tunnelPort = 6080;
    destination.tunnelFlags = 1;

    assertThat(FakeIpvs.encode(destination)).isEqualTo(attributes("destination 10.1.0.4:80 "));
  }

  @Test
  void itAnswersInformationAndConfigurationAsARealKernel() throws NetlinkException {
    send(message(FAMILY, 0x1, 1, "0f010000"), message(FAMILY, 0x1, 2, "0d010000"));

    assertThat(payload(receive())).isEqualTo(VECTORS.payload("information"));
    assertThat(payload(receive())).isEqualTo(VECTORS.payload("configuration"));
  }

  @Test
  void itRefusesAnUnknownSchedulerAsARealKernel() throws NetlinkException {
    byte[] request = VECTORS.message("request: add a service");
    ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).putShort(4, (short) FAMILY);
    byte[] answer = VECTORS.message("answer: ENOENT");
    ByteBuffer.wrap(answer).order(ByteOrder.nativeOrder()).putInt(12, 1_001).putShort(24, (short) FAMILY);

    send(request);

    assertThat(receive()).isEqualTo(answer);
  }

  @Test
  void theControllerKnowsTheFamily() throws NetlinkException {
    send(message(0x10, 0x1, 1, "03020000 0900 0200 4950565300 000000"));

    assertThat(Arrays.copyOf(payload(receive()), 24))
        .isEqualTo(AnnotatedHex.bytes("01010000 0900 0200 4950565300 000000 0600 0100 2300 0000"));
  }

  @Test
  void anotherFamilyIsMissingAndSoIsAnotherMessageType() throws NetlinkException {
    send(message(0x10, 0x1, 1, "03020000 0500 0200 00 000000"), message(0x99, 0x1, 2, "0f010000"));

    assertThat(errno(receive())).isEqualTo(2);
    assertThat(errno(receive())).isEqualTo(2);
  }

  @Test
  void ofABatchOnlyRefusalsAndWhatAsksForItAreAcknowledged() throws NetlinkException {
    send(add(1, 0x1, 80), add(2, 0x1, 80), add(3, 0x1, 81), add(4, ACK, 82));

    byte[] refusal = receive();
    byte[] last = receive();
    assertThat(List.of(sequence(refusal), errno(refusal))).containsExactly(2, 17);
    assertThat(List.of(sequence(last), errno(last))).containsExactly(4, 0);
    assertThat(kernel.services()).isEqualTo(3);
  }

  @Test
  void aMissingServiceIsEsrchButItsDestinationsAreAnEmptyList() throws NetlinkException {
    send(onService(4, 0x1, 1, 80), onService(3, ACK, 2, 80), onService(8, DUMP, 3, 80));

    assertThat(errno(receive())).isEqualTo(3);
    assertThat(errno(receive())).isEqualTo(3);
    assertThat(type(receive())).isEqualTo(3);
  }

  @Test
  void destinationsAreListedNewestFirst() throws NetlinkException {
    send(add(1, 0x1, 80), destination(5, ACK, 2, 1), destination(5, ACK, 3, 2), onService(8, DUMP, 4, 80));
    receive();
    receive();

    byte[] list = receive();

    assertThat(Arrays.copyOfRange(list, 28, 32)).containsExactly(10, 1, 0, 2);
  }

  @Test
  void destinationsExistOrAreMissingAsTheKernelSaysIt() throws NetlinkException {
    send(add(1, 0x1, 80), destination(6, ACK, 2, 1), destination(7, ACK, 3, 1), destination(5, ACK, 4, 1),
        destination(5, ACK, 5, 1), destination(6, ACK, 6, 1), destination(7, ACK, 7, 1));

    var answers = new ArrayList<Integer>();
    for (int i = 0; i < 6; i++) {
      answers.add(errno(receive()));
    }
    assertThat(answers).containsExactly(2, 2, 0, 17, 0, 0);
  }

  @Test
  void aLongListComesInDatagramsOf32Kilobytes() throws NetlinkException {
    for (int port = 1; port <= 250; port++) {
      send(add(port, 0x1, port));
    }
    send(message(FAMILY, DUMP, 999, "04010000"));

    var sizes = new ArrayList<Integer>();
    byte[] datagram = receive();
    while (type(datagram) != 3) {
      sizes.add(datagram.length);
      datagram = receive();
    }

    assertThat(sizes).hasSize(3).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(32_768));
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(250 * 320);
    assertThat(socket.receive(ByteBuffer.allocateDirect(16), Waiting.NOT_AT_ALL)).isFalse();
  }

  @Test
  void aSecondListDuringAFirstIsBusy() throws NetlinkException {
    for (int port = 1; port <= 250; port++) {
      send(add(port, 0x1, port));
    }
    send(message(FAMILY, DUMP, 1, "04010000"), message(FAMILY, DUMP, 2, "04010000"));

    receive();
    assertThat(errno(receive())).isEqualTo(16);
  }

  @Test
  void lostAnswersAreLostAfterTheDeed() throws NetlinkException {
    kernel.loseAnswers(1);
    send(add(1, ACK, 80));

    assertThat(socket.receive(ByteBuffer.allocateDirect(100), Waiting.UNTIL_TIMEOUT)).isFalse();
    assertThat(kernel.services()).isEqualTo(1);
  }

  @Test
  void anOverflowLosesWhatWaits() throws NetlinkException {
    send(add(1, ACK, 80));
    kernel.overflow();

    assertThatThrownBy(this::receive).isInstanceOf(AnswersLostException.class);
    assertThat(socket.receive(ByteBuffer.allocateDirect(100), Waiting.UNTIL_TIMEOUT)).isFalse();
  }

  @Test
  void whatTestsRefuseIsNotDone() throws NetlinkException {
    kernel.refuse(command -> command == 1 ? 12 : 0);
    send(add(1, ACK, 80));

    assertThat(errno(receive())).isEqualTo(12);
    assertThat(kernel.services()).isZero();
  }

  @Test
  void withoutThePrivilegeReadingIsRefusedToo() throws NetlinkException {
    kernel.privileged(false);
    send(message(FAMILY, 0x1, 1, "0f010000"), message(FAMILY, DUMP, 2, "04010000"));

    assertThat(errno(receive())).isEqualTo(1);
    assertThat(errno(receive())).isEqualTo(1);
  }

  @Test
  void aReloadedModuleHasAnotherIdAndNoServices() throws NetlinkException {
    send(add(1, ACK, 80));
    receive();
    kernel.loadModule();
    send(add(2, ACK, 80));

    assertThat(errno(receive())).isEqualTo(2);
    assertThat(kernel.services()).isZero();
  }

  @Test
  void badBytesAreRefusedLikeInTheKernel() throws NetlinkException {
    send(message(FAMILY, ACK, 1, "01010000 0c00 0100 0500 0100 02 000000"), message(FAMILY, ACK, 2, "63010000"));

    assertThat(errno(receive())).isEqualTo(22);
    assertThat(errno(receive())).isEqualTo(95);
  }

  private void send(byte[]... messages) throws NetlinkException {
    for (byte[] message : messages) {
      socket.send(AnnotatedHex.buffer(message));
    }
  }

  private byte[] receive() throws NetlinkException {
    var buffer = ByteBuffer.allocateDirect(65_536);
    assertThat(socket.receive(buffer, Waiting.UNTIL_TIMEOUT)).isTrue();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static byte[] add(int sequence, int flags, int port) {
    return message(FAMILY, flags, sequence, "01010000" + "5400 0100" + key(port)
        + "0700 0600 727200 00  0c00 0700 00000000ffffffff  0800 0800 00000000  0800 0900 ffffffff");
  }

  private static byte[] onService(int command, int flags, int sequence, int port) {
    return message(FAMILY, flags, sequence, "%02x010000".formatted(command) + "3000 0100" + key(port));
  }

  private static byte[] destination(int command, int flags, int sequence, int host) {
    return message(FAMILY, flags, sequence, "%02x010000".formatted(command) + "3000 0100" + key(80)
        + "4000 0200" + "1400 0100 0a0100%02x000000000000000000000000 0600 0200 0050 0000".formatted(host)
        + "0800 0300 00000000 0800 0400 01000000 0800 0500 00000000 0800 0600 00000000");
  }

  private static String key(int port) {
    return "0600 0100 0200 0000  0600 0200 0600 0000  1400 0300 0a000001000000000000000000000000"
        + "0600 0400 %04x 0000".formatted(port);
  }

  private static byte[] message(int type, int flags, int sequence, String hex) {
    byte[] payload = AnnotatedHex.bytes(hex);
    return ByteBuffer.allocate(16 + payload.length).order(ByteOrder.nativeOrder())
        .putInt(16 + payload.length).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0)
        .put(payload).array();
  }

  private static byte[] attributes(String name) {
    byte[] payload = VECTORS.payload(name);
    return Arrays.copyOfRange(payload, 4, payload.length);
  }

  private static byte[] payload(byte[] message) {
    return Arrays.copyOfRange(message, 16, message.length);
  }

  private static int type(byte[] message) {
    return ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).getShort(4);
  }

  private static int sequence(byte[] message) {
    return ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).getInt(8);
  }

  private static int errno(byte[] message) {
    assertThat(type(message)).as("NLMSG_ERROR").isEqualTo(2);
    return -ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).getInt(16);
  }
}
