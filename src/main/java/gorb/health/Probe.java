package gorb.health;

import gorb.model.CheckMethod;
import gorb.model.Resolver;
import java.io.IOException;

/**
 * One check of one kind, bound to its target. Runs once, on a virtual thread of its own.
 *
 * <p>A probe may block, and need not watch the time: at the deadline of the whole check its thread is interrupted, which
 * closes a socket that it waits on. What it must do is bound how much it reads, let go of everything when it ends, and
 * not swallow an interrupt before it has its verdict.
 */
@FunctionalInterface
interface Probe {
  /**
   * Asks the server; returns when it is well.
   *
   * @throws CheckFailedException with the reason in words, when the server answered and is not well
   * @throws IOException when the exchange failed, or was interrupted
   */
  void run() throws IOException;

  /** The probe of a method. */
  static Probe of(CheckMethod method, Resolver resolver) {
    return switch (method) {
      case CheckMethod.Always _ -> new AlwaysProbe();
      case CheckMethod.TcpConnect tcp -> new TcpConnectProbe(tcp, resolver);
      case CheckMethod.HttpStatus http -> new HttpStatusProbe(http, resolver);
    };
  }
}
