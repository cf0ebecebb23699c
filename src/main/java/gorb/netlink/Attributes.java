package gorb.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The attributes of a message or of an attribute that holds attributes, found by their names. Those whose numbers this
 * program does not know are skipped, and of two with one number the last counts, as in the kernel ({@code nla_parse}).
 * A reading method throws {@link MalformedMessageException} with name and length when the attribute is missing or its
 * length is not that of its type.
 *
 * <p>A view of the receive buffer: valid until the next message is received.
 */
public final class Attributes {
  /** {@code NLA_F_NESTED} and {@code NLA_F_NET_BYTEORDER}, which may be set or not. */
  private static final int TYPE_MASK = 0x3fff;

  private final String holder;
  private final ByteBuffer buffer;
  /** Where the value of each number begins, and its length; a start of 0 is absent, as the header stands before. */
  private final int[] starts;
  private final int[] lengths;

  private Attributes(String holder, ByteBuffer buffer, int highest) {
    this.holder = holder;
    this.buffer = buffer;
    starts = new int[highest + 1];
    lengths = new int[highest + 1];
  }

  /**
   * Finds the attributes between the buffer's position and its limit, in the host's byte order.
   *
   * @param holder what they belong to, for error messages
   * @param highest the highest number of interest
   * @throws MalformedMessageException when lengths do not add up
   */
  public static Attributes parse(String holder, ByteBuffer payload, int highest) throws MalformedMessageException {
    var attributes = new Attributes(holder, payload.duplicate().order(ByteOrder.nativeOrder()), highest);
    attributes.parse(payload.position(), payload.limit());
    return attributes;
  }

  /** Whether the attribute is there. */
  public boolean has(AttributeName name) {
    return name.number() < starts.length && starts[name.number()] != 0;
  }

  /** A number of one byte. */
  public int u8(AttributeName name) throws MalformedMessageException {
    return Byte.toUnsignedInt(buffer.get(start(name, 1)));
  }

  /** A number of two bytes. */
  public int u16(AttributeName name) throws MalformedMessageException {
    return Short.toUnsignedInt(buffer.getShort(start(name, 2)));
  }

  /** A number of two bytes in network order. */
  public int u16Network(AttributeName name) throws MalformedMessageException {
    int start = start(name, 2);
    return Byte.toUnsignedInt(buffer.get(start)) << 8 | Byte.toUnsignedInt(buffer.get(start + 1));
  }

  /** A number of four bytes without a sign. */
  public long u32(AttributeName name) throws MalformedMessageException {
    return Integer.toUnsignedLong(buffer.getInt(start(name, 4)));
  }

  /** A number of four bytes with a sign. */
  public int s32(AttributeName name) throws MalformedMessageException {
    return buffer.getInt(start(name, 4));
  }

  /** A number of eight bytes; read it as unsigned. */
  public long u64(AttributeName name) throws MalformedMessageException {
    return buffer.getLong(start(name, 8));
  }

  /** Text closed by a NUL; what stands behind the NUL is not part of it. */
  public String text(AttributeName name) throws MalformedMessageException {
    byte[] bytes = bytes(name);
    for (int length = 0; length < bytes.length; length++) {
      if (bytes[length] == 0) {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
      }
    }
    throw wrong(name, "without a closing NUL, length " + bytes.length);
  }

  /** Bytes, as many as there are. */
  public byte[] bytes(AttributeName name) throws MalformedMessageException {
    byte[] bytes = new byte[length(name)];
    buffer.get(starts[name.number()], bytes);
    return bytes;
  }

  /** Exactly that many bytes. */
  public byte[] bytes(AttributeName name, int length) throws MalformedMessageException {
    start(name, length);
    return bytes(name);
  }

  /** The attributes that an attribute holds. */
  public Attributes nested(AttributeName name, int highest) throws MalformedMessageException {
    int length = length(name);
    var attributes = new Attributes(name.name(), buffer, highest);
    attributes.parse(starts[name.number()], starts[name.number()] + length);
    return attributes;
  }

  private void parse(int from, int to) throws MalformedMessageException {
    for (int at = from; at < to; ) {
      if (to - at < MessageWriter.ATTRIBUTE_HEADER) {
        throw new MalformedMessageException(holder + ": " + (to - at) + " bytes behind the last attribute");
      }
      int length = Short.toUnsignedInt(buffer.getShort(at));
      int number = Short.toUnsignedInt(buffer.getShort(at + 2)) & TYPE_MASK;
      int padded = length + MessageWriter.ALIGNMENT - 1 & -MessageWriter.ALIGNMENT;
      if (length < MessageWriter.ATTRIBUTE_HEADER || padded > to - at) {
        throw new MalformedMessageException(holder + ": attribute " + number + " of length " + length
            + " (expected: " + MessageWriter.ATTRIBUTE_HEADER + ".." + (to - at) + ", what its holder has left)");
      }
      if (number < starts.length) {
        starts[number] = at + MessageWriter.ATTRIBUTE_HEADER;
        lengths[number] = length - MessageWriter.ATTRIBUTE_HEADER;
      }
      at += padded;
    }
  }

  private int start(AttributeName name, int expected) throws MalformedMessageException {
    int length = length(name);
    if (length != expected) {
      throw wrong(name, "of length " + length + " (expected: " + expected + ")");
    }
    return starts[name.number()];
  }

  private int length(AttributeName name) throws MalformedMessageException {
    if (!has(name)) {
      throw wrong(name, "is missing");
    }
    return lengths[name.number()];
  }

  private MalformedMessageException wrong(AttributeName name, String what) {
    return new MalformedMessageException(holder + ": " + name.name() + " " + what);
  }
}
