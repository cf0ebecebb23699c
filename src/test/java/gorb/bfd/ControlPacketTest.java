package gorb.bfd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.bfd.ControlPacket.Intervals;
import gorb.bfd.ControlPacket.Marks;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ControlPacketTest {
  private static final Duration FAST = Duration.ofMillis(300);
  private static final Duration SLOW = Duration.ofSeconds(1);
  /** FRR's bfdd offers to take echoes. */
  private static final Duration ECHO = Duration.ofMillis(50);

  /** As BIRD 2.0.12 and FRR 8.4.4 of Debian 12 sent them to us over a veth, recorded there; a field a line. */
  enum Vector {
    BIRD_DOWN("""
        20                    // version 1, no diagnostic
        40 03 18              // Down; 3 packets may be missing; 24 bytes
        e9971af9 00000000     // of BIRD's session, to one that it does not know
        000f4240 000493e0 00000000 // sends at 1 s, takes 300 ms, no echo
        """,
            new ControlPacket(0, LinkState.DOWN, Marks.NONE, 3, 0xe9971af9L, 0,
                new Intervals(SLOW, FAST, Duration.ZERO))),
    BIRD_INIT("""
        20                    // version 1, no diagnostic
        90 03 18              // Init, F: an answer to our poll
        dd6c86f3 31fed815     // of BIRD's session, to ours
        000f4240 000493e0 00000000
        """, new ControlPacket(0, LinkState.INIT, Marks.ONLY_FINAL, 3, 0xdd6c86f3L, 0x31fed815,
        new Intervals(SLOW, FAST, Duration.ZERO))),
    BIRD_POLL("""
        20
        e0 03 18              // Up, P: its interval has changed
        e9971af9 31fed815
        000493e0 000493e0 00000000 // sends at 300 ms
        """, new ControlPacket(0, LinkState.UP, Marks.ONLY_POLL, 3, 0xe9971af9L, 0x31fed815,
        new Intervals(FAST, FAST, Duration.ZERO))),
    FRR_FINAL("""
        20
        d0 03 18              // Up, F
        3f16d658 c635cba0
        000493e0 000493e0 0000c350 // echoes of 50 ms
        """,
            new ControlPacket(0, LinkState.UP, Marks.ONLY_FINAL, 3, 0x3f16d658, 0xc635cba0L,
                new Intervals(FAST, FAST, ECHO))),
    FRR_UP("""
        20
        c0 03 18              // Up
        d191604a c79cf9c2
        000493e0 000493e0 0000c350
        """,
            new ControlPacket(0, LinkState.UP, Marks.NONE, 3, 0xd191604aL, 0xc79cf9c2L,
                new Intervals(FAST, FAST, ECHO))),
    FRR_SIGNALED_DOWN("""
        23                    // version 1, neighbor signaled session down
        40 03 18              // Down
        9166de39 c635cba0
        000f4240 000f4240 0000c350
        """,
            new ControlPacket(3, LinkState.DOWN, Marks.NONE, 3, 0x9166de39L, 0xc635cba0L,
                new Intervals(SLOW, SLOW, ECHO))),
    FRR_EXPIRED("""
        21                    // version 1, control detection time expired
        90 03 18              // Init, F
        3f16d658 c635cba0
        000493e0 000493e0 0000c350
        """,
            new ControlPacket(1, LinkState.INIT, Marks.ONLY_FINAL, 3, 0x3f16d658, 0xc635cba0L,
                new Intervals(FAST, FAST, ECHO)));

    private final byte[] bytes;
    private final ControlPacket packet;

    Vector(String text, ControlPacket packet) {
      this.bytes = HexFormat.of().parseHex(text.replaceAll("//.*", "").replaceAll("\\s", ""));
      this.packet = packet;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatBirdAndFrrSendIsUnderstoodAndWrittenTheSame(Vector vector) throws Exception {
    assertThat(ControlPacket.decode(ByteBuffer.wrap(vector.bytes))).isEqualTo(vector.packet);
    assertThat(vector.packet.encode()).isEqualTo(vector.bytes);
  }

  @ParameterizedTest
  @EnumSource
  void noBeginningOfAPacketIsOne(Vector vector) {
    for (int length = 0; length < vector.bytes.length; length++) {
      var part = ByteBuffer.wrap(Arrays.copyOf(vector.bytes, length));
      assertThatThrownBy(() -> ControlPacket.decode(part)).isInstanceOf(PacketException.class)
          .hasMessage("length: " + part.capacity() + " (expected: at least 24 bytes)");
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "0  | 00 | version: 0 (expected: 1)",
      "0  | 40 | version: 2 (expected: 1)",
      "1  | c4 | authentication present: 1 (expected: 0: none is agreed on)",
      "1  | c1 | multipoint: 1 (expected: 0)",
      "2  | 00 | detect mult: 0 (expected: 1..255)",
      "3  | 17 | length: 23 (expected: at least 24)",
      "3  | 19 | length: 25 (expected: at most that of the datagram, 24)",
      "4  | 00000000 | my discriminator: 0 (expected: not 0)",
      "8  | 00000000 | your discriminator: 0 (expected: not 0 in state up)"})
  void aWrongFieldIsNamed(int at, String bytes, String message) {
    byte[] wrong = Vector.FRR_UP.bytes.clone();
    byte[] put = HexFormat.of().parseHex(bytes);
    System.arraycopy(put, 0, wrong, at, put.length);

    assertThatThrownBy(() -> ControlPacket.decode(ByteBuffer.wrap(wrong)))
        .isInstanceOf(PacketException.class).hasMessage(message);
  }

  @Test
  void whatFollowsThePacketInItsDatagramIsLeftAlone() throws Exception {
    byte[] longer = Arrays.copyOf(Vector.BIRD_POLL.bytes, 40);

    assertThat(ControlPacket.decode(ByteBuffer.wrap(longer))).isEqualTo(Vector.BIRD_POLL.packet);
  }

  @Test
  void everyFlagHasItsBit() throws Exception {
    for (int flags = 0; flags < 16; flags++) {
      var marks = new Marks((flags & 8) != 0, (flags & 4) != 0, (flags & 2) != 0, (flags & 1) != 0);
      var packet = new ControlPacket(31, LinkState.ADMIN_DOWN, marks, 255, 0xffff_ffffL, 0,
          new Intervals(Duration.ofNanos(4_294_967_295_000L), Duration.ZERO, Duration.ofNanos(1_000)));
      byte[] bytes = packet.encode();

      assertThat(bytes[1]).isEqualTo((byte) ((flags & 14) << 2 | (flags & 1) << 1));
      assertThat(ControlPacket.decode(ByteBuffer.wrap(bytes))).isEqualTo(packet);
    }
  }

  @Test
  void anyBytesAreAPacketOrRefusedInWords() {
    var random = new Random(5_880);
    int packets = 0;
    for (int i = 0; i < 300_000; i++) {
      byte[] bytes = new byte[random.nextInt(64)];
      random.nextBytes(bytes);
      try {
        var packet = ControlPacket.decode(ByteBuffer.wrap(
            bytes.length < ControlPacket.LENGTH ? bytes : BfdPackets.likely(bytes, random, 7)));
        assertThat(packet.encode()).startsWith(Arrays.copyOf(bytes, 3))
            .endsWith(Arrays.copyOfRange(bytes, 4, ControlPacket.LENGTH));
        packets++;
      } catch (PacketException e) {
        assertThat(e.getMessage()).contains("(expected: ");
      }
    }
    assertThat(packets).isGreaterThan(10_000);
  }

  @Test
  void diagnosticsHaveWords() {
    assertThat(Diagnostic.text(3)).isEqualTo("neighbor signaled session down");
    assertThat(Diagnostic.text(31)).isEqualTo("diagnostic 31");
    for (var diagnostic : Diagnostic.values()) {
      assertThat(diagnostic.number()).isEqualTo(diagnostic.ordinal());
    }
  }
}
