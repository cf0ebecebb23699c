package gorb.dataplane.userspace;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoHandle;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A socket of UDP that an event loop tells when something may have arrived. Of any kind of event loop. */
abstract class JoiningPort implements Datagrams.Port, IoHandle {
  private final EventLoop loop;
  private final Consumer<Datagrams.Port> arrived;
  private @Nullable IoRegistration registration;

  /** @param arrived is told on the loop */
  JoiningPort(EventLoop loop, Consumer<Datagrams.Port> arrived) {
    this.loop = loop;
    this.arrived = arrived;
  }

  /** Is told of input from now on. On the event loop. */
  final void join(IoOps input) throws IOException {
    var joined = ((IoEventLoop) loop).register(this);
    if (!joined.isSuccess()) {
      throw new IOException("join the event loop", joined.cause());
    }
    registration = joined.getNow();
    registration.submit(input);
  }

  /** The same from any other thread; returns when it is done. */
  final void joinAndWait(IoOps input) throws IOException {
    try {
      loop.submit(() -> {
        join(input);
        return null;
      }).sync();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("bind", e);
    }
  }

  /** Is told no more. */
  final void leave() {
    if (registration != null) {
      registration.cancel();
    }
  }

  @Override
  public final void handle(IoRegistration of, IoEvent event) {
    arrived.accept(this);
  }
}
