package gorb.netlink;

import gorb.ffm.Errno;
import gorb.netlink.NetlinkSocket.Waiting;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the kernel and awaits its answers, one exchange at a time. Used by one thread, which is the socket's.
 *
 * <p>Answers are matched by sequence number: those to an exchange that failed halfway are passed over. After such a
 * failure the socket is emptied before the next request, because the kernel refuses a second list (EBUSY) while one is
 * being read.
 */
public final class NetlinkConnection implements AutoCloseable {
  /** Twice what the kernel puts into one datagram of a list. */
  private static final int BUFFER_BYTES = 64 << 10;
  /** How often a list is read again that changed meanwhile (NLM_F_DUMP_INTR). */
  static final int DUMP_ATTEMPTS = 4;
  /** Datagrams of one exchange. A list of ten million routes has fewer; more is a fault. */
  private static final int DATAGRAMS = 1 << 20;

  private final NetlinkSocket socket;
  private OutgoingDatagram outgoing = new OutgoingDatagram();
  /** What another thread fills while the kernel does what is in the first. */
  private @Nullable OutgoingDatagram following;
  private final ByteBuffer incoming = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());
  private int sequence;
  private boolean answersMayWait;

  /**
   * @param socket closed with this connection
   */
  public NetlinkConnection(NetlinkSocket socket) {
    this.socket = socket;
  }

  /**
   * Has the kernel do one thing.
   *
   * @throws KernelRefusalException when it does not
   */
  public void execute(Request request) throws NetlinkException {
    send(request, MessageHeader.NLM_F_ACK);
    await(request, 1, message -> switch (message) {
      case Message.Acknowledgement(_, var refusal) -> endsUnless(refusal.orElse(null), request);
      case Message.Answer _ -> false; // an echo
      case Message.Done _ -> throw unexpected(request, message);
      case Message.Noop _, Message.Overrun _ -> false;
    });
  }

  /**
   * Asks for one thing.
   *
   * @throws KernelRefusalException when the kernel has no such thing, or does not tell
   */
  public <T> T ask(Request request, Decoder<T> decoder) throws NetlinkException {
    send(request, 0);
    var answers = new ArrayList<T>(1);
    await(request, 1, message -> switch (message) {
      case Message.Answer(_, var payload) -> answers.add(decoder.decode(payload));
      case Message.Acknowledgement(_, var refusal) -> endsUnless(refusal.orElse(null), request);
      case Message.Done _ -> throw unexpected(request, message);
      case Message.Noop _, Message.Overrun _ -> false;
    });
    if (answers.isEmpty()) {
      throw new MalformedMessageException(request + ": acknowledged without an answer");
    }
    return answers.getFirst();
  }

  /**
   * Reads a list. One that the kernel says changed meanwhile is read again; not every family says so.
   *
   * @throws AnswersLostException also when it changed each time
   */
  public <T> List<T> dump(Request request, Decoder<T> decoder) throws NetlinkException {
    for (int attempt = 1; attempt <= DUMP_ATTEMPTS; attempt++) {
      var list = new DumpedList<T>(request, decoder);
      send(request, MessageHeader.NLM_F_DUMP);
      await(request, 1, list);
      if (list.malformed != null) {
        throw list.malformed;
      }
      if (!list.changed) {
        return list.entries;
      }
    }
    throw new AnswersLostException(request + ": the list changed during each of " + DUMP_ATTEMPTS + " readings");
  }

  /**
   * Has the kernel do many things in their order, many in one datagram. A refusal does not stop those behind it. While the
   * kernel is at one datagram, another thread fills the next.
   *
   * @return the refusals, in the order of the requests
   */
  public List<Refused> batch(List<Request> requests) throws NetlinkException {
    var refused = new ArrayList<Refused>();
    if (requests.isEmpty()) {
      return refused;
    }
    int from = 0;
    int to = outgoing.fill(requests, from, sequence + 1);
    while (to < requests.size()) {
      var next = following == null ? new OutgoingDatagram() : following;
      int begin = to;
      int number = sequence + 1 + to - from;
      var filling = CompletableFuture.supplyAsync(() -> next.fill(requests, begin, number));
      try {
        sendPart(requests, from, to, refused);
      } finally {
        from = to;
        to = filled(filling);
        following = outgoing;
        outgoing = next;
      }
    }
    sendPart(requests, from, to, refused);
    return refused;
  }

  @Override
  public void close() {
    socket.close();
  }

  private void send(Request request, int flags) throws NetlinkException {
    outgoing.fill(request, flags, ++sequence);
    sendDatagram();
  }

  /** Sends the requests that the datagram was filled with, and awaits what comes of them. */
  private void sendPart(List<Request> requests, int from, int to, List<Refused> refused) throws NetlinkException {
    int first = sequence + 1;
    sequence += to - from;
    sendDatagram();
    collect(requests, from, to, first, refused);
  }

  private static int filled(CompletableFuture<Integer> filling) {
    try {
      return filling.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void collect(List<Request> requests, int from, int to, int first, List<Refused> refused)
      throws NetlinkException {
    var last = requests.get(to - 1);
    await(last, to - from, message -> switch (message) {
      case Message.Acknowledgement(var header, var refusal) -> {
        int offset = header.sequence() - first;
        refusal.ifPresent(why -> refused.add(new Refused(from + offset, why.errno(), why.text())));
        yield from + offset == to - 1;
      }
      case Message.Answer _, Message.Noop _, Message.Overrun _ -> false;
      case Message.Done _ -> throw unexpected(last, message);
    });
  }

  private void sendDatagram() throws NetlinkException {
    if (answersMayWait) {
      empty();
    }
    answersMayWait = true;
    socket.send(outgoing.content());
  }

  /** Reads messages of the last requests until the exchange says that it ended. */
  private void await(Request request, int requests, Exchange exchange) throws NetlinkException {
    int first = sequence - requests + 1;
    for (int datagrams = 0; datagrams < DATAGRAMS; datagrams++) {
      if (!socket.receive(incoming, Waiting.UNTIL_TIMEOUT)) {
        throw new AnswersLostException(request + ": the kernel did not answer in time");
      }
      incoming.order(ByteOrder.nativeOrder());
      while (incoming.hasRemaining()) {
        var message = Message.decode(incoming);
        if (message instanceof Message.Overrun) {
          throw new AnswersLostException(request + ": the kernel says that answers were lost");
        }
        boolean ours = Integer.compareUnsigned(message.header().sequence() - first, requests) < 0;
        if (ours && exchange.endsWith(message)) {
          answersMayWait = false;
          return;
        }
      }
    }
    throw new AnswersLostException(request + ": more than " + DATAGRAMS + " datagrams and no end");
  }

  private void empty() throws NetlinkException {
    for (int datagrams = 0; datagrams < DATAGRAMS; datagrams++) {
      try {
        if (!socket.receive(incoming, Waiting.NOT_AT_ALL)) {
          return;
        }
      } catch (AnswersLostException _) {
        // They are not wanted: go on until the socket is empty
      }
    }
  }

  private static boolean endsUnless(Message.@Nullable Refusal refusal, Request request)
      throws KernelRefusalException {
    if (refusal != null) {
      throw new KernelRefusalException(request.toString(), refusal.errno(), refusal.text());
    }
    return true;
  }

  private static MalformedMessageException unexpected(Request request, Message message) {
    return new MalformedMessageException(request + ": unexpected message of type " + message.header().type());
  }

  /** Reads what an answer carries behind its header. The buffer is valid during the call only. */
  @FunctionalInterface
  public interface Decoder<T> {
    /** From the buffer's position to its limit. */
    T decode(ByteBuffer payload) throws MalformedMessageException;
  }

  /**
   * A request of a batch that the kernel refused.
   *
   * @param index of the request in the batch
   * @param errno why
   * @param kernelText the kernel's own words, empty where it gave none
   */
  public record Refused(int index, Errno errno, String kernelText) {}

  private interface Exchange {
    /** Takes a message; whether it was the last of the exchange. */
    boolean endsWith(Message message) throws NetlinkException;
  }

  /** The entries of a list so far. One that cannot be read does not end the reading, so that the socket stays usable. */
  private static final class DumpedList<T> implements Exchange {
    private final Request request;
    private final Decoder<T> decoder;
    private final List<T> entries = new ArrayList<>();
    private boolean changed;
    private @Nullable MalformedMessageException malformed;

    private DumpedList(Request request, Decoder<T> decoder) {
      this.request = request;
      this.decoder = decoder;
    }

    @Override
    public boolean endsWith(Message message) throws NetlinkException {
      changed |= (message.header().flags() & MessageHeader.NLM_F_DUMP_INTR) != 0;
      return switch (message) {
        case Message.Answer(_, var payload) -> {
          add(payload);
          yield false;
        }
        case Message.Done(_, var refusal) -> endsUnless(refusal.orElse(null), request);
        case Message.Acknowledgement(_, var refusal) -> endsUnless(refusal.orElse(null), request);
        case Message.Noop _, Message.Overrun _ -> false;
      };
    }

    private void add(ByteBuffer payload) {
      try {
        entries.add(decoder.decode(payload));
      } catch (MalformedMessageException e) {
        malformed = malformed == null ? e : malformed;
      }
    }
  }
}
