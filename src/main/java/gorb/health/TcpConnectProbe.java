package gorb.health;

import gorb.model.CheckMethod;
import gorb.model.CheckTarget;
import gorb.model.Resolver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;

/** Makes a TCP connection and closes it. */
record TcpConnectProbe(CheckMethod.TcpConnect method, Resolver resolver) implements Probe {
  @Override
  public void run() throws IOException {
    connect(method.target(), resolver).close();
  }

  /** A new connection to a target, never through a proxy; a name is resolved now. */
  static Socket connect(CheckTarget target, Resolver resolver) throws IOException {
    var address = new InetSocketAddress(resolver.resolve(target.host()).toInetAddress(), target.port());
    var socket = new Socket(Proxy.NO_PROXY);
    try {
      socket.connect(address);
      if (isConnectedToItself(socket)) {
        throw new CheckFailedException("refused connection");
      }
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Whether a socket is both ends of its connection. So it can be where nobody listens at a port of this host that lies
   * in the range of ephemeral ports, and the kernel happens to choose it as ours (simultaneous open, RFC 9293 §3.5).
   */
  static boolean isConnectedToItself(Socket socket) {
    return socket.getLocalPort() == socket.getPort() && socket.getLocalAddress().equals(socket.getInetAddress());
  }
}
