package gorb.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** A kernel that answers what a test tells it to: it keeps what was sent, and delivers what was queued. */
final class ScriptedSocket implements NetlinkSocket {
  final List<byte[]> sent = new ArrayList<>();
  boolean closed;
  private final Deque<Object> queue = new ArrayDeque<>();
  private Consumer<ScriptedSocket> onSend = _ -> {};

  /** What happens whenever something is sent. */
  ScriptedSocket onSend(Consumer<ScriptedSocket> action) {
    onSend = action;
    return this;
  }

  /** Queues one datagram of these messages. */
  ScriptedSocket deliver(byte[]... messages) {
    int length = 0;
    for (byte[] message : messages) {
      length += message.length;
    }
    var datagram = ByteBuffer.allocate(length);
    for (byte[] message : messages) {
      datagram.put(message);
    }
    queue.add(datagram.array());
    return this;
  }

  /** Queues a failure of the next receive. */
  ScriptedSocket fail(NetlinkException failure) {
    queue.add(failure);
    return this;
  }

  /** How many datagrams nobody received. */
  int waiting() {
    return queue.size();
  }

  @Override
  public void send(ByteBuffer datagram) {
    byte[] bytes = new byte[datagram.remaining()];
    datagram.get(bytes);
    sent.add(bytes);
    onSend.accept(this);
  }

  @Override
  public boolean receive(ByteBuffer datagram, Waiting waiting) throws NetlinkException {
    datagram.clear();
    var next = queue.poll();
    switch (next) {
      case null -> {
        return false;
      }
      case NetlinkException failure -> throw failure;
      case byte[] bytes -> {
        datagram.put(bytes).flip();
        return true;
      }
      default -> throw new IllegalStateException("queued: " + next);
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  /** The sequence numbers of all messages that were sent, in their order. */
  List<Integer> sequences() {
    var sequences = new ArrayList<Integer>();
    for (byte[] bytes : sent) {
      var datagram = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
      for (int at = 0; at < bytes.length; at += datagram.getInt(at) + 3 & -4) {
        sequences.add(datagram.getInt(at + 8));
      }
    }
    return sequences;
  }

  static byte[] answer(int sequence, int... words) {
    return message(0x20, 0x2, sequence, words);
  }

  static byte[] interruptedAnswer(int sequence, int... words) {
    return message(0x20, 0x12, sequence, words);
  }

  static byte[] done(int sequence) {
    return message(Message.NLMSG_DONE, 0x2, sequence, 0);
  }

  static byte[] acknowledgement(int sequence, int errno) {
    return message(Message.NLMSG_ERROR, 0x100, sequence, -errno, 20, 0x20, sequence, 0);
  }

  static byte[] message(int type, int flags, int sequence, int... words) {
    var buffer = ByteBuffer.allocate(16 + 4 * words.length).order(ByteOrder.nativeOrder());
    buffer.putInt(buffer.capacity()).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
    for (int word : words) {
      buffer.putInt(word);
    }
    return buffer.array();
  }
}
