package gorb.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A socket that prints every message in hexadecimal, a header or an attribute a line, with what it is as a comment:
 * the form of the vectors in the tests, so that a trace of a real kernel becomes one.
 *
 * <pre>
 * // sent, 32 bytes
 * 20000000 1000 0500 01000000 00000000      // length 32, type 16, flags 0x5, sequence 1, port 0
 * 03 01 0000                                // fixed header
 * 0900 0200 49505653 00 000000              // attribute 2, 5 bytes
 * </pre>
 *
 * Netlink does not tell which attributes hold attributes; a value that reads as attributes throughout is shown as such.
 */
public final class TracingSocket implements NetlinkSocket {
  private static final HexFormat HEX = HexFormat.of();
  private static final int COMMENT_COLUMN = 44;
  /** Deeper nesting is printed as bytes. */
  private static final int DEPTH = 4;
  /** Attribute numbers above this are taken for bytes that only look like attributes. */
  private static final int CREDIBLE_NUMBER = 127;

  private final NetlinkSocket socket;
  private final NetlinkProtocol protocol;
  private final Trace trace;

  private TracingSocket(NetlinkSocket socket, NetlinkProtocol protocol, Trace trace) {
    this.socket = socket;
    this.protocol = protocol;
    this.trace = trace;
  }

  /** A socket that behaves as the given one and traces; the same socket where there is nothing to trace to. */
  public static NetlinkSocket of(NetlinkSocket socket, NetlinkProtocol protocol, Trace trace) {
    return trace.equals(Trace.NONE) ? socket : new TracingSocket(socket, protocol, trace);
  }

  @Override
  public void send(ByteBuffer datagram) throws NetlinkException {
    print("sent", datagram.duplicate());
    socket.send(datagram);
  }

  @Override
  public boolean receive(ByteBuffer datagram, Waiting waiting) throws NetlinkException {
    boolean received = socket.receive(datagram, waiting);
    if (received) {
      print("received", datagram.duplicate());
    }
    return received;
  }

  @Override
  public void close() {
    socket.close();
  }

  private void print(String direction, ByteBuffer datagram) {
    datagram.order(ByteOrder.nativeOrder());
    while (datagram.hasRemaining()) {
      int start = datagram.position();
      int available = datagram.remaining();
      int length = available < MessageHeader.LENGTH ? available : datagram.getInt(start);
      if (length < MessageHeader.LENGTH || length > available) {
        trace.line("// " + direction + ", " + available + " bytes that are no message");
        line(hex(datagram, start, available), "");
        return;
      }
      trace.line("// " + direction + ", " + length + " bytes");
      message(datagram.slice(start, length).order(ByteOrder.nativeOrder()));
      int padding = Math.min(aligned(length), available) - length;
      if (padding > 0) {
        line(hex(datagram, start + length, padding), "padding");
      }
      datagram.position(start + length + padding);
    }
  }

  private void message(ByteBuffer message) {
    int type = Short.toUnsignedInt(message.getShort(4));
    int flags = Short.toUnsignedInt(message.getShort(6));
    header(message, 0);
    int at = MessageHeader.LENGTH;
    int left = message.capacity() - at;
    int fixed = switch (type) {
      case Message.NLMSG_ERROR, Message.NLMSG_DONE -> Integer.BYTES;
      default -> protocol.fixedHeaderLength(type);
    };
    if (fixed > left) {
      line(hex(message, at, left), "");
      return;
    }
    if (type == Message.NLMSG_ERROR || type == Message.NLMSG_DONE) {
      line(hex(message, at, fixed), "status " + message.getInt(at));
    } else if (fixed > 0) {
      line(hex(message, at, fixed), "fixed header");
    }
    at += fixed;
    if (type == Message.NLMSG_ERROR && message.capacity() - at >= MessageHeader.LENGTH) {
      header(message, at);
      int repeated = (flags & MessageHeader.NLM_F_CAPPED) == 0 ? message.getInt(at) : MessageHeader.LENGTH;
      at += Math.clamp(aligned(repeated), MessageHeader.LENGTH, message.capacity() - at);
    }
    attributes(message, at, message.capacity(), 0);
  }

  private void header(ByteBuffer message, int at) {
    String bytes = hex(message, at, 4) + " " + hex(message, at + 4, 2) + " " + hex(message, at + 6, 2) + " "
        + hex(message, at + 8, 4) + " " + hex(message, at + 12, 4);
    line(bytes, "length " + Integer.toUnsignedLong(message.getInt(at))
        + ", type " + Short.toUnsignedInt(message.getShort(at + 4))
        + ", flags 0x" + Integer.toHexString(Short.toUnsignedInt(message.getShort(at + 6)))
        + ", sequence " + Integer.toUnsignedLong(message.getInt(at + 8))
        + ", port " + Integer.toUnsignedLong(message.getInt(at + 12)));
  }

  private void attributes(ByteBuffer message, int from, int to, int depth) {
    if (!areAttributes(message, from, to)) {
      if (to > from) {
        line(hex(message, from, to - from), "no attributes");
      }
      return;
    }
    String indent = "  ".repeat(depth);
    for (int at = from; at < to; at += aligned(Short.toUnsignedInt(message.getShort(at)))) {
      int length = Short.toUnsignedInt(message.getShort(at));
      int value = at + MessageWriter.ATTRIBUTE_HEADER;
      int end = at + length;
      String head = indent + hex(message, at, 2) + " " + hex(message, at + 2, 2);
      String number = "attribute " + (message.getShort(at + 2) & 0x3fff);
      if (depth < DEPTH && end - value > MessageWriter.ATTRIBUTE_HEADER && areAttributes(message, value, end)) {
        line(head, number + " of attributes");
        attributes(message, value, end, depth + 1);
      } else {
        String padding = hex(message, end, aligned(length) - length);
        line(head + " " + hex(message, value, end - value) + (padding.isEmpty() ? "" : " " + padding),
            number + ", " + (end - value) + " bytes");
      }
    }
  }

  private static boolean areAttributes(ByteBuffer message, int from, int to) {
    int at = from;
    while (to - at >= MessageWriter.ATTRIBUTE_HEADER) {
      int length = Short.toUnsignedInt(message.getShort(at));
      int number = message.getShort(at + 2) & 0x3fff;
      if (length < MessageWriter.ATTRIBUTE_HEADER || number < 1 || number > CREDIBLE_NUMBER) {
        return false;
      }
      at += aligned(length);
    }
    return at == to && to > from;
  }

  private void line(String bytes, String comment) {
    trace.line(bytes + " ".repeat(Math.max(1, COMMENT_COLUMN - bytes.length())) + "// " + comment);
  }

  private static String hex(ByteBuffer buffer, int from, int length) {
    byte[] bytes = new byte[length];
    buffer.get(from, bytes);
    return HEX.formatHex(bytes);
  }

  private static int aligned(int length) {
    return length + MessageWriter.ALIGNMENT - 1 & -MessageWriter.ALIGNMENT;
  }
}
