package gorb.dataplane.userspace;

import gorb.dataplane.userspace.ProxySettings.Addresses;
import gorb.model.Protocol;
import gorb.model.ServiceKey;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The sockets of a service: one for each event loop, so that a connection or flow never changes threads. */
final class Listener {
  private final List<Part> parts;

  private Listener(List<Part> parts) {
    this.parts = List.copyOf(parts);
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
    requireFree(forwarding, service.protocol(), address);
    var parts = new ArrayList<Part>();
    for (var worker : workers) {
      try {
        parts.add(switch (service.protocol()) {
          case TCP -> accept(forwarding, worker, address, new Acceptor(forwarding, balancer, worker));
          case UDP -> receive(worker, address, balancer);
          case SCTP -> throw new IllegalArgumentException("SCTP is not forwarded in user space");
        });
      } catch (IOException e) {
        new Listener(parts).close();
        throw new IOException("listen on " + address, e);
      }
    }
    return new Listener(parts);
  }

  /** Stops accepting and receiving; returns when the address is free. */
  void close() {
    parts.stream().map(part -> part.loop().submit(part.close())).toList()
        .forEach(closed -> closed.awaitUninterruptibly());
    parts.forEach(part -> awaitNextSelection(part.loop()));
  }

  private static Part accept(Forwarding forwarding, Worker worker, InetSocketAddress address, Acceptor acceptor)
      throws IOException {
    var listening = forwarding.transport().streams().listen(worker.loop(), address, acceptor);
    return new Part(worker.loop(), listening::close);
  }

  private static Part receive(Worker worker, InetSocketAddress address, Balancer balancer) throws IOException {
    var port = worker.flows().listen(address, balancer);
    return new Part(worker.loop(), () -> worker.flows().close(port));
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
  private static void requireFree(Forwarding forwarding, Protocol protocol, InetSocketAddress address)
      throws IOException {
    if (forwarding.transport().isNative() && forwarding.settings().addresses() == Addresses.TO_COME) {
      FreeBind.requireFree(protocol, address);
      return;
    }
    if (protocol == Protocol.UDP) {
      // A socket of the address's own family: the JDK's DatagramSocket takes every address of both for one.
      try (var socket = DatagramChannel.open(address.getAddress() instanceof Inet4Address
          ? StandardProtocolFamily.INET
          : StandardProtocolFamily.INET6)) {
        socket.bind(address);
      }
      return;
    }
    try (var socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    }
  }

  /**
   * The socket of one event loop.
   *
   * @param close to be called on the loop, where it is done at once
   */
  private record Part(EventLoop loop, Runnable close) {}
}
