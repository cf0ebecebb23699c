package gorb.netlink;

import gorb.ffm.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** A message from the kernel. */
sealed interface Message {
  /** Its header. */
  MessageHeader header();

  /** A message of the family, with what follows the header. */
  record Answer(MessageHeader header, ByteBuffer payload) implements Message {}

  /** The end of a request: taken (NLMSG_ERROR with 0), or refused. */
  record Acknowledgement(MessageHeader header, Optional<Refusal> refusal) implements Message {}

  /** The end of a list (NLMSG_DONE), which may say that the list could not be finished. */
  record Done(MessageHeader header, Optional<Refusal> refusal) implements Message {}

  /** A message that means nothing (NLMSG_NOOP). */
  record Noop(MessageHeader header) implements Message {}

  /** Answers were lost (NLMSG_OVERRUN). */
  record Overrun(MessageHeader header) implements Message {}

  /** Why a request was refused, with the kernel's words, empty where it gave none. */
  record Refusal(Errno errno, String text) {}

  int NLMSG_NOOP = 1;
  int NLMSG_ERROR = 2;
  int NLMSG_DONE = 3;
  int NLMSG_OVERRUN = 4;

  /** The words of a refusal ({@code enum nlmsgerr_attrs}). */
  enum ErrorAttribute implements AttributeName {
    NLMSGERR_ATTR_MSG(1);

    static final int HIGHEST = NLMSGERR_ATTR_MSG.number();

    private final int number;

    ErrorAttribute(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }

  /** Reads the message at the buffer's position and moves to the next. The payload is a view of the buffer. */
  static Message decode(ByteBuffer datagram) throws MalformedMessageException {
    int start = datagram.position();
    var header = MessageHeader.decode(datagram);
    int available = datagram.limit() - start;
    if (header.length() < MessageHeader.LENGTH || header.length() > available) {
      throw new MalformedMessageException("message: length " + Integer.toUnsignedLong(header.length())
          + " (expected: " + MessageHeader.LENGTH + ".." + available + ", what the datagram holds)");
    }
    var payload = datagram.slice(datagram.position(), header.length() - MessageHeader.LENGTH)
        .order(ByteOrder.nativeOrder());
    datagram.position(start + Math.min(align(header.length()), available));
    return switch (header.type()) {
      case NLMSG_NOOP -> new Noop(header);
      case NLMSG_ERROR -> new Acknowledgement(header, error(header, payload));
      case NLMSG_DONE -> new Done(header, done(header, payload));
      case NLMSG_OVERRUN -> new Overrun(header);
      default -> new Answer(header, payload);
    };
  }

  /** {@code struct nlmsgerr}: errno s32 (negative), the header of the request, maybe the whole of it, maybe attributes. */
  private static Optional<Refusal> error(MessageHeader header, ByteBuffer payload) throws MalformedMessageException {
    var errno = errno("NLMSG_ERROR", payload);
    var request = MessageHeader.decode(payload);
    if ((header.flags() & MessageHeader.NLM_F_CAPPED) == 0 && errno.isPresent()) {
      long repeated = align(Integer.toUnsignedLong(request.length())) - MessageHeader.LENGTH;
      if (repeated < 0 || repeated > payload.remaining()) {
        throw new MalformedMessageException("NLMSG_ERROR: a request of length "
            + Integer.toUnsignedLong(request.length()) + " in " + payload.remaining() + " bytes");
      }
      payload.position(payload.position() + (int) repeated);
    }
    return refusal(errno, header, payload);
  }

  private static Optional<Refusal> done(MessageHeader header, ByteBuffer payload) throws MalformedMessageException {
    return refusal(errno("NLMSG_DONE", payload), header, payload);
  }

  private static Optional<Refusal> refusal(Optional<Errno> errno, MessageHeader header, ByteBuffer payload)
      throws MalformedMessageException {
    if (errno.isEmpty()) {
      return Optional.empty();
    }
    if ((header.flags() & MessageHeader.NLM_F_ACK_TLVS) == 0) {
      return Optional.of(new Refusal(errno.get(), ""));
    }
    var words = Attributes.parse("extended acknowledgement", payload, ErrorAttribute.HIGHEST);
    var text = words.has(ErrorAttribute.NLMSGERR_ATTR_MSG) ? words.text(ErrorAttribute.NLMSGERR_ATTR_MSG) : "";
    return Optional.of(new Refusal(errno.get(), text));
  }

  private static Optional<Errno> errno(String what, ByteBuffer payload) throws MalformedMessageException {
    if (payload.remaining() < Integer.BYTES) {
      throw new MalformedMessageException(what + ": " + payload.remaining() + " bytes (expected: 4 or more)");
    }
    int value = payload.getInt();
    if (value > 0 || value < -Errno.HIGHEST) {
      throw new MalformedMessageException(what + ": status " + value + " (expected: -" + Errno.HIGHEST + "..0)");
    }
    return value == 0 ? Optional.empty() : Optional.of(new Errno(-value));
  }

  private static int align(int length) {
    return (int) align((long) length);
  }

  private static long align(long length) {
    return length + MessageWriter.ALIGNMENT - 1 & -MessageWriter.ALIGNMENT;
  }
}
