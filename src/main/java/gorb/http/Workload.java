package gorb.http;

import java.lang.System.Logger.Level;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Runs the handler for requests, each on a virtual thread, within bounds on their number and size. Thread-safe. */
final class Workload implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Workload.class.getName());

  private final Handler handler;
  private final Semaphore running;
  private final Semaphore bytes;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());

  Workload(Handler handler, Limits limits) {
    this.handler = handler;
    this.running = new Semaphore(limits.handlers());
    this.bytes = new Semaphore(limits.bufferedBytes());
  }

  /** Sets room for received bytes aside; false where there is none. */
  boolean reserve(int size) {
    return bytes.tryAcquire(size);
  }

  /** Gives room back. */
  void release(int size) {
    bytes.release(size);
  }

  /** Handles a request in its own time, and hands the answer over on the handler's thread. */
  void handle(Request request, Consumer<Response> answer) {
    if (!running.tryAcquire()) {
      answer.accept(Response.error(503, "too many requests at once").with("Retry-After", "1"));
      return;
    }
    threads.execute(() -> {
      Response response;
      try {
        response = handler.handle(request);
      } catch (RuntimeException | Error e) {
        LOG.log(Level.ERROR, "event=request-failed method=" + request.method() + " target=" + request.target(), e);
        response = Response.error(500, "internal error: see the log of the daemon");
      } finally {
        running.release();
      }
      answer.accept(response);
    });
  }

  /** Interrupts what still runs. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
