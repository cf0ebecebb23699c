package gorb.health;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import gorb.model.DnsQuestion;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Messages of DNS (RFC 1035 §4.1): a query written, an answer read. What is not well formed fails the check. */
final class DnsMessage {
  /** What fits into a datagram without extensions. */
  static final int MOST_BYTES = 4_096;

  private static final int RECURSION_DESIRED = 0x0100;
  private static final int IS_ANSWER = 0x8000;
  private static final int IS_TRUNCATED = 0x0200;
  private static final int CODE_MASK = 0xf;
  private static final int CLASS_IN = 1;
  private static final int POINTER = 0xc0;
  private static final int MOST_POINTERS = 32;
  private static final int MOST_RECORDS = 1_000;
  private static final List<String> CODES = List.of("NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED");

  private DnsMessage() {}

  /** A query with an identifier. */
  static byte[] query(int id, DnsQuestion question) {
    var message = ByteBuffer.allocate(512)
        .putShort((short) id).putShort((short) RECURSION_DESIRED)
        .putShort((short) 1).putShort((short) 0).putShort((short) 0).putShort((short) 0);
    if (!question.name().isEmpty()) {
      for (var label : question.name().split("\\.", -1)) {
        message.put((byte) label.length()).put(label.getBytes(ISO_8859_1));
      }
    }
    message.put((byte) 0).putShort((short) question.type().number()).putShort((short) CLASS_IN);
    return Arrays.copyOf(message.array(), message.position());
  }

  /** Whether a message answers the query of an identifier. */
  static boolean isAnswerTo(int id, ByteBuffer message) {
    return message.remaining() >= 12
        && (message.getShort(message.position()) & 0xffff) == id
        && (message.getShort(message.position() + 2) & IS_ANSWER) != 0;
  }

  /**
   * The records of the wanted type in an answer, as text: addresses as Java writes them, names in lower case without the
   * dot at the end, {@code 10 mail.example} for MX, {@code 0 5 5060 sip.example} for SRV.
   *
   * @throws CheckFailedException where the server says that it has none, or the message is not well formed
   */
  static List<String> answers(ByteBuffer message, DnsQuestion.Type type) throws CheckFailedException {
    try {
      var start = message.slice();
      start.getShort();
      int flags = start.getShort();
      int questions = start.getShort() & 0xffff;
      int records = start.getShort() & 0xffff;
      start.getInt();
      int code = flags & CODE_MASK;
      if (code != 0) {
        throw new CheckFailedException("answer " + (code < CODES.size() ? CODES.get(code) : "of code " + code));
      }
      for (int i = 0; i < Math.min(questions, MOST_RECORDS); i++) {
        name(start);
        start.getInt();
      }
      var found = new ArrayList<String>();
      try {
        for (int i = 0; i < Math.min(records, MOST_RECORDS); i++) {
          record(start, type, found);
        }
      } catch (BufferUnderflowException e) {
        if ((flags & IS_TRUNCATED) == 0) {
          throw e;
        }
      }
      return found;
    } catch (BufferUnderflowException | IllegalArgumentException | UnknownHostException _) {
      throw new CheckFailedException("answer that is no message of DNS");
    }
  }

  private static void record(ByteBuffer message, DnsQuestion.Type wanted, List<String> found)
      throws UnknownHostException {
    name(message);
    int type = message.getShort() & 0xffff;
    message.getShort();
    message.getInt();
    int length = message.getShort() & 0xffff;
    int end = message.position() + length;
    if (end > message.limit()) {
      throw new BufferUnderflowException();
    }
    if (type == wanted.number()) {
      found.add(text(message, wanted, length));
    }
    message.position(end);
  }

  private static String text(ByteBuffer message, DnsQuestion.Type type, int length) throws UnknownHostException {
    return switch (type) {
      case A, AAAA -> {
        var address = new byte[length];
        message.get(address);
        yield InetAddress.getByAddress(address).getHostAddress();
      }
      case NS, CNAME, PTR, SOA -> name(message);
      case MX -> (message.getShort() & 0xffff) + " " + name(message);
      case SRV -> (message.getShort() & 0xffff) + " " + (message.getShort() & 0xffff) + " "
          + (message.getShort() & 0xffff) + " " + name(message);
      case TXT -> texts(message, length);
    };
  }

  private static String texts(ByteBuffer message, int length) {
    var text = new StringBuilder();
    int end = message.position() + length;
    while (message.position() < end) {
      var part = new byte[message.get() & 0xff];
      message.get(part);
      text.append(new String(part, ISO_8859_1));
    }
    return text.toString();
  }

  /** A name, along its pointers (RFC 1035 §4.1.4), of which there may be so many. */
  private static String name(ByteBuffer message) {
    var name = new StringBuilder();
    var at = message;
    int pointers = 0;
    while (true) {
      int length = at.get() & 0xff;
      if (length == 0) {
        return name.toString().toLowerCase(Locale.ROOT);
      }
      if ((length & POINTER) == POINTER) {
        int target = (length & ~POINTER) << 8 | (at.get() & 0xff);
        if (++pointers > MOST_POINTERS) {
          throw new IllegalArgumentException("pointers without end");
        }
        at = message.duplicate().position(target);
      } else if ((length & POINTER) != 0 || name.length() > DnsQuestion.LONGEST_NAME) {
        throw new IllegalArgumentException("no label");
      } else {
        var label = new byte[length];
        at.get(label);
        name.append(name.isEmpty() ? "" : ".").append(new String(label, ISO_8859_1));
      }
    }
  }
}
