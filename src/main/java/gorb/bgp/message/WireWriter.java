package gorb.bgp.message;

import gorb.model.IpAddress;
import gorb.model.Prefix;
import java.nio.ByteBuffer;

/** Writes one message, in network order. A message that does not fit is a mistake of this program. */
final class WireWriter {
  private final ByteBuffer bytes = ByteBuffer.allocate(Message.LONGEST);

  WireWriter u8(int value) {
    bytes.put((byte) value);
    return this;
  }

  WireWriter u16(int value) {
    bytes.putShort((short) value);
    return this;
  }

  WireWriter u32(long value) {
    bytes.putInt((int) value);
    return this;
  }

  WireWriter s64(long value) {
    bytes.putLong(value);
    return this;
  }

  WireWriter octets(Octets octets) {
    bytes.put(octets.toArray());
    return this;
  }

  WireWriter address(IpAddress address) {
    bytes.put(address.toBytes());
    return this;
  }

  WireWriter prefix(Prefix prefix) {
    bytes.put((byte) prefix.length());
    bytes.put(prefix.address().toBytes(), 0, (prefix.length() + Byte.SIZE - 1) / Byte.SIZE);
    return this;
  }

  int position() {
    return bytes.position();
  }

  /** Sets the length that was left open: of what comes after its two bytes. */
  void closeLength16(int at) {
    bytes.putShort(at, (short) (bytes.position() - at - Short.BYTES));
  }

  /** Sets the length that was left open: of what comes after its one byte. */
  void closeLength8(int at) {
    bytes.put(at, (byte) (bytes.position() - at - Byte.BYTES));
  }

  void set16(int at, int value) {
    bytes.putShort(at, (short) value);
  }

  byte[] toArray() {
    byte[] written = new byte[bytes.position()];
    bytes.get(0, written);
    return written;
  }
}
