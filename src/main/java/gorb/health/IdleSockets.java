package gorb.health;

import gorb.ffm.TcpSockets;

/**
 * Sockets whose connections ended by a reset, kept to be connected anew: to open and to close one takes a fifth of what a
 * check of kind {@code tcp} costs. Confined to the thread of the loop.
 */
final class IdleSockets {
  /** Of each family: as many as begin at once where tens of thousands are checked a second. */
  static final int MOST = 128;

  private final TcpSockets sockets;
  private final Stack ipv4 = new Stack();
  private final Stack ipv6 = new Stack();

  IdleSockets(TcpSockets sockets) {
    this.sockets = sockets;
  }

  /** One that is kept, or a new one: a descriptor, or the negative of an errno. */
  int take(boolean isIpv6) {
    var kept = isIpv6 ? ipv6 : ipv4;
    return kept.size > 0 ? kept.descriptors[--kept.size] : sockets.socket(isIpv6);
  }

  /** Takes one without a connection, which is closed where there are enough. */
  void give(int socket, boolean isIpv6) {
    var kept = isIpv6 ? ipv6 : ipv4;
    if (kept.size < MOST) {
      kept.descriptors[kept.size++] = socket;
    } else {
      sockets.close(socket);
    }
  }

  void close() {
    ipv4.close(sockets);
    ipv6.close(sockets);
  }

  private static final class Stack {
    private final int[] descriptors = new int[MOST];
    private int size;

    private void close(TcpSockets sockets) {
      while (size > 0) {
        sockets.close(descriptors[--size]);
      }
    }
  }
}
