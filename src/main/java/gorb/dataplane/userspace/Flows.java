package gorb.dataplane.userspace;

import gorb.dataplane.userspace.scheduling.Flow;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.ServerKey;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The flows of UDP on one event loop, which alone may use this: which server a client's datagrams go to, and back.
 *
 * <p>A flow begins with a client's first datagram and ends after a time without any, in either direction. A flow whose
 * server was removed, refused a datagram (ICMP), or is quiesced and does not answer is scheduled anew with its next
 * datagram. With one-packet scheduling every datagram is scheduled by itself; what is kept then is only the way back.
 *
 * <p>Each flow has a socket of its own, whose port tells the server's answers apart. Their number is bounded: a new
 * flow takes the place of the one that was silent longest.
 *
 * <p>An empty datagram is dropped: Netty sends none.
 */
final class Flows {
  private final Forwarding forwarding;
  private final EventLoop loop;
  private final int most;
  /** The one whose client was silent longest first. */
  private final LinkedHashMap<Key, DatagramFlow> byKey = new LinkedHashMap<>(16, 0.75f, true);
  /** Those with datagrams that wait for the end of a batch. */
  private final List<DatagramFlow> unsent = new ArrayList<>();
  private boolean sweeping;

  Flows(Forwarding forwarding, EventLoop loop) {
    this.forwarding = forwarding;
    this.loop = loop;
    most = Math.max(1, forwarding.settings().mostFlows() / forwarding.settings().eventLoops());
  }

  /**
   * Passes on a datagram that arrived at a service, with the next {@link #flush}, or drops it where no server may be
   * chosen.
   */
  void forward(Channel service, Balancer balancer, DatagramPacket datagram) {
    var flow = balancer.isOnePacket()
        ? ofOnePacket(service, balancer, datagram.sender())
        : ofClient(service, balancer, datagram.sender());
    if (flow == null) {
      datagram.release();
    } else if (flow.send(datagram.content(), forwarding.ticker().nanoTime())) {
      unsent.add(flow);
    }
  }

  /** The end of a batch of datagrams. */
  void flush() {
    unsent.forEach(DatagramFlow::flush);
    unsent.clear();
  }

  /** Ends the flows to some servers. */
  void end(Predicate<Server> toServer) {
    endIf(flow -> toServer.test(flow.server()));
  }

  /** Ends the flows of a service that is no more. */
  void endOf(Channel service) {
    endIf(flow -> flow.service().equals(service));
  }

  private @Nullable DatagramFlow ofClient(Channel service, Balancer balancer, InetSocketAddress client) {
    var key = new Key(service, client, null);
    var flow = byKey.get(key);
    if (flow != null && flow.mayGoOn()) {
      return flow;
    }
    Server avoided = null;
    if (flow != null) {
      avoided = flow.hasFailed() ? flow.server() : null;
      flow.close();
      byKey.remove(key);
    }
    var assignment = balancer.begin(schedulingFlow(service, client), avoided);
    return assignment == null ? null : open(key, assignment, assignment.server());
  }

  private @Nullable DatagramFlow ofOnePacket(Channel service, Balancer balancer, InetSocketAddress client) {
    var assignment = balancer.begin(schedulingFlow(service, client), null);
    if (assignment == null) {
      return null;
    }
    assignment.end();
    var key = new Key(service, client, assignment.key());
    var flow = byKey.get(key);
    if (flow != null && !flow.hasFailed() && !flow.server().removed()) {
      return flow;
    }
    if (flow != null) {
      flow.close();
    }
    return open(key, null, assignment.server());
  }

  private @Nullable DatagramFlow open(Key key, @Nullable Assignment assignment, Server server) {
    if (byKey.size() >= most) {
      var silent = byKey.pollFirstEntry();
      silent.getValue().close();
    }
    var flow = new DatagramFlow(key.service(), key.client(), server, assignment);
    if (!flow.open(forwarding, loop)) {
      flow.close();
      return null;
    }
    byKey.put(key, flow);
    sweepLater(forwarding.settings().flowTimeout().toNanos());
    return flow;
  }

  private static Flow schedulingFlow(Channel service, InetSocketAddress client) {
    var vip = (InetSocketAddress) service.localAddress();
    return new Flow(
        Protocol.UDP,
        IpAddress.of(client.getAddress()),
        client.getPort(),
        IpAddress.of(vip.getAddress()),
        vip.getPort());
  }

  private void endIf(Predicate<DatagramFlow> ends) {
    byKey.values().removeIf(flow -> {
      boolean isOver = ends.test(flow);
      if (isOver) {
        flow.close();
      }
      return isOver;
    });
  }

  private void sweepLater(long nanos) {
    if (!sweeping) {
      sweeping = true;
      var _ = loop.schedule(this::sweep, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /** Ends what was silent for too long, and comes back when the next one may be. */
  private void sweep() {
    sweeping = false;
    long now = forwarding.ticker().nanoTime();
    long timeout = forwarding.settings().flowTimeout().toNanos();
    for (var entry : List.copyOf(byKey.entrySet())) {
      long silent = now - entry.getValue().usedNanos();
      if (silent >= timeout) {
        entry.getValue().close();
        byKey.remove(entry.getKey());
      } else {
        sweepLater(timeout - silent);
        return;
      }
    }
  }

  /**
   * What tells flows apart.
   *
   * @param service its socket, on this event loop
   * @param client where its datagrams come from
   * @param server with one-packet scheduling, where they go
   */
  private record Key(Channel service, InetSocketAddress client, @Nullable ServerKey server) {}
}
