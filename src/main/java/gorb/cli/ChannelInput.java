package gorb.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** What comes over a channel, with an end to patience, which channels themselves do not have. Confined to one thread. */
final class ChannelInput extends InputStream {
  private final SocketChannel channel;
  private final Selector selector;
  private final Duration patience;

  /** Reads from a channel, which it closes at its end. */
  ChannelInput(SocketChannel channel, Duration patience) throws IOException {
    this.channel = channel;
    this.patience = patience;
    channel.configureBlocking(false);
    this.selector = Selector.open();
    channel.register(selector, SelectionKey.OP_READ);
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    var buffer = ByteBuffer.wrap(bytes, offset, length);
    int read = channel.read(buffer);
    while (read == 0) {
      if (selector.select(patience.toMillis()) == 0) {
        throw new SocketTimeoutException("nothing came for " + patience.toSeconds() + " s");
      }
      selector.selectedKeys().clear();
      read = channel.read(buffer);
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
