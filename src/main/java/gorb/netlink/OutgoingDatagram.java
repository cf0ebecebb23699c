package gorb.netlink;

import java.nio.ByteBuffer;
import java.util.List;

/** Requests one behind the other, to be sent at once. Used by one thread at a time. */
final class OutgoingDatagram {
  /** As many bytes as a datagram of the kernel's has at the most, twice. */
  static final int BYTES = 64 << 10;
  /** Requests in one datagram: the refusals of all of them fit in the receive buffer. */
  static final int MOST_REQUESTS = 256;
  /** What one request may take. */
  private static final int REQUEST_BYTES = 4 << 10;

  /** Where requests are written: each access to native memory is checked, which takes longer than the copy. */
  private final ByteBuffer buffer = ByteBuffer.allocate(BYTES);
  private final MessageWriter writer = new MessageWriter(buffer);
  private final ByteBuffer content = ByteBuffer.allocateDirect(BYTES);

  /** Fills it with one request. */
  void fill(Request request, int flags, int sequence) {
    buffer.clear();
    append(request, flags, sequence);
    finish();
  }

  /**
   * Fills it with as many requests as fit, from an index on; only the last asks for an acknowledgement.
   *
   * @param sequence of the first
   * @return the index behind the last
   */
  int fill(List<Request> requests, int from, int sequence) {
    buffer.clear();
    int to = from;
    boolean last;
    do {
      last = to + 1 == requests.size() || to + 1 - from == MOST_REQUESTS || buffer.remaining() < 2 * REQUEST_BYTES;
      append(requests.get(to), last ? MessageHeader.NLM_F_ACK : 0, sequence + to - from);
      to++;
    } while (!last);
    finish();
    return to;
  }

  /** What it was filled with. */
  ByteBuffer content() {
    return content;
  }

  private void finish() {
    content.clear().put(buffer.flip()).flip();
  }

  private void append(Request request, int flags, int sequence) {
    int start = writer.begin(request.type(), MessageHeader.NLM_F_REQUEST | request.flags() | flags, sequence);
    request.body().writeTo(writer);
    writer.end(start);
    int length = buffer.position() - start;
    if (length > REQUEST_BYTES) {
      throw new IllegalArgumentException(request + ": " + length + " bytes (expected: " + REQUEST_BYTES + " or fewer)");
    }
  }
}
