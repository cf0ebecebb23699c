package gorb.model;

import java.time.Duration;

/** Whether a client keeps its server over several connections (ipvsadm(8) {@code -p}). */
public sealed interface Persistence {
  /** Every connection is scheduled by itself. */
  record None() implements Persistence {}

  /**
   * A client, or a network of clients, keeps its server for a while.
   *
   * @param timeout how long after its last connection; whole seconds, 1 s or more
   * @param prefixLength how many leading bits of the client's address count: 1..32 for IPv4, 1..128 for IPv6
   * @param engine what tells clients apart
   */
  record Sticky(Duration timeout, int prefixLength, Engine engine) implements Persistence {
    /** The kernel's default of ipvsadm(8): 300 s. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);

    public Sticky {
      if (timeout.getSeconds() < 1 || timeout.getNano() != 0 || timeout.getSeconds() > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("persistence timeout: " + timeout + " (expected: whole seconds, 1 s or more)");
      }
      if (prefixLength < 1 || prefixLength > 128) {
        throw new IllegalArgumentException("persistence prefix: " + prefixLength + " (expected: 1..128)");
      }
    }
  }

  /** What tells clients apart (the kernel's persistence engine, {@code PE_NAME}). */
  enum Engine {
    /** The client's address; the kernel has no engine then. */
    ADDRESS,
    /** The Call-ID of SIP (module {@code ip_vs_pe_sip}). */
    SIP
  }

  /** No persistence. */
  static Persistence none() {
    return new None();
  }
}
