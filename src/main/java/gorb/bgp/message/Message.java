package gorb.bgp.message;

import gorb.bgp.message.WireReader.ShortException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** A message of BGP-4, with its header: 16 bytes of ones, the length of the whole, the type (RFC 4271 §4.1). */
public sealed interface Message permits Open, Update, Notification, Keepalive, RouteRefresh {
  /** The length of the header, and of the shortest message. */
  int HEADER = 19;
  /** The longest message; longer ones (RFC 8654) are not agreed to. */
  int LONGEST = 4_096;

  /** Writes a message, header included. */
  static byte[] encode(Message message, AsWidth width) {
    var out = new WireWriter();
    out.s64(-1).s64(-1).u16(0);
    switch (message) {
      case Open open -> open.encode(out.u8(MessageType.OPEN.number()));
      case Update update -> update.encode(out.u8(MessageType.UPDATE.number()), width);
      case Notification notification -> notification.encode(out.u8(MessageType.NOTIFICATION.number()));
      case Keepalive() -> out.u8(MessageType.KEEPALIVE.number());
      case RouteRefresh refresh -> refresh.encode(out.u8(MessageType.ROUTE_REFRESH.number()));
    }
    out.set16(HEADER - 3, out.position());
    return out.toArray();
  }

  /**
   * How long the message is whose header is at the beginning of some bytes.
   *
   * @param header at least {@link #HEADER} bytes; its position stays
   * @throws MessageException where that is no header of a message (RFC 4271 §6.1)
   */
  static int length(ByteBuffer header) throws MessageException {
    int at = header.position();
    if (header.getLong(at) != -1 || header.getLong(at + Long.BYTES) != -1) {
      throw new MessageException(Notification.of(ErrorName.CONNECTION_NOT_SYNCHRONIZED), "no marker");
    }
    int length = Short.toUnsignedInt(header.getShort(at + 16));
    int number = Byte.toUnsignedInt(header.get(at + 18));
    var type = MessageType.of(number).orElseThrow(() -> new MessageException(
        Notification.of(ErrorName.BAD_MESSAGE_TYPE, Octets.of(new byte[] {(byte) number})), "type " + number));
    if (length > LONGEST || !type.allows(length)) {
      throw new MessageException(
          Notification.of(ErrorName.BAD_MESSAGE_LENGTH, Octets.of(new byte[] {(byte) (length >> 8), (byte) length})),
          type + " of " + length + " bytes");
    }
    return length;
  }

  /**
   * Reads one whole message, header included.
   *
   * @throws MessageException where it ends the session
   */
  static Message decode(ByteBuffer bytes, AsWidth width) throws MessageException {
    if (bytes.remaining() < HEADER || length(bytes) != bytes.remaining()) {
      throw new IllegalArgumentException("message: " + bytes.remaining() + " bytes (expected: one whole message)");
    }
    var type = MessageType.of(Byte.toUnsignedInt(bytes.get(bytes.position() + 18))).orElseThrow();
    var body = WireReader.of(bytes.slice(bytes.position() + HEADER, bytes.remaining() - HEADER));
    try {
      return switch (type) {
        case OPEN -> Open.decode(body);
        case UPDATE -> Update.decode(body, width);
        case NOTIFICATION -> Notification.decode(body);
        case KEEPALIVE -> new Keepalive();
        case ROUTE_REFRESH -> RouteRefresh.decode(body);
      };
    } catch (ShortException e) {
      // Only an OPEN has pieces that its type does not promise to be there.
      throw new MessageException(Notification.of(ErrorName.OPEN_MESSAGE_ERROR), type + ": " + e.reason());
    }
  }

  /** The types of messages, and how long they are. */
  enum MessageType {
    OPEN(1, 29, LONGEST),
    UPDATE(2, 23, LONGEST),
    NOTIFICATION(3, 21, LONGEST),
    KEEPALIVE(4, HEADER, HEADER),
    ROUTE_REFRESH(5, 23, LONGEST);

    private final int number;
    private final int shortest;
    private final int longest;

    MessageType(int number, int shortest, int longest) {
      this.number = number;
      this.shortest = shortest;
      this.longest = longest;
    }

    private static Optional<MessageType> of(int number) {
      return Arrays.stream(values()).filter(it -> it.number == number).findFirst();
    }

    private int number() {
      return number;
    }

    private boolean allows(int length) {
      return length >= shortest && length <= longest;
    }
  }
}
