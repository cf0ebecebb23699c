package gorb.dataplane.userspace;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import org.jspecify.annotations.Nullable;

/**
 * A stream on Netty's epoll loop without a channel of Netty's, which would cost more than the forwarding.
 *
 * <p>It is in the epoll set once, edge-triggered, from when it joins to when it is closed; output is asked for where it
 * is waited for the first time, and left there.
 */
final class EpollStream implements Stream, EpollIoHandle {
  private static final EpollIoOps INPUT =
      EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLRDHUP).with(EpollIoOps.EPOLLET);
  private static final EpollIoOps INPUT_AND_OUTPUT = INPUT.with(EpollIoOps.EPOLLOUT);
  /** {@code EPOLLHUP} of sys/epoll.h. */
  private static final int HANGUP = 0x10;
  private static final int END = EpollIoOps.EPOLLRDHUP.value() | EpollIoOps.EPOLLERR.value() | HANGUP;
  private static final int WRITABLE = EpollIoOps.EPOLLOUT.value() | EpollIoOps.EPOLLERR.value() | HANGUP;

  private final Socket socket;
  private boolean connecting;
  private boolean outputAwaited;
  private boolean mayEnd;
  private boolean failed;
  private @Nullable Events events;
  private @Nullable IoRegistration registration;

  EpollStream(Socket socket, boolean connecting) {
    this.socket = socket;
    this.connecting = connecting;
  }

  @Override
  public void join(EventLoop loop, Events to) throws IOException {
    events = to;
    var joined = ((IoEventLoop) loop).register(this);
    if (!joined.isSuccess()) {
      throw new IOException("epoll", joined.cause());
    }
    registration = joined.getNow();
    outputAwaited = connecting;
    submit(registration, connecting ? INPUT_AND_OUTPUT : INPUT);
  }

  @Override
  public void finishConnect() throws IOException {
    if (failed && !socket.finishConnect()) {
      throw new IOException("connect");
    }
    connecting = false;
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    int count = socket.recvAddress(Buffer.memoryAddress(into), into.position(), into.limit());
    if (count > 0) {
      into.position(into.position() + count);
    }
    return count;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    int count = socket.sendAddress(Buffer.memoryAddress(from), from.position(), from.limit());
    if (count > 0) {
      from.position(from.position() + count);
    }
  }

  @Override
  public void endOutput() throws IOException {
    try {
      socket.shutdown(false, true);
    } catch (NotYetConnectedException e) {
      // ENOTCONN: it was reset meanwhile.
      throw new IOException("shutdown", e);
    }
  }

  @Override
  public boolean mayEnd() {
    return mayEnd;
  }

  @Override
  public boolean failed() {
    return failed;
  }

  @Override
  public void await(boolean input, boolean output) throws IOException {
    if (output && !outputAwaited && registration != null) {
      outputAwaited = true;
      submit(registration, INPUT_AND_OUTPUT);
    }
  }

  @Override
  public void reset() {
    try {
      socket.setSoLinger(0);
    } catch (IOException _) {
      // It was reset from the other side meanwhile.
    }
    close();
  }

  /** Closing takes it out of the epoll set; Netty must be told afterwards, or it would do so once more. */
  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException _) {
      // The descriptor is free all the same.
    }
    if (registration != null) {
      registration.cancel();
    }
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  @Override
  public void handle(IoRegistration of, IoEvent event) {
    int ops = ((EpollIoEvent) event).ops().value();
    failed |= (ops & EpollIoOps.EPOLLERR.value()) != 0;
    mayEnd |= (ops & END) != 0;
    if (events != null) {
      events.ready(this, (ops & (EpollIoOps.EPOLLIN.value() | END)) != 0, (ops & WRITABLE) != 0);
    }
  }

  private static void submit(IoRegistration registration, EpollIoOps wish) throws IOException {
    try {
      registration.submit(wish);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
