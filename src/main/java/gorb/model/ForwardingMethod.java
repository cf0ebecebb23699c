package gorb.model;

/** How packets reach a server (ipvsadm(8) {@code -m -g -i}; {@code IP_VS_CONN_F_FWD_MASK} of ip_vs.h). */
public sealed interface ForwardingMethod {
  /** The destination address is rewritten; answers pass through the director. */
  ForwardingMethod MASQUERADE = new Masquerade();
  /** The packet goes unchanged to the server's MAC address; answers bypass the director. */
  ForwardingMethod DIRECT_ROUTE = new DirectRoute();
  /** The packet travels within an IPIP tunnel; answers bypass the director. */
  ForwardingMethod IPIP = new Tunnel(new Encapsulation.Ipip());

  /** Network address translation. */
  record Masquerade() implements ForwardingMethod {}

  /** Direct routing: the server holds the virtual address itself and has the service's port. */
  record DirectRoute() implements ForwardingMethod {}

  /** A tunnel to the server, which holds the virtual address itself. */
  record Tunnel(Encapsulation encapsulation) implements ForwardingMethod {}

  /** The server is this host. Only ever observed in a kernel, never asked for. */
  record LocalNode() implements ForwardingMethod {}

  /** The cache bypass of the kernel. Only ever observed, never asked for. */
  record Bypass() implements ForwardingMethod {}

  /** What wraps a tunnelled packet. */
  sealed interface Encapsulation {
    /** IP in IP (RFC 2003), any kernel. */
    record Ipip() implements Encapsulation {}

    /**
     * Generic UDP Encapsulation, since Linux 5.2.
     *
     * @param port the server's UDP port, 1..65535
     * @param checksum since Linux 5.3
     */
    record Gue(int port, Checksum checksum) implements Encapsulation {
      public Gue {
        if (port < 1 || port > Ports.HIGHEST) {
          throw new IllegalArgumentException("gue port: " + port + " (expected: 1.." + Ports.HIGHEST + ")");
        }
      }
    }

    /** Generic Routing Encapsulation (RFC 2784), since Linux 5.3. */
    record Gre(Checksum checksum) implements Encapsulation {}
  }

  /** The checksum of an encapsulation ({@code IP_VS_TUNNEL_ENCAP_FLAG_*}). */
  enum Checksum {
    NONE,
    FULL,
    /** Remote checksum offload; GUE only. */
    REMOTE
  }
}
