package gorb.dataplane.userspace;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Netty's epoll, for sockets that may wait for nothing at times and for something again later, and that come and go
 * quickly. Used by its event loop alone.
 *
 * <p>Netty 4.2.18 takes a socket that waits for nothing out of the epoll set but remembers it as added, so that the
 * next wish fails: {@code epoll_ctl(..) failed with error(-2)} (github.com/netty/netty/pull/16689). A listening socket
 * gets there whenever accepting pauses. So a socket that was added stays: waiting for nothing becomes {@code EPOLLET}
 * alone, which reports an error or the end of both directions once and nothing else.
 *
 * <p>It also finds sockets by the number of their descriptor. Of the events that one call of {@code epoll_wait} brings,
 * an early one may close both sockets of a connection, the next one accept a client and take over the numbers, and a
 * late one, meant for a closed socket, arrive at the new one: it is asked for its error before it is connected, and
 * fails. So a socket gets no event of the batch in which it was added: what is its own can only come in the next.
 */
final class PausableEpoll implements IoHandler {
  private final IoHandler epoll;
  private long batch;

  private PausableEpoll(IoHandler epoll) {
    this.epoll = epoll;
  }

  static IoHandlerFactory newFactory() {
    var epoll = EpollIoHandler.newFactory();
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new PausableEpoll(epoll.newHandler(executor));
      }

      @Override
      public boolean isChangingThreadSupported() {
        return epoll.isChangingThreadSupported();
      }
    };
  }

  @Override
  public void initialize() {
    epoll.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    batch++;
    return epoll.run(context);
  }

  @Override
  public void prepareToDestroy() {
    epoll.prepareToDestroy();
  }

  @Override
  public void destroy() {
    epoll.destroy();
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Registration(epoll.register(new Newcomer((EpollIoHandle) handle, batch)));
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> type) {
    return epoll.isCompatible(type);
  }

  /** A socket that is deaf to the batch of events in which it was added. */
  @SuppressWarnings("try") // What closing may throw is Netty's to say.
  private final class Newcomer implements EpollIoHandle {
    private final EpollIoHandle socket;
    private final long added;

    Newcomer(EpollIoHandle socket, long added) {
      this.socket = socket;
      this.added = added;
    }

    @Override
    public FileDescriptor fd() {
      return socket.fd();
    }

    @Override
    public void handle(IoRegistration registration, IoEvent event) {
      if (added != batch) {
        socket.handle(registration, event);
      }
    }

    @Override
    public void registered() {
      socket.registered();
    }

    @Override
    public void unregistered() {
      socket.unregistered();
    }

    @Override
    public void close() throws Exception {
      socket.close();
    }
  }

  /** A socket's place in the epoll set. */
  private static final class Registration implements IoRegistration {
    private final IoRegistration registration;
    private boolean added;

    Registration(IoRegistration registration) {
      this.registration = registration;
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // The signature is Netty's.
    public <T> T attachment() {
      return registration.attachment();
    }

    @Override
    public long submit(IoOps wish) {
      boolean nothing = wish.equals(EpollIoOps.NONE);
      added |= !nothing;
      return registration.submit(added && nothing ? EpollIoOps.EPOLLET : wish);
    }

    @Override
    public boolean isValid() {
      return registration.isValid();
    }

    @Override
    public boolean cancel() {
      return registration.cancel();
    }
  }
}
