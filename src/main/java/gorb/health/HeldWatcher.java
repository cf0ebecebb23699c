package gorb.health;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches idle connections on one thread, {@code health-held}, which begins with the first of them: tells at once when
 * the other side closes or resets one, or the kernel's keepalive gives it up. What comes is read and forgotten, up to
 * {@link #MOST_BYTES} of a connection. Any thread may call any method.
 */
final class HeldWatcher implements AutoCloseable {
  /** Greetings fit; whoever sends more was not meant to be held. */
  static final int MOST_BYTES = 64 * 1024;

  private static final System.Logger LOG = System.getLogger(HeldWatcher.class.getName());

  private final ByteBuffer sink = ByteBuffer.allocate(4_096);
  private @Nullable Selector selector;
  private @Nullable Thread thread;
  private boolean closed;

  /**
   * Watches a connection until it is closed by either side.
   *
   * @param onBreak is told why, on the thread of the watcher; must not block
   */
  void watch(SocketChannel channel, Consumer<String> onBreak) throws IOException {
    channel.configureBlocking(false);
    var active = started();
    channel.register(active, SelectionKey.OP_READ, new Held(onBreak));
    active.wakeup();
  }

  /** Connections were closed on this side. */
  synchronized void forget() {
    if (selector != null) {
      selector.wakeup();
    }
  }

  private synchronized Selector started() throws IOException {
    if (closed) {
      throw new CheckNotMadeException("no checks any more");
    }
    if (selector == null) {
      var opened = Selector.open();
      selector = opened;
      thread = Thread.ofPlatform().name("health-held").daemon().start(() -> run(opened));
    }
    return selector;
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      closed = true;
      running = thread;
      if (selector != null) {
        try {
          selector.close();
        } catch (IOException e) {
          LOG.log(Level.DEBUG, "event=selector-not-closed", e);
        }
      }
    }
    if (running != null) {
      try {
        running.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run(Selector selector) {
    while (selector.isOpen()) {
      try {
        selector.select(this::read);
      } catch (ClosedSelectorException _) {
        return;
      } catch (IOException e) {
        LOG.log(Level.ERROR, "event=held-connections-not-watched", e);
        return;
      }
    }
  }

  private void read(SelectionKey key) {
    var held = (Held) key.attachment();
    try {
      int count = ((SocketChannel) key.channel()).read(sink.clear());
      if (count < 0) {
        broken(key, "connection closed by the server");
      } else {
        held.bytes += count;
        if (held.bytes > MOST_BYTES) {
          broken(key, "the server sent more than " + MOST_BYTES + " bytes unasked");
        }
      }
    } catch (ClosedChannelException _) {
      key.cancel();
    } catch (IOException e) {
      broken(key, FailureReason.of(e));
    }
  }

  private static void broken(SelectionKey key, String reason) {
    key.cancel();
    try {
      key.channel().close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "event=held-connection-not-closed", e);
    }
    ((Held) key.attachment()).onBreak.accept(reason);
  }

  private static final class Held {
    private final Consumer<String> onBreak;
    private long bytes;

    Held(Consumer<String> onBreak) {
      this.onBreak = onBreak;
    }
  }
}
