package gorb.health;

import gorb.model.CheckTarget;
import gorb.model.Resolver;
import gorb.model.TlsSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Connects checks to their targets, never through a proxy; a name is resolved at each connection. Any thread may use it.
 */
final class Connector {
  private static final String[] NO_PROTOCOLS = {};

  private final Resolver resolver;
  private final TlsContexts contexts = new TlsContexts();

  Connector(Resolver resolver) {
    this.resolver = resolver;
  }

  /** The address of a target now. */
  InetSocketAddress address(CheckTarget target) throws IOException {
    return new InetSocketAddress(resolver.resolve(target.host()).toInetAddress(), target.port());
  }

  /** A new connection, introduced where the target wants that, with TLS set up where there are settings for it. */
  Socket open(CheckTarget target, @Nullable TlsSettings tls) throws IOException {
    return open(target, tls, NO_PROTOCOLS);
  }

  /** A new connection that offers protocols by their names of ALPN where it has TLS. */
  Socket open(CheckTarget target, @Nullable TlsSettings tls, String... protocols) throws IOException {
    var socket = new Socket(Proxy.NO_PROXY);
    try {
      socket.connect(address(target));
      if (isConnectedToItself(socket)) {
        throw new CheckFailedException("refused connection");
      }
      if (target.isIntroduced()) {
        socket.getOutputStream().write(LocalHeader.bytes());
      }
      return tls == null ? socket : secured(socket, target, tls, protocols);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** The context of each connection is its own: a session that is resumed would not have its certificate looked at. */
  private Socket secured(Socket plain, CheckTarget target, TlsSettings tls, String[] protocols) throws IOException {
    var name = tls.serverName() == null ? target.host() : tls.serverName();
    var socket = (SSLSocket) contexts.fresh(tls).getSocketFactory().createSocket(plain, name, target.port(), true);
    var parameters = socket.getSSLParameters();
    if (tls.verify()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  /**
   * Whether a socket is both ends of its connection. So it can be where nobody listens at a port of this host that lies
   * in the range of ephemeral ports, and the kernel happens to choose it as ours (simultaneous open, RFC 9293 §3.5).
   */
  static boolean isConnectedToItself(Socket socket) {
    return socket.getLocalPort() == socket.getPort() && socket.getLocalAddress().equals(socket.getInetAddress());
  }
}
