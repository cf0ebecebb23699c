package gorb.http;

import gorb.model.IpAddress;

/** Who sent a request. */
public sealed interface Peer {
  /** A client over TCP. */
  record Tcp(IpAddress address) implements Peer {
    /** The address. */
    @Override
    public String toString() {
      return address.toString();
    }
  }

  /** A client over the Unix socket: whoever the mode of its file lets in. */
  record UnixSocket() implements Peer {
    /** {@code unix}. */
    @Override
    public String toString() {
      return "unix";
    }
  }
}
