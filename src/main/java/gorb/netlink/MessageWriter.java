package gorb.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes messages one behind the other into a buffer: fixed header fields, then attributes ({@code struct nlattr}:
 * length u16, type u16, value, padding to 4 bytes). Numbers are in the host's order unless the method says network.
 * A value out of its range is an {@link IllegalArgumentException}.
 */
public final class MessageWriter {
  /** netlink.h: {@code NLMSG_ALIGNTO} and {@code NLA_ALIGNTO}. */
  static final int ALIGNMENT = 4;
  static final int ATTRIBUTE_HEADER = 4;

  private final ByteBuffer buffer;

  /**
   * @param buffer written from its position on, in the host's byte order
   */
  public MessageWriter(ByteBuffer buffer) {
    this.buffer = buffer.order(ByteOrder.nativeOrder());
  }

  /** A fixed header's field of one byte, 0..255. */
  public MessageWriter u8(int value) {
    buffer.put((byte) inRange(value, 0xff));
    return this;
  }

  /** A fixed header's field of two bytes, 0..65535. */
  public MessageWriter u16(int value) {
    buffer.putShort((short) inRange(value, 0xffff));
    return this;
  }

  /** A fixed header's field of four bytes, 0..4294967295. */
  public MessageWriter u32(long value) {
    buffer.putInt((int) inRange(value, 0xffff_ffffL));
    return this;
  }

  /** An attribute of one byte, 0..255. */
  public MessageWriter u8(AttributeName name, int value) {
    header(name, 1);
    return u8(value).pad();
  }

  /** An attribute of two bytes, 0..65535. */
  public MessageWriter u16(AttributeName name, int value) {
    header(name, 2);
    return u16(value).pad();
  }

  /** An attribute of two bytes in network order, 0..65535. */
  public MessageWriter u16Network(AttributeName name, int value) {
    header(name, 2);
    return u8(inRange(value, 0xffff) >>> 8).u8(value & 0xff).pad();
  }

  /** An attribute of four bytes, 0..4294967295. */
  public MessageWriter u32(AttributeName name, long value) {
    header(name, 4);
    return u32(value);
  }

  /** An attribute of four bytes with a sign. */
  public MessageWriter s32(AttributeName name, int value) {
    header(name, 4);
    buffer.putInt(value);
    return this;
  }

  /** An attribute of eight bytes; all 64 bits count. */
  public MessageWriter u64(AttributeName name, long value) {
    header(name, 8);
    buffer.putLong(value);
    return this;
  }

  /** An attribute of text, closed by a NUL. */
  public MessageWriter text(AttributeName name, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    header(name, bytes.length + 1);
    buffer.put(bytes);
    return u8(0).pad();
  }

  /** An attribute of bytes as they are. */
  public MessageWriter bytes(AttributeName name, byte[] value) {
    header(name, value.length);
    buffer.put(value);
    return pad();
  }

  /** An attribute that holds attributes; without {@code NLA_F_NESTED}, as ipvsadm(8) sends them. */
  public MessageWriter nested(AttributeName name, Body content) {
    int start = buffer.position();
    header(name, 0);
    content.writeTo(this);
    buffer.putShort(start, (short) inRange(buffer.position() - start, 0xffff));
    return this;
  }

  int position() {
    return buffer.position();
  }

  /** Begins a message; {@link #end} fills in its length. */
  int begin(int type, int flags, int sequence) {
    int start = buffer.position();
    new MessageHeader(MessageHeader.LENGTH, type, flags, sequence, 0).encode(buffer);
    return start;
  }

  void end(int start) {
    MessageHeader.setLength(buffer, start, buffer.position() - start);
  }

  private void header(AttributeName name, int length) {
    buffer.putShort((short) inRange(ATTRIBUTE_HEADER + length, 0xffff)).putShort((short) name.number());
  }

  private MessageWriter pad() {
    while (buffer.position() % ALIGNMENT != 0) {
      buffer.put((byte) 0);
    }
    return this;
  }

  private static int inRange(int value, int highest) {
    return (int) inRange((long) value, highest);
  }

  private static long inRange(long value, long highest) {
    if (value < 0 || value > highest) {
      throw new IllegalArgumentException("value: " + value + " (expected: 0.." + highest + ")");
    }
    return value;
  }

  /** What a message, or an attribute that holds attributes, consists of. */
  @FunctionalInterface
  public interface Body {
    /** No content. */
    Body EMPTY = _ -> {};

    /** Writes the content, and the same each time. */
    void writeTo(MessageWriter writer);
  }
}
