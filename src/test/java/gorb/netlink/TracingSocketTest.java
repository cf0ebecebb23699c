package gorb.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TracingSocketTest {
  private static final byte[] LOOKUP = AnnotatedHex.bytes("""
      20000000 1000 0500 01000000 00000000
      03 02 0000
      0900 0200 49505653 00 000000
      """);

  private final ScriptedSocket kernel = new ScriptedSocket();
  private final List<String> lines = new ArrayList<>();
  private final NetlinkSocket socket = TracingSocket.of(kernel, NetlinkProtocol.NETLINK_GENERIC, lines::add);

  @Test
  void whatIsSentIsPrintedAndSent() throws NetlinkException {
    socket.send(AnnotatedHex.buffer(LOOKUP));

    assertThat(kernel.sent).containsExactly(LOOKUP);
    assertThat(lines).containsExactly(
        "// sent, 32 bytes",
        "20000000 1000 0500 01000000 00000000        // length 32, type 16, flags 0x5, sequence 1, port 0",
        "03020000                                    // fixed header",
        "0900 0200 4950565300 000000                 // attribute 2, 5 bytes");
  }

  @Test
  void whatIsReceivedIsPrintedAndDelivered() throws NetlinkException {
    byte[] bytes = AnnotatedHex.bytes("""
        38000000 0200 0003 01000000 00000000
        efffffff
        14000000 2000 0500 01000000 00000000
        1400 0100 746869732069732074616b656e2100 00
        """);
    kernel.deliver(bytes);
    var buffer = ByteBuffer.allocateDirect(200);

    boolean received = socket.receive(buffer, NetlinkSocket.Waiting.UNTIL_TIMEOUT);

    assertThat(received).isTrue();
    assertThat(buffer.remaining()).isEqualTo(bytes.length);
    assertThat(lines.subList(0, 4)).containsExactly(
        "// received, 56 bytes",
        "38000000 0200 0003 01000000 00000000        // length 56, type 2, flags 0x300, sequence 1, port 0",
        "efffffff                                    // status -17",
        "14000000 2000 0500 01000000 00000000        // length 20, type 32, flags 0x5, sequence 1, port 0");
    assertThat(AnnotatedHex.bytes(String.join("\n", lines))).isEqualTo(bytes);
  }

  @Test
  void attributesOfAttributesAreIndented() throws NetlinkException {
    socket.send(AnnotatedHex.buffer("""
        24000000 2000 0100 01000000 00000000
        01 01 0000
        1000 0100 0600 0100 0200 0000 0400 0200
        """));

    assertThat(lines.subList(3, 6)).containsExactly(
        "1000 0100                                   // attribute 1 of attributes",
        "  0600 0100 0200 0000                       // attribute 1, 2 bytes",
        "  0400 0200                                 // attribute 2, 0 bytes");
  }

  @Test
  void withoutATraceTheSocketIsTheSame() {
    assertThat(TracingSocket.of(kernel, NetlinkProtocol.NETLINK_GENERIC, Trace.NONE)).isSameAs(kernel);
  }

  @Test
  void anyBytesArePrintedWhole() throws NetlinkException {
    long seed = 5;
    var random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = LOOKUP.clone();
      for (int change = 0; change < 3; change++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      lines.clear();

      socket.send(AnnotatedHex.buffer(bytes));

      assertThat(AnnotatedHex.bytes(String.join("\n", lines))).as("seed %d", seed).isEqualTo(bytes);
    }
  }
}
