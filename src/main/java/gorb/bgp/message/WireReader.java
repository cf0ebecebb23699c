package gorb.bgp.message;

import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Prefix;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads a bounded piece of a message, in network order. A field that is not there whole is {@link ShortException}. */
final class WireReader {
  private final ByteBuffer bytes;

  private WireReader(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  static WireReader of(ByteBuffer bytes) {
    return new WireReader(bytes.slice());
  }

  static WireReader of(Octets octets) {
    return new WireReader(ByteBuffer.wrap(octets.toArray()));
  }

  int left() {
    return bytes.remaining();
  }

  boolean isEmpty() {
    return !bytes.hasRemaining();
  }

  /** Whether the next byte has a value. */
  boolean startsWith(int value) {
    return bytes.hasRemaining() && Byte.toUnsignedInt(bytes.get(bytes.position())) == value;
  }

  int u8() throws ShortException {
    require(Byte.BYTES);
    return Byte.toUnsignedInt(bytes.get());
  }

  int u16() throws ShortException {
    require(Short.BYTES);
    return Short.toUnsignedInt(bytes.getShort());
  }

  long u32() throws ShortException {
    require(Integer.BYTES);
    return Integer.toUnsignedLong(bytes.getInt());
  }

  long s64() throws ShortException {
    require(Long.BYTES);
    return bytes.getLong();
  }

  /** Exactly 4 or 16 bytes of an address; an IPv4-mapped one stays an IPv6 address, as it was sent. */
  IpAddress address(AddressFamily family) throws ShortException {
    return switch (family) {
      case IPV4 -> new IpAddress(AddressFamily.IPV4, 0, u32());
      case IPV6 -> new IpAddress(AddressFamily.IPV6, s64(), s64());
    };
  }

  /** The next bytes as a reader of their own. */
  WireReader part(int length) throws ShortException {
    require(length);
    var part = new WireReader(bytes.slice(bytes.position(), length));
    bytes.position(bytes.position() + length);
    return part;
  }

  /** All that is left. */
  Octets rest() {
    byte[] rest = new byte[bytes.remaining()];
    bytes.get(rest);
    return Octets.of(rest);
  }

  /** All that is left as prefixes (RFC 4271 §4.3); bits beyond their lengths are irrelevant, and dropped. */
  List<Prefix> prefixes(AddressFamily family) throws ShortException {
    var prefixes = new ArrayList<Prefix>();
    while (!isEmpty()) {
      int length = u8();
      if (length > family.bits()) {
        throw new ShortException("prefix length " + length + " (expected: at most " + family.bits() + ")");
      }
      byte[] address = new byte[family.bits() / Byte.SIZE];
      int count = (length + Byte.SIZE - 1) / Byte.SIZE;
      require(count);
      bytes.get(address, 0, count);
      prefixes.add(Prefix.around(WireReader.of(ByteBuffer.wrap(address)).address(family), length));
    }
    return prefixes;
  }

  private void require(int count) throws ShortException {
    if (bytes.remaining() < count) {
      throw new ShortException(bytes.remaining() + " bytes left (expected: at least " + count + ")");
    }
  }

  /** A piece that does not hold what it should; who reads it knows what that means. */
  static final class ShortException extends Exception {
    private static final long serialVersionUID = 1;

    ShortException(String message) {
      super(message, null, false, false);
    }

    /** In words. */
    String reason() {
      return String.valueOf(getMessage());
    }
  }
}
