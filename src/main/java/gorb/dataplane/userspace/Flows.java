package gorb.dataplane.userspace;

import gorb.dataplane.Carried;
import gorb.dataplane.userspace.scheduling.Flow;
import gorb.model.Protocol;
import gorb.model.ServerKey;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The flows of UDP on one event loop: which server a client's datagrams go to, and back. Where a method does not say
 * otherwise, only the loop may call it.
 *
 * <p>A flow begins with a client's first datagram and ends after a time without any, in either direction. A flow whose
 * server was removed, refused a datagram (ICMP), or is quiesced and does not answer is scheduled anew with its next
 * datagram. With one-packet scheduling every datagram is scheduled by itself; what is kept then is only the way back.
 *
 * <p>Each flow has a socket of its own, whose port tells the server's answers apart. Their number is bounded: a new
 * flow takes the place of the one that was silent longest. Datagrams that arrive together and go to one server leave
 * together.
 */
final class Flows {
  /** How many batches are received before other sockets have their turn. */
  private static final int MOST_BATCHES = 4;

  private final Forwarding forwarding;
  private final EventLoop loop;
  private final Datagrams datagrams;
  private final int most;
  /** The one whose client was silent longest first. */
  private final LinkedHashMap<Key, DatagramFlow> byKey = new LinkedHashMap<>(16, 0.75f, true);
  private boolean sweeping;

  Flows(Forwarding forwarding, EventLoop loop) {
    this.forwarding = forwarding;
    this.loop = loop;
    datagrams = forwarding.transport().datagrams().of(loop);
    most = Math.max(1, forwarding.settings().mostFlows() / forwarding.settings().eventLoops());
  }

  /** Receives the datagrams of a service. Any thread may call. */
  Datagrams.Port listen(InetSocketAddress address, Balancer balancer) throws IOException {
    return datagrams.bind(address, service -> arrived(service, balancer));
  }

  /** Receives no more of a service, whose flows end. */
  void close(Datagrams.Port service) {
    service.close();
    endIf(flow -> flow.service().equals(service));
  }

  /** Ends the flows to some servers. */
  void end(Predicate<Server> toServer) {
    endIf(flow -> toServer.test(flow.server()));
  }

  /** All of them, the one whose client was silent longest first. */
  Stream<Carried> listed() {
    return byKey.values().stream().map(DatagramFlow::listed);
  }

  private void arrived(Datagrams.Port service, Balancer balancer) {
    for (int batch = 0; batch < MOST_BATCHES; batch++) {
      int count;
      try {
        count = service.receive();
      } catch (IOException _) {
        // An error of an answer that was sent before: the next event brings what is there.
        return;
      }
      if (count == 0) {
        return;
      }
      forward(service, balancer, count);
    }
  }

  /** Passes on a batch, each datagram to its flow's server, or drops it where no server may be chosen. */
  private void forward(Datagrams.Port service, Balancer balancer, int count) {
    var flows = new @Nullable DatagramFlow[count];
    long now = forwarding.ticker().nanoTime();
    for (int position = 0; position < count; position++) {
      var path = datagrams.path(position);
      var flow = balancer.isOnePacket() ? ofOnePacket(service, balancer, path) : ofClient(service, balancer, path);
      if (flow != null) {
        flow.used(now);
      }
      flows[position] = flow;
    }
    var together = new int[count];
    for (int position = 0; position < count; position++) {
      var flow = flows[position];
      if (flow == null) {
        continue;
      }
      int size = 0;
      for (int other = position; other < count; other++) {
        if (flows[other] == flow) {
          together[size++] = other;
          flows[other] = null;
        }
      }
      flow.send(together, size);
    }
  }

  private @Nullable DatagramFlow ofClient(Datagrams.Port service, Balancer balancer, Datagrams.Path path) {
    var key = new Key(service, path, null);
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
    var assignment = balancer.begin(schedulingFlow(path), avoided);
    return assignment == null ? null : open(key, assignment, assignment.server());
  }

  private @Nullable DatagramFlow ofOnePacket(Datagrams.Port service, Balancer balancer, Datagrams.Path path) {
    var assignment = balancer.begin(schedulingFlow(path), null);
    if (assignment == null) {
      return null;
    }
    assignment.end();
    var key = new Key(service, path, assignment.key());
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
    var flow = new DatagramFlow(forwarding, datagrams, key.service(), key.path(), server, assignment);
    try {
      flow.open();
    } catch (IOException e) {
      forwarding.report(e, loop);
      flow.close();
      return null;
    }
    byKey.put(key, flow);
    sweepLater(forwarding.settings().flowTimeout().toNanos());
    return flow;
  }

  private static Flow schedulingFlow(Datagrams.Path path) {
    return new Flow(
        Protocol.UDP,
        Datagrams.Path.address(path.client()),
        path.client().port(),
        Datagrams.Path.address(path.service()),
        path.service().port());
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
   * @param path where its datagrams come from, and at which address they arrive
   * @param server with one-packet scheduling, where they go
   */
  private record Key(Datagrams.Port service, Datagrams.Path path, @Nullable ServerKey server) {}
}
