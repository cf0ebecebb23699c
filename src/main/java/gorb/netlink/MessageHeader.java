package gorb.netlink;

import java.nio.ByteBuffer;

/**
 * The header of every message ({@code struct nlmsghdr} of netlink.h).
 *
 * @param length of the message with this header, in bytes
 * @param type below 16 of netlink itself, above of the family
 * @param flags {@code NLM_F_*}
 * @param sequence chosen by who asks, repeated in the answers
 * @param port of the sender; 0 is the kernel
 */
record MessageHeader(int length, int type, int flags, int sequence, int port) {
  static final int LENGTH = 16;

  static final int NLM_F_REQUEST = 0x1;
  static final int NLM_F_MULTI = 0x2;
  static final int NLM_F_ACK = 0x4;
  static final int NLM_F_DUMP_INTR = 0x10;
  static final int NLM_F_DUMP = 0x300;
  /** In acknowledgements: the request is not repeated. */
  static final int NLM_F_CAPPED = 0x100;
  /** In acknowledgements: attributes with the kernel's words follow. */
  static final int NLM_F_ACK_TLVS = 0x200;

  void encode(ByteBuffer buffer) {
    int start = buffer.position();
    buffer.putInt(length).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(port);
    assert buffer.position() - start == LENGTH;
  }

  static void setLength(ByteBuffer buffer, int start, int length) {
    buffer.putInt(start, length);
  }

  /** Reads a header at the buffer's position and moves behind it. */
  static MessageHeader decode(ByteBuffer buffer) throws MalformedMessageException {
    if (buffer.remaining() < LENGTH) {
      throw new MalformedMessageException(
          "message header: " + buffer.remaining() + " bytes (expected: " + LENGTH + " or more)");
    }
    return new MessageHeader(
        buffer.getInt(),
        Short.toUnsignedInt(buffer.getShort()),
        Short.toUnsignedInt(buffer.getShort()),
        buffer.getInt(),
        buffer.getInt());
  }
}
