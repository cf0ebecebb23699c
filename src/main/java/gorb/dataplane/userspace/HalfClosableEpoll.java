package gorb.dataplane.userspace;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Netty's epoll, for sockets that may wait for nothing at times and for something again later.
 *
 * <p>Netty 4.2.18 takes a socket that waits for nothing out of the epoll set but remembers it as added, so that the next
 * wish fails: {@code epoll_ctl(..) failed with error(-2)} (github.com/netty/netty/pull/16689). A half-closed
 * connection gets there whenever its open direction waits for a slow reader, and would be reset with its data. So a
 * socket that was added stays: waiting for nothing becomes {@code EPOLLET} alone, which reports an error or the end of
 * both directions once and nothing else.
 */
record HalfClosableEpoll(IoHandler epoll) implements IoHandler {
  static IoHandlerFactory newFactory() {
    var epoll = EpollIoHandler.newFactory();
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new HalfClosableEpoll(epoll.newHandler(executor));
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
    return new Registration(epoll.register(handle));
  }

  @Override
  public void wakeup() {
    epoll.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> type) {
    return epoll.isCompatible(type);
  }

  /** A socket in the epoll set, used by its event loop alone. */
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
