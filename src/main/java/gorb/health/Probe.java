package gorb.health;

import gorb.model.CheckMethod;
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
   * @throws CheckNotMadeException with the reason in words, when this host lacks what it takes
   * @throws IOException when the exchange failed, or was interrupted
   */
  void run() throws IOException;

  /** The probe of a method. */
  static Probe of(CheckMethod method, Connector connector) {
    return switch (method) {
      case CheckMethod.Always _ -> new AlwaysProbe();
      case CheckMethod.TcpConnect tcp -> new TcpConnectProbe(tcp, connector);
      case CheckMethod.HttpStatus http -> new HttpStatusProbe(http, connector);
    };
  }
}
