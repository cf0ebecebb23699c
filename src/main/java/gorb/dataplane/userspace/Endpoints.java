package gorb.dataplane.userspace;

import gorb.ffm.InetEndpoint;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Addresses of sockets as the JDK has them, and as they are exchanged with the kernel. */
final class Endpoints {
  private Endpoints() {}

  static InetEndpoint of(InetSocketAddress address) {
    var bytes = ByteBuffer.wrap(address.getAddress().getAddress());
    return address.getAddress() instanceof Inet6Address six
        ? new InetEndpoint(true, bytes.getLong(), bytes.getLong(), address.getPort(), six.getScopeId())
        : new InetEndpoint(false, 0, Integer.toUnsignedLong(bytes.getInt()), address.getPort(), 0);
  }

  static InetSocketAddress toJdk(InetEndpoint endpoint) {
    try {
      var address = endpoint.scope() == 0
          ? InetAddress.getByAddress(endpoint.address())
          : Inet6Address.getByAddress(null, endpoint.address(), endpoint.scope());
      return new InetSocketAddress(address, endpoint.port());
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
