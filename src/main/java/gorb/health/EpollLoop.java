package gorb.health;

import gorb.ffm.EpollSet;
import gorb.ffm.ErrnoException;
import gorb.ffm.InetEndpoint;
import gorb.ffm.NativeAccessException;
import gorb.ffm.TcpSockets;
import gorb.model.AddressFamily;
import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.Dialogue;
import gorb.model.IpAddress;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits by epoll, and makes the plain checks of kind {@code tcp}, {@code http} and {@code held} to addresses meanwhile.
 * A name, TLS, a dialogue or a body takes a thread.
 */
final class EpollLoop implements CheckLoop {
  private static final int BUFFER_BYTES = 8_192;
  private static final int FIRST_DESCRIPTORS = 256;

  private final EpollSet epoll;
  private final TcpSockets sockets;
  private final IdleSockets idle;
  private final LongSupplier nanoTime;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final List<Exchange> connecting = new ArrayList<>();
  /** Who is told of the events of a descriptor. */
  private @Nullable Exchange[] watched = new Exchange[FIRST_DESCRIPTORS];
  /** All equally long, so the first one ends first. */
  private final Deque<Pause> pauses = new ArrayDeque<>();
  private final Queue<Exchange> unwanted = new ConcurrentLinkedQueue<>();
  private boolean isClosed;

  private EpollLoop(EpollSet epoll, TcpSockets sockets, LongSupplier nanoTime) {
    this.epoll = epoll;
    this.sockets = sockets;
    this.idle = new IdleSockets(sockets);
    this.nanoTime = nanoTime;
  }

  /** @throws ErrnoException when the kernel gives no set of epoll */
  static EpollLoop open(LongSupplier nanoTime) throws NativeAccessException, ErrnoException {
    return new EpollLoop(EpollSet.open(), TcpSockets.open(), nanoTime);
  }

  @Override
  public @Nullable Exchange exchange(CheckMethod method, Runnable again, Consumer<@Nullable IOException> end) {
    return switch (method) {
      case CheckMethod.TcpConnect(var target, var dialogue, var tls) -> {
        var endpoint = dialogue.equals(Dialogue.NONE) && tls == null ? endpoint(target) : null;
        yield endpoint == null ? null : new TcpExchange(this, endpoint, target.isIntroduced(), end);
      }
      case CheckMethod.HttpStatus http -> {
        boolean isPlain = http.tls() == null && !http.request().isHttp2() && http.redirects() == 0
            && !http.expectation().wantsBody();
        var endpoint = isPlain ? endpoint(http.target()) : null;
        yield endpoint == null ? null : new HttpExchange(this, endpoint, http, end);
      }
      case CheckMethod.Held held -> {
        var endpoint = endpoint(held.target());
        yield endpoint == null ? null : new HeldExchange(this, endpoint, held, again, end);
      }
      case CheckMethod.Always _, CheckMethod.Agent _, CheckMethod.Udp _, CheckMethod.Dns _, CheckMethod.Grpc _,
          CheckMethod.Exec _ -> null;
    };
  }

  /** Those that are near are connected when all have begun, and need not be waited for. */
  @Override
  public void begin(List<Exchange> exchanges) {
    exchanges.forEach(Exchange::start);
    connecting.forEach(exchange -> exchange.event(0));
    connecting.clear();
  }

  @Override
  public void await(long nanos) {
    for (var exchange = unwanted.poll(); exchange != null; exchange = unwanted.poll()) {
      exchange.disconnect();
    }
    long most = pauses.isEmpty() ? nanos : Math.min(nanos, pauses.getFirst().until() - nanoTime.getAsLong());
    int count = epoll.await(most);
    tell(count);
    while (count == EpollSet.MOST_EVENTS) {
      count = epoll.await(0);
      tell(count);
    }
    endPauses();
  }

  @Override
  public void wakeUp() {
    epoll.wake();
  }

  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    for (var exchange : watched) {
      if (exchange != null) {
        exchange.disconnect();
      }
    }
    idle.close();
    epoll.close();
    sockets.close();
  }

  TcpSockets sockets() {
    return sockets;
  }

  IdleSockets idle() {
    return idle;
  }

  /** Where what is received lies until the next is. */
  byte[] buffer() {
    return buffer;
  }

  /** A connection is being made: it is looked at when all that are due have begun. */
  void settleLater(Exchange exchange) {
    connecting.add(exchange);
  }

  /**
   * An exchange is told of the events of its socket, until that is forgotten.
   *
   * @return 0, or the negative of an errno
   */
  int watch(Exchange exchange, int socket, int wanted) {
    if (socket >= watched.length) {
      watched = Arrays.copyOf(watched, Math.max(2 * watched.length, socket + 1));
    }
    watched[socket] = exchange;
    return epoll.add(socket, wanted);
  }

  /** A socket is about to be closed. */
  void forget(int socket) {
    if (socket < watched.length) {
      watched[socket] = null;
    }
  }

  /** An exchange is told that {@link HttpStatusProbe#LONGEST_PAUSE_IN_BODY} is over. */
  void pause(Exchange exchange, int number) {
    pauses.add(new Pause(
        exchange, number, nanoTime.getAsLong() + HttpStatusProbe.LONGEST_PAUSE_IN_BODY.toNanos()));
  }

  /** An exchange is of no use any more. Any thread. */
  void letGo(Exchange exchange) {
    unwanted.add(exchange);
    epoll.wake();
  }

  /** Sockets are opened between two waits only: an event of one that is closed by now is nobody's. */
  private void tell(int count) {
    for (int position = 0; position < count; position++) {
      int socket = epoll.descriptor(position);
      var exchange = socket < 0 ? null : watched[socket];
      if (exchange != null) {
        exchange.event(epoll.told(position));
      }
    }
  }

  private void endPauses() {
    if (pauses.isEmpty()) {
      return;
    }
    long now = nanoTime.getAsLong();
    while (!pauses.isEmpty() && pauses.getFirst().until() - now <= 0) {
      var pause = pauses.removeFirst();
      pause.exchange().paused(pause.number());
    }
  }

  private static @Nullable InetEndpoint endpoint(CheckTarget target) {
    return IpAddress.parse(target.host())
        .map(address -> new InetEndpoint(
            address.family() == AddressFamily.IPV6, address.high(), address.low(), target.port(), 0))
        .orElse(null);
  }

  private record Pause(Exchange exchange, int number, long until) {}
}
