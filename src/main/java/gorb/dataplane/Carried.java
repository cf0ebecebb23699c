package gorb.dataplane;

import gorb.model.IpAddress;
import java.time.Duration;

/**
 * A connection, flow or persistent client that a data plane carries now.
 *
 * @param protocol as the data plane names it, in lower case: {@code tcp}, {@code udp}, {@code sctp}; {@code ip} for the
 *     persistent client of a firewall mark
 * @param client who asks; with port 0 a persistent client
 * @param virtual whom it asks
 * @param server who answers
 * @param state as the data plane names it, such as {@code ESTABLISHED}
 * @param expires after which time without a packet it is forgotten
 */
public record Carried(
    String protocol, Endpoint client, Endpoint virtual, Endpoint server, String state, Duration expires) {
  /** What is left of a timeout that began so many nanoseconds ago, in whole seconds as the kernel tells them. */
  public static Duration left(Duration timeout, long silentNanos) {
    return Duration.ofSeconds(Math.max(0, timeout.minusNanos(silentNanos).toSeconds()));
  }

  /**
   * An address and a port.
   *
   * @param port 0..65535
   */
  public record Endpoint(IpAddress address, int port) {
    @Override
    public String toString() {
      return address.withPort(port);
    }
  }
}
