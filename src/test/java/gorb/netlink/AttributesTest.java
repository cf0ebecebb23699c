package gorb.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttributesTest {
  private static final int HIGHEST = 9;

  private enum Thing implements AttributeName {
    THING_BYTE(1), THING_SHORT(2), THING_PORT(3), THING_INT(4), THING_SIGNED(5), THING_LONG(6), THING_NAME(7),
    THING_RAW(8), THING_NEST(9);

    private final int number;

    Thing(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }

  /** The layout of nlattr in netlink.h, by hand. */
  private static final byte[] ALL = AnnotatedHex.bytes("""
      0500 0100 ff 000000                       // u8 255
      0600 0200 ff80 0000                       // u16 0x80ff
      0600 0300 1f90 0000                       // be16 8080
      0800 0400 feffffff                        // u32 4294967294
      0800 0500 feffffff                        // s32 -2
      0c00 0600 0100000000000080                // u64 2^63 + 1
      0700 0700 7272 00 00                      // "rr"
      0700 0800 010203 00                       // three bytes
      1000 0900                                 // nest of two
        0500 0100 01 000000
        0400 0800
      """);

  @Test
  void writesEachTypeAsTheHeaderHasIt() {
    var buffer = ByteBuffer.allocateDirect(ALL.length);

    writeAll(new MessageWriter(buffer));

    assertThat(buffer.flip()).isEqualTo(ByteBuffer.wrap(ALL));
  }

  @Test
  void readsEachType() throws MalformedMessageException {
    var attributes = parse(ALL);

    assertThat(attributes.u8(Thing.THING_BYTE)).isEqualTo(255);
    assertThat(attributes.u16(Thing.THING_SHORT)).isEqualTo(0x80ff);
    assertThat(attributes.u16Network(Thing.THING_PORT)).isEqualTo(8080);
    assertThat(attributes.u32(Thing.THING_INT)).isEqualTo(4_294_967_294L);
    assertThat(attributes.s32(Thing.THING_SIGNED)).isEqualTo(-2);
    assertThat(attributes.u64(Thing.THING_LONG)).isEqualTo(Long.MIN_VALUE + 1);
    assertThat(attributes.text(Thing.THING_NAME)).isEqualTo("rr");
    assertThat(attributes.bytes(Thing.THING_RAW)).containsExactly(1, 2, 3);
    var nest = attributes.nested(Thing.THING_NEST, HIGHEST);
    assertThat(nest.u8(Thing.THING_BYTE)).isEqualTo(1);
    assertThat(nest.bytes(Thing.THING_RAW)).isEmpty();
    assertThat(nest.has(Thing.THING_NAME)).isFalse();
  }

  @Test
  void flagsOfTheTypeDoNotCount() throws MalformedMessageException {
    var attributes = parse(AnnotatedHex.bytes("0800 0980 0400 0800  0600 0340 1f90 0000"));

    assertThat(attributes.nested(Thing.THING_NEST, HIGHEST).has(Thing.THING_RAW)).isTrue();
    assertThat(attributes.u16Network(Thing.THING_PORT)).isEqualTo(8080);
  }

  @Test
  void unknownAttributesAreSkipped() throws MalformedMessageException {
    var attributes = parse(AnnotatedHex.bytes("0800 ff3f 01020304  0500 0100 07 000000"));

    assertThat(attributes.u8(Thing.THING_BYTE)).isEqualTo(7);
  }

  @Test
  void ofTwoTheLastCounts() throws MalformedMessageException {
    assertThat(parse(AnnotatedHex.bytes("0500 0100 07 000000 0500 0100 08 000000")).u8(Thing.THING_BYTE)).isEqualTo(8);
  }

  @Test
  void noAttributesAreNone() throws MalformedMessageException {
    assertThat(parse(new byte[0]).has(Thing.THING_BYTE)).isFalse();
  }

  @Test
  void everyProperPrefixIsMalformedUnlessItEndsBetweenAttributes() {
    int malformed = 0;
    for (int length = 1; length < ALL.length; length++) {
      byte[] prefix = Arrays.copyOf(ALL, length);
      if (!atAnEnd(length)) {
        assertThatThrownBy(() -> parse(prefix)).as("%d bytes", length).isInstanceOf(MalformedMessageException.class);
        malformed++;
      }
    }
    assertThat(malformed).isEqualTo(ALL.length - 9);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      0000 0100           | thing: attribute 1 of length 0 (expected: 4..4, what its holder has left)
      0300 0100           | thing: attribute 1 of length 3 (expected: 4..4, what its holder has left)
      ffff 0100 00000000  | thing: attribute 1 of length 65535 (expected: 4..8, what its holder has left)
      0080 0100 00000000  | thing: attribute 1 of length 32768 (expected: 4..8, what its holder has left)
      0500 0100 ff        | thing: attribute 1 of length 5 (expected: 4..5, what its holder has left)
      0400 0100 ff        | thing: 1 bytes behind the last attribute
      """)
  void lengthsThatDoNotAddUpSayWhere(String hex, String message) {
    assertThatThrownBy(() -> parse(AnnotatedHex.bytes(hex)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage(message);
  }

  @Test
  void aKnownAttributeOfAnotherLengthNamesItself() throws MalformedMessageException {
    var attributes = parse(AnnotatedHex.bytes("0600 0100 0102 0000  0600 0700 7272 0000  0500 0900 01 000000"));

    assertThatThrownBy(() -> attributes.u8(Thing.THING_BYTE)).hasMessage("thing: THING_BYTE of length 2 (expected: 1)");
    assertThatThrownBy(() -> attributes.u32(Thing.THING_BYTE)).hasMessage("thing: THING_BYTE of length 2 (expected: 4)");
    assertThatThrownBy(() -> attributes.text(Thing.THING_NAME))
        .hasMessage("thing: THING_NAME without a closing NUL, length 2");
    assertThatThrownBy(() -> attributes.u16(Thing.THING_SHORT)).hasMessage("thing: THING_SHORT is missing");
    assertThatThrownBy(() -> attributes.bytes(Thing.THING_NAME, 16))
        .hasMessage("thing: THING_NAME of length 2 (expected: 16)");
    assertThatThrownBy(() -> attributes.nested(Thing.THING_NEST, HIGHEST))
        .hasMessage("THING_NEST: 1 bytes behind the last attribute");
  }

  @Test
  void aValueOutOfItsRangeIsNotWritten() {
    var writer = new MessageWriter(ByteBuffer.allocateDirect(64));

    assertThatThrownBy(() -> writer.u16(Thing.THING_SHORT, 65_536)).hasMessage("value: 65536 (expected: 0..65535)");
    assertThatThrownBy(() -> writer.u32(Thing.THING_INT, -1)).hasMessage("value: -1 (expected: 0..4294967295)");
    assertThatThrownBy(() -> writer.u8(256)).hasMessage("value: 256 (expected: 0..255)");
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void noBytesThrowAnythingElse(long seed) {
    var random = new Random(seed);
    int malformed = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = Arrays.copyOf(ALL, random.nextInt(ALL.length + 1));
      for (int change = random.nextInt(3); change > 0 && bytes.length > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        readAll(parse(bytes));
      } catch (MalformedMessageException e) {
        assertThat(e).as("seed %d", seed).hasMessageContaining(":");
        malformed++;
      }
    }
    assertThat(malformed).isGreaterThan(10_000);
  }

  private static void writeAll(MessageWriter writer) {
    writer.u8(Thing.THING_BYTE, 255)
        .u16(Thing.THING_SHORT, 0x80ff)
        .u16Network(Thing.THING_PORT, 8080)
        .u32(Thing.THING_INT, 4_294_967_294L)
        .s32(Thing.THING_SIGNED, -2)
        .u64(Thing.THING_LONG, Long.MIN_VALUE + 1)
        .text(Thing.THING_NAME, "rr")
        .bytes(Thing.THING_RAW, new byte[] {1, 2, 3})
        .nested(Thing.THING_NEST, nest -> nest.u8(Thing.THING_BYTE, 1).bytes(Thing.THING_RAW, new byte[0]));
  }

  private static void readAll(Attributes attributes) throws MalformedMessageException {
    attributes.u8(Thing.THING_BYTE);
    attributes.u16(Thing.THING_SHORT);
    attributes.u16Network(Thing.THING_PORT);
    attributes.u32(Thing.THING_INT);
    attributes.s32(Thing.THING_SIGNED);
    attributes.u64(Thing.THING_LONG);
    attributes.text(Thing.THING_NAME);
    attributes.bytes(Thing.THING_RAW);
    attributes.nested(Thing.THING_NEST, HIGHEST).u8(Thing.THING_BYTE);
  }

  private static boolean atAnEnd(int length) {
    return switch (length) {
      case 8, 16, 24, 32, 40, 52, 60, 68 -> true;
      default -> false;
    };
  }

  private static Attributes parse(byte[] bytes) throws MalformedMessageException {
    return Attributes.parse("thing", AnnotatedHex.buffer(bytes), HIGHEST);
  }
}
