package gorb.health;

import gorb.ffm.InetEndpoint;
import gorb.ffm.SocketOption;
import gorb.ffm.TcpSockets;
import gorb.model.CheckMethod;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds a connection open between its checks, as {@link HeldProbe} does: a check makes one where there is none, else it
 * says how the one there is fares. The check after a break comes at once and fails with its reason, the one after that
 * connects again.
 */
final class HeldExchange extends Exchange {
  private static final byte[] NOTHING = {};

  private final int keepalive;
  private final byte[] greeting;
  private final Runnable again;
  private @Nullable String broken;
  private long received;

  HeldExchange(
      EpollLoop loop, InetEndpoint target, CheckMethod.Held method, Runnable again,
      Consumer<@Nullable IOException> end) {
    super(loop, target, end);
    this.keepalive = Math.toIntExact(Math.max(1, method.keepalive().toSeconds()));
    this.greeting = method.target().isIntroduced() ? LocalHeader.bytes() : NOTHING;
    this.again = again;
  }

  @Override
  void begin() {
    var reason = broken;
    broken = null;
    if (reason != null) {
      // Told first: a close takes the kernel a moment.
      end(new CheckFailedException(reason));
      disconnect();
    } else if (isOpen()) {
      end(null);
    } else {
      received = 0;
      connect();
    }
  }

  @Override
  void prepare() {
    set(SocketOption.SO_KEEPALIVE, 1);
    set(SocketOption.TCP_KEEPIDLE, keepalive);
    set(SocketOption.TCP_KEEPINTVL, keepalive);
    set(SocketOption.TCP_KEEPCNT, HeldProbe.MOST_UNANSWERED);
  }

  @Override
  void connected() {
    if (isToItself()) {
      fail(nobodyListens());
      return;
    }
    if (greeting.length > 0) {
      int sent = send(greeting, 0);
      if (sent < 0) {
        fail(refusal(sent));
        return;
      }
    }
    if (watch(false)) {
      end(null);
    }
  }

  @Override
  void ready(int told) {
    while (isInput(told) && broken == null) {
      int count = receive();
      if (count == TcpSockets.NOT_NOW) {
        return;
      }
      if (count < 0) {
        breakBy(FailureReason.of(refusal(count)));
        return;
      }
      if (count == 0) {
        breakBy("connection closed by the server");
        return;
      }
      received += count;
      if (received > HeldWatcher.MOST_BYTES) {
        breakBy("the server sent more than " + HeldWatcher.MOST_BYTES + " bytes unasked");
        return;
      }
    }
  }

  @Override
  void close() {
    loop().letGo(this);
  }

  private void breakBy(String reason) {
    broken = reason;
    again.run();
  }
}
