package gorb.dataplane.userspace;

import gorb.model.Protocol;
import gorb.model.ServiceKey;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The sockets of a service: one for each event loop, so that a connection or flow never changes threads. */
final class Listener {
  private final List<Channel> channels;

  private Listener(List<Channel> channels) {
    this.channels = List.copyOf(channels);
  }

  /**
   * Listens on an address with all event loops, or with none.
   *
   * @param balancer chooses the servers of what arrives
   * @throws IOException with the errno's exception as its cause
   */
  static Listener open(
      Forwarding forwarding, List<Worker> workers, ServiceKey.Endpoint service, Balancer balancer)
      throws IOException {
    var address = new InetSocketAddress(service.vip().toInetAddress(), service.port());
    requireFree(service.protocol(), address);
    var channels = new ArrayList<Channel>();
    for (var worker : workers) {
      var bound = (switch (service.protocol()) {
        case TCP -> forwarding.listen(worker.loop(), address, new Acceptor(forwarding, balancer, worker));
        case UDP -> forwarding.receive(worker.loop(), address, new Receiver(balancer, worker.flows()));
        case SCTP -> throw new IllegalArgumentException("SCTP is not forwarded in user space");
      }).awaitUninterruptibly();
      if (!bound.isSuccess()) {
        new Listener(channels).close();
        throw new IOException("listen on " + address, bound.cause());
      }
      channels.add(bound.channel());
    }
    return new Listener(channels);
  }

  /** Stops accepting and receiving; returns when the address is free. */
  void close() {
    channels.stream().map(Channel::close).toList().forEach(closed -> closed.awaitUninterruptibly());
    channels.forEach(channel -> awaitNextSelection(channel.eventLoop()));
  }

  /**
   * Returns when an event loop has been through its selector once more: NIO lets go of a closed socket only there.
   * What a loop schedules for itself runs behind the selector, what it is handed may run before.
   */
  private static void awaitNextSelection(EventLoop loop) {
    var selected = loop.<Void>newPromise();
    Runnable behindSelector = () -> selected.setSuccess(null);
    loop.execute(() -> {
      var _ = loop.schedule(behindSelector, 0, TimeUnit.NANOSECONDS);
    });
    selected.awaitUninterruptibly();
  }

  /**
   * Binds the address as one that shares with nobody: {@code SO_REUSEPORT} alone would let two daemons listen on one
   * address, each with half of the clients, and neither would know.
   */
  private static void requireFree(Protocol protocol, InetSocketAddress address) throws IOException {
    if (protocol == Protocol.UDP) {
      try (var socket = new DatagramSocket(null)) {
        socket.bind(address);
      }
      return;
    }
    try (var socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    }
  }
}
