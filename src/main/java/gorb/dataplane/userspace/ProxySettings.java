package gorb.dataplane.userspace;

import java.time.Duration;

/**
 * The settings of forwarding in user space.
 *
 * @param eventLoops how many threads forward; 1 or more
 * @param connectTimeout for one attempt to reach a server; 1 ms to 2147483647 ms
 * @param idleTimeout after which a connection without a byte in either direction is reset; 1 ms or more
 * @param flowTimeout after which a flow of UDP without a datagram in either direction is forgotten; 1 ms or more
 * @param mostFlows of UDP at once, each with a socket; a new one then takes the place of the most silent
 * @param removal what becomes of the connections of a server or service that is removed
 * @param drainTimeout how long connections may go on when the data plane is closed; 0 or more
 * @param addresses whether services may listen at addresses that this host does not have yet
 */
public record ProxySettings(
    int eventLoops,
    Duration connectTimeout,
    Duration idleTimeout,
    Duration flowTimeout,
    int mostFlows,
    Removal removal,
    Duration drainTimeout,
    Addresses addresses) {

  public ProxySettings {
    requireOneOrMore("event loops", eventLoops);
    requireOneOrMore("flows", mostFlows);
    if (connectTimeout.toMillis() < 1 || connectTimeout.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("connect timeout: " + connectTimeout + " (expected: 1 ms..2147483647 ms)");
    }
    requireMillisecond("idle timeout", idleTimeout);
    requireMillisecond("flow timeout", flowTimeout);
    if (drainTimeout.isNegative()) {
      throw new IllegalArgumentException("drain timeout: " + drainTimeout + " (expected: 0 or more)");
    }
  }

  /** What becomes of the TCP connections of a server that is removed. Flows of UDP go to another one at once. */
  public enum Removal {
    /** They go on until they end by themselves. */
    FINISH,
    /** They are reset. */
    CUT
  }

  /** What is known of the addresses of services when they begin. */
  public enum Addresses {
    /** This host has them: one that it does not have is refused. */
    PRESENT,
    /** They may be given to an interface later (Netty's native library only). */
    TO_COME
  }

  /**
   * The defaults: 5 s for an attempt to connect; 15 minutes of silence on a TCP connection and 5 minutes on a flow of
   * UDP, as IPVS; 16,384 flows; connections of removed servers finish; 5 s to drain; addresses are
   * present.
   *
   * @param eventLoops how many threads forward; 1 or more
   */
  public static ProxySettings of(int eventLoops) {
    return new ProxySettings(
        eventLoops,
        Duration.ofSeconds(5),
        Duration.ofMinutes(15),
        Duration.ofMinutes(5),
        16_384,
        Removal.FINISH,
        Duration.ofSeconds(5),
        Addresses.PRESENT);
  }

  /** The same with another connect timeout. */
  public ProxySettings withConnectTimeout(Duration timeout) {
    return new ProxySettings(
        eventLoops, timeout, idleTimeout, flowTimeout, mostFlows, removal, drainTimeout, addresses);
  }

  /** The same with another idle timeout. */
  public ProxySettings withIdleTimeout(Duration timeout) {
    return new ProxySettings(
        eventLoops, connectTimeout, timeout, flowTimeout, mostFlows, removal, drainTimeout, addresses);
  }

  /** The same with another timeout and number of flows. */
  public ProxySettings withFlows(Duration timeout, int most) {
    return new ProxySettings(eventLoops, connectTimeout, idleTimeout, timeout, most, removal, drainTimeout, addresses);
  }

  /** The same with another fate of removed servers' connections. */
  public ProxySettings withRemoval(Removal fate) {
    return new ProxySettings(
        eventLoops, connectTimeout, idleTimeout, flowTimeout, mostFlows, fate, drainTimeout, addresses);
  }

  /** The same with another time to drain. */
  public ProxySettings withDrainTimeout(Duration timeout) {
    return new ProxySettings(
        eventLoops, connectTimeout, idleTimeout, flowTimeout, mostFlows, removal, timeout, addresses);
  }

  /** The same with services at other addresses. */
  public ProxySettings withAddresses(Addresses where) {
    return new ProxySettings(
        eventLoops, connectTimeout, idleTimeout, flowTimeout, mostFlows, removal, drainTimeout, where);
  }

  private static void requireOneOrMore(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
    }
  }

  private static void requireMillisecond(String name, Duration value) {
    if (value.toMillis() < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: 1 ms or more)");
    }
  }
}
