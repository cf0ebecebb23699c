package gorb.health;

import gorb.model.CheckMethod;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits only, for machines without epoll. */
record ParkedLoop(Thread thread) implements CheckLoop {
  @Override
  public @Nullable Exchange exchange(CheckMethod method, Runnable again, Consumer<@Nullable IOException> end) {
    return null;
  }

  @Override
  public void begin(List<Exchange> exchanges) {
    if (!exchanges.isEmpty()) {
      throw new IllegalArgumentException("exchanges: " + exchanges + " (expected: none)");
    }
  }

  @Override
  public void await(long nanos) {
    LockSupport.parkNanos(this, nanos);
  }

  @Override
  public void wakeUp() {
    LockSupport.unpark(thread);
  }

  @Override
  public void close() {}
}
