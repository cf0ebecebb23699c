package gorb.dataplane.userspace;

import gorb.dataplane.userspace.scheduling.Flow;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Takes the connections of one listening socket, on its event loop. */
final class Acceptor implements Streams.Accepting {
  /** How long nothing is accepted after a lack of descriptors. */
  static final Duration PAUSE = Duration.ofMillis(200);

  private static final System.Logger LOG = System.getLogger(Acceptor.class.getName());

  private final Forwarding forwarding;
  private final Balancer balancer;
  private final Worker worker;

  Acceptor(Forwarding forwarding, Balancer balancer, Worker worker) {
    this.forwarding = forwarding;
    this.balancer = balancer;
    this.worker = worker;
  }

  @Override
  public void accepted(Stream client, InetSocketAddress from, InetSocketAddress to) {
    var flow = new Flow(
        Protocol.TCP, IpAddress.of(from.getAddress()), from.getPort(), IpAddress.of(to.getAddress()), to.getPort());
    new Connection(forwarding, balancer, client, worker, flow).begin();
  }

  @Override
  public void failed(Streams.Listening listening, IOException cause) {
    var shortage = SocketError.of(cause).filter(SocketError::isShortage);
    if (shortage.isEmpty()) {
      LOG.log(System.Logger.Level.DEBUG, "event=accept-failed", cause);
      return;
    }
    forwarding.shortage().report(shortage.get(), worker.loop());
    forwarding.shortage().paused();
    listening.accept(false);
    var _ = worker.loop().schedule(() -> listening.accept(true), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
