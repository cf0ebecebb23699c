package gorb.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.ffm.CLibrary;
import gorb.ffm.ErrnoException;
import gorb.netlink.NetlinkSocket.Waiting;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Against the kernel of this machine: the controller of generic netlink, which every user may ask. */
class KernelSocketTest {
  @Test
  void withoutAnAnswerReceivingEndsAtTheTimeout() throws Exception {
    try (var socket = KernelSocket.open(NetlinkProtocol.NETLINK_GENERIC, Duration.ofMillis(1))) {
      var buffer = ByteBuffer.allocateDirect(1024);

      assertThat(socket.receive(buffer, Waiting.UNTIL_TIMEOUT)).isFalse();
      assertThat(socket.receive(buffer, Waiting.NOT_AT_ALL)).isFalse();
    }
  }

  @Test
  void anAnswerThatDoesNotFitIsNoticed() throws Exception {
    try (var socket = KernelSocket.open(NetlinkProtocol.NETLINK_GENERIC, Duration.ofSeconds(10))) {
      socket.send(AnnotatedHex.buffer("""
          10000000 0100 0500 01000000 00000000   // NLMSG_NOOP with NLM_F_ACK
          """));

      assertThatThrownBy(() -> socket.receive(ByteBuffer.allocateDirect(20), Waiting.UNTIL_TIMEOUT))
          .isInstanceOf(AnswersLostException.class)
          .hasMessage("receive NETLINK_GENERIC datagram: 36 bytes do not fit in 20");
    }
  }

  @Test
  void anotherProcessCannotSend() throws Exception {
    try (var socket = KernelSocket.open(NetlinkProtocol.NETLINK_GENERIC, Duration.ofMillis(1));
        var stranger = CLibrary.open()) {
      var answer = ByteBuffer.allocateDirect(1024).order(ByteOrder.nativeOrder());
      socket.send(AnnotatedHex.buffer("10000000 0100 0500 01000000 00000000"));
      assertThat(socket.receive(answer, Waiting.UNTIL_TIMEOUT)).isTrue();
      int port = answer.order(ByteOrder.nativeOrder()).getInt(12);
      int descriptor = stranger.socket(16, 3, 16);

      assertThat(port).isNotZero();
      assertThatThrownBy(() -> {
        stranger.connect(descriptor, ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder())
            .putShort(0, (short) 16).putInt(4, port));
        stranger.send(descriptor, AnnotatedHex.buffer("10000000 0100 0500 01000000 00000000"), 0);
      }).isInstanceOf(ErrnoException.class).hasMessageMatching(".*(ECONNREFUSED|EPERM).*");
      assertThat(socket.receive(answer, Waiting.UNTIL_TIMEOUT)).isFalse();
      stranger.close(descriptor);
    }
  }
}
