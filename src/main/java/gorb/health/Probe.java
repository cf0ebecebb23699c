package gorb.health;

import gorb.model.Advice;
import gorb.model.CheckMethod;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One check of one kind, bound to its target. Runs once, on a virtual thread of its own.
 *
 * <p>A probe may block, and need not watch the time: at the deadline of the whole check its thread is interrupted, which
 * closes a socket that it waits on. What it must do is bound how much it reads, let go of everything when it ends, and
 * not swallow an interrupt before it has its verdict.
 */
@FunctionalInterface
interface Probe extends AutoCloseable {
  /**
   * Asks the server; returns when it is well.
   *
   * @throws CheckFailedException with the reason in words, when the server answered and is not well
   * @throws CheckNotMadeException with the reason in words, when this host lacks what it takes
   * @throws IOException when the exchange failed, or was interrupted
   */
  void run() throws IOException;

  /**
   * The same, and what the server advises about its weight.
   *
   * @return null for nothing
   */
  default @Nullable Advice ask() throws IOException {
    run();
    return null;
  }

  /** Whether it keeps something between its runs: it is made once then, and closed when it is of no use any more. */
  default boolean isKept() {
    return false;
  }

  /** Lets go of what it keeps; at most while no run is under way, or a last one. */
  @Override
  default void close() {}

  /**
   * The probe of a method.
   *
   * @param again is called when it should run before its time
   */
  static Probe of(CheckMethod method, Equipment equipment, Runnable again) {
    var connector = equipment.connector();
    return switch (method) {
      case CheckMethod.Always _ -> new AlwaysProbe();
      case CheckMethod.TcpConnect tcp -> new TcpConnectProbe(tcp, connector);
      case CheckMethod.Agent agent -> new AgentProbe(agent, connector);
      case CheckMethod.Udp udp -> new UdpProbe(udp, connector);
      case CheckMethod.Dns dns -> new DnsProbe(dns, connector);
      case CheckMethod.Grpc grpc -> new GrpcProbe(grpc, connector);
      case CheckMethod.Exec exec -> new ExecProbe(exec, equipment.commands(), connector);
      case CheckMethod.Held held -> new HeldProbe(held, connector, equipment.held(), again);
      case CheckMethod.HttpStatus http -> new HttpStatusProbe(http, connector);
    };
  }
}
