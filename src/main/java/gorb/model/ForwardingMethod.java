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

  /**
   * A connection of this host's own to the server, as forwarding in user space makes it, by which the server learns who
   * the client is. One that says nothing of the client is {@link Masquerade}.
   *
   * @param introduction what is sent before the first byte of the client
   * @param source whose address the connection comes from
   */
  record Proxied(Introduction introduction, Source source) implements ForwardingMethod {
    public Proxied {
      if (introduction == Introduction.NONE && source == Source.HOST) {
        throw new IllegalArgumentException("says nothing of the client (expected: masquerade)");
      }
    }

    /** The method that says so much of the client: {@link Masquerade} where it says nothing. */
    public static ForwardingMethod of(Introduction introduction, Source source) {
      return introduction == Introduction.NONE && source == Source.HOST ? MASQUERADE : new Proxied(introduction, source);
    }
  }

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

  /** What a server is told before the first byte of a client. */
  enum Introduction {
    /** Nothing. */
    NONE,
    /** The header of version 2 of the PROXY protocol, with the client's address and the one that it asked. */
    V2
  }

  /** Whose address a server sees as its client's. */
  enum Source {
    /** This host's. */
    HOST,
    /** The client's own; answers must be routed back through this host. */
    CLIENT
  }

  /** The checksum of an encapsulation ({@code IP_VS_TUNNEL_ENCAP_FLAG_*}). */
  enum Checksum {
    NONE,
    FULL,
    /** Remote checksum offload; GUE only. */
    REMOTE
  }
}
