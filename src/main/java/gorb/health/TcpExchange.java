package gorb.health;

import gorb.ffm.InetEndpoint;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a connection of TCP and lets go of it. As HAProxy does: the server's kernel answers, and what it gets back is a
 * reset in place of the acknowledgement, so that its process has nothing to accept, and no port of ours waits behind
 * the check. A server that is introduced gets its header, and an end in order.
 */
final class TcpExchange extends Exchange {
  private final boolean isIntroduced;

  TcpExchange(EpollLoop loop, InetEndpoint target, boolean isIntroduced, Consumer<@Nullable IOException> end) {
    super(loop, target, end);
    this.isIntroduced = isIntroduced;
  }

  @Override
  void connected() {
    if (isToItself()) {
      fail(nobodyListens());
      return;
    }
    if (!isIntroduced) {
      succeedByReset();
      return;
    }
    int sent = send(LocalHeader.bytes(), 0);
    finish(sent < 0 ? refusal(sent) : null);
  }

  @Override
  void ready(int told) {}
}
