package gorb.dataplane.userspace;

import java.time.Duration;

/**
 * The settings of forwarding in user space.
 *
 * @param eventLoops how many threads forward; 1 or more
 * @param connectTimeout for one attempt to reach a server; 1 ms to 2147483647 ms
 * @param idleTimeout after which a connection without a byte in either direction is reset; 1 ms or more
 */
public record ProxySettings(int eventLoops, Duration connectTimeout, Duration idleTimeout) {
  public ProxySettings {
    if (eventLoops < 1) {
      throw new IllegalArgumentException("event loops: " + eventLoops + " (expected: 1 or more)");
    }
    if (connectTimeout.toMillis() < 1 || connectTimeout.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("connect timeout: " + connectTimeout + " (expected: 1 ms..2147483647 ms)");
    }
    if (idleTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("idle timeout: " + idleTimeout + " (expected: 1 ms or more)");
    }
  }

  /**
   * The defaults: 5 s for an attempt to connect, and 15 minutes of silence, as IPVS's timeout of established TCP
   * connections.
   *
   * @param eventLoops how many threads forward; 1 or more
   */
  public static ProxySettings of(int eventLoops) {
    return new ProxySettings(eventLoops, Duration.ofSeconds(5), Duration.ofMinutes(15));
  }
}
