package gorb.health;

import gorb.model.CheckMethod;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Holds a connection open between its runs. A run makes one where there is none, else it says how the one there is
 * fares; its end is told to {@code onBreak}, so that a run follows at once. The run after a break fails with its reason,
 * the one after that connects again. One run at a time.
 */
final class HeldProbe implements Probe {
  static final int MOST_UNANSWERED = 3;

  private final CheckMethod.Held method;
  private final Connector connector;
  private final HeldWatcher watcher;
  private final Runnable onBreak;
  private final AtomicReference<@Nullable String> broken = new AtomicReference<>();
  private volatile @Nullable SocketChannel channel;
  private volatile boolean closed;

  HeldProbe(CheckMethod.Held method, Connector connector, HeldWatcher watcher, Runnable onBreak) {
    this.method = method;
    this.connector = connector;
    this.watcher = watcher;
    this.onBreak = onBreak;
  }

  @Override
  public void run() throws IOException {
    var reason = broken.getAndSet(null);
    if (reason != null) {
      channel = null;
      throw new CheckFailedException(reason);
    }
    if (channel == null) {
      channel = connected();
      if (closed) {
        close();
      }
    }
  }

  @Override
  public boolean isKept() {
    return true;
  }

  @Override
  public void close() {
    closed = true;
    var held = channel;
    if (held != null) {
      try {
        held.close();
      } catch (IOException _) {
        // It is gone all the same.
      }
      watcher.forget();
    }
  }

  private SocketChannel connected() throws IOException {
    int pause = Math.toIntExact(Math.max(1, method.keepalive().toSeconds()));
    var made = SocketChannel.open();
    try {
      made.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      made.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, pause);
      made.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, pause);
      made.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, MOST_UNANSWERED);
      made.connect(connector.address(method.target()));
      if (Connector.isConnectedToItself(made.socket())) {
        throw new CheckFailedException("refused connection");
      }
      if (method.target().isIntroduced()) {
        var header = ByteBuffer.wrap(LocalHeader.bytes());
        while (header.hasRemaining()) {
          made.write(header);
        }
      }
      watcher.watch(made, reason -> {
        broken.set(reason);
        onBreak.run();
      });
      return made;
    } catch (IOException e) {
      made.close();
      throw e;
    }
  }
}
