package gorb.netlink.generic;

import gorb.netlink.MalformedMessageException;
import gorb.netlink.MessageWriter;
import java.nio.ByteBuffer;

/**
 * The fixed header of a generic netlink message ({@code struct genlmsghdr}: command u8, version u8, reserved u16).
 *
 * @param command as the family numbers it
 * @param version of the family's messages
 */
record GenericHeader(int command, int version) {
  static final int LENGTH = 4;

  void encode(MessageWriter writer) {
    writer.u8(command).u8(version).u16(0);
  }

  /** Reads the header at the buffer's position and moves behind it. */
  static GenericHeader decode(ByteBuffer payload) throws MalformedMessageException {
    if (payload.remaining() < LENGTH) {
      throw new MalformedMessageException(
          "generic netlink header: " + payload.remaining() + " bytes (expected: " + LENGTH + " or more)");
    }
    var header = new GenericHeader(Byte.toUnsignedInt(payload.get()), Byte.toUnsignedInt(payload.get()));
    payload.getShort();
    return header;
  }
}
