package gorb.dataplane.ipvs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Attributes as the fake kernel reads and writes them: by itself, so that it does not share a fault with the program. */
final class Tlv {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** The values by number, or null when the bytes are no attributes. */
  static Map<Integer, byte[]> parse(byte[] attributes) {
    var buffer = ByteBuffer.wrap(attributes).order(ByteOrder.nativeOrder());
    var values = new TreeMap<Integer, byte[]>();
    while (buffer.remaining() >= 4) {
      int length = Short.toUnsignedInt(buffer.getShort());
      int number = buffer.getShort() & 0x3fff;
      if (length < 4 || length - 4 > buffer.remaining()) {
        return null;
      }
      byte[] value = new byte[length - 4];
      buffer.get(value);
      buffer.position(Math.min(buffer.limit(), (buffer.position() + 3) & -4));
      values.put(number, value);
    }
    return values;
  }

  static int u8(byte[] value) {
    return Byte.toUnsignedInt(value[0]);
  }

  static int u16(byte[] value) {
    return Short.toUnsignedInt(ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getShort());
  }

  static int be16(byte[] value) {
    return Short.toUnsignedInt(ByteBuffer.wrap(value).getShort());
  }

  static int u32(byte[] value) {
    return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
  }

  static String text(byte[] value) {
    int length = 0;
    while (length < value.length && value[length] != 0) {
      length++;
    }
    return new String(value, 0, length, StandardCharsets.US_ASCII);
  }

  Tlv u8(int number, int value) {
    return raw(number, new byte[] {(byte) value});
  }

  Tlv u16(int number, int value) {
    return raw(number, ByteBuffer.allocate(2).order(ByteOrder.nativeOrder()).putShort((short) value).array());
  }

  Tlv be16(int number, int value) {
    return raw(number, ByteBuffer.allocate(2).putShort((short) value).array());
  }

  Tlv u32(int number, int value) {
    return raw(number, ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array());
  }

  Tlv u64(int number, long value) {
    return raw(number, ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(value).array());
  }

  Tlv text(int number, String value) {
    return raw(number, (value + "\0").getBytes(StandardCharsets.US_ASCII));
  }

  Tlv nested(int number, Tlv content) {
    return raw(number, content.toBytes());
  }

  Tlv raw(int number, byte[] value) {
    var header = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder());
    header.putShort((short) (value.length + 4)).putShort((short) number);
    bytes.writeBytes(header.array());
    bytes.writeBytes(value);
    bytes.writeBytes(new byte[-value.length & 3]);
    return this;
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }
}
