package gorb.dataplane.userspace;

import gorb.dataplane.Capabilities;
import gorb.dataplane.Dataplane;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.dataplane.userspace.scheduling.Algorithm;
import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.Protocol;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * A data plane that forwards TCP in this process, for hosts without IPVS. Servers see this host as their client.
 *
 * <p>What it does where IPVS has no counterpart, or another:
 *
 * <ul>
 *   <li>A service listens from the step that adds it; a client that finds no usable server is reset.
 *   <li>Weight 0 and a removed destination get no new connections; established ones live on until they end.
 *   <li>A removed service stops listening at once; established connections live on until they end.
 *   <li>A server that cannot be connected is passed over once for another, before a byte of the client was read.
 *   <li>The table, and with it all traffic, ends with the process.
 * </ul>
 *
 * <p>Steps, {@link #observe()} and {@link #close()} belong to the controller's thread; connections run on event loops
 * and meet it only in {@link Balancer}, under its lock. {@link #counters()} may be called by any thread.
 */
public final class UserspaceDataplane implements Dataplane {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Forwarding forwarding;
  private final List<Thread> threads = new ArrayList<>();
  private final MultiThreadIoEventLoopGroup group;
  private final List<Worker> workers = new ArrayList<>();
  private Table table = Table.EMPTY;
  private volatile PSortedMap<ServiceKey, Frontend> frontends = TreePMap.empty();

  /** An empty table with its event loops running. */
  public UserspaceDataplane(ProxySettings settings) {
    this(settings, Transport.best());
  }

  UserspaceDataplane(ProxySettings settings, Transport transport) {
    forwarding = new Forwarding(transport, settings, new Shortage());
    var factory = new DefaultThreadFactory("userspace");
    group = new MultiThreadIoEventLoopGroup(
        settings.eventLoops(),
        task -> {
          var thread = factory.newThread(task);
          threads.add(thread);
          return thread;
        },
        transport.handlers());
    group.forEach(loop -> workers.add(new Worker((EventLoop) loop)));
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        "userspace",
        "user space (TCP; Netty " + forwarding.transport().label() + ")",
        EnumSet.allOf(AddressFamily.class),
        Set.of(Protocol.TCP),
        Set.of(ForwardingMethod.Masquerade.class),
        Set.of());
  }

  @Override
  public Table observe() {
    return table;
  }

  @Override
  public List<Refusal> apply(List<Step> steps) {
    var refusals = new ArrayList<Refusal>();
    for (var step : steps) {
      var refusal = take(step);
      if (refusal == null) {
        table = table.after(step);
      } else {
        refusals.add(refusal);
      }
    }
    return List.copyOf(refusals);
  }

  @Override
  public void flush() {
    frontends.values().forEach(frontend -> frontend.listener().close());
    frontends = TreePMap.empty();
    table = Table.EMPTY;
  }

  /** Stops listening, resets every connection, and returns when the event loops have ended. */
  @Override
  public void close() {
    if (group.isShuttingDown()) {
      return;
    }
    flush();
    workers.forEach(Worker::abortConnections);
    group.shutdownGracefully(0, CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    boolean interrupted = Thread.interrupted();
    for (var thread : threads) {
      try {
        thread.join(CLOSE_TIMEOUT);
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the servers in the table have carried, by service. */
  public Map<ServiceKey, Map<ServerKey, ServerCounters>> counters() {
    var counters = new TreeMap<ServiceKey, Map<ServerKey, ServerCounters>>();
    frontends.forEach((key, frontend) -> counters.put(key, frontend.balancer().counters()));
    return counters;
  }

  /** Takes a step, or says why not and changes nothing. */
  private @Nullable Refusal take(Step step) {
    var refusal = Support.refusal(step);
    if (refusal == null) {
      refusal = table.refusal(step);
    }
    if (refusal != null) {
      return refusal;
    }
    var frontend = frontends.get(step.service());
    if (frontend == null) {
      return step instanceof Step.AddService(var key, var settings) ? listen(step, key, settings) : null;
    }
    switch (step) {
      case Step.AddService(var key, var settings) -> reschedule(key, settings, frontend.balancer());
      case Step.EditService(var key, var settings) -> reschedule(key, settings, frontend.balancer());
      case Step.RemoveService(var key) -> {
        frontend.listener().close();
        frontends = frontends.minus(key);
      }
      case Step.AddDestination(_, var server, var destination) ->
          frontend.balancer().put(server, destination.weight());
      case Step.EditDestination(_, var server, var destination) ->
          frontend.balancer().put(server, destination.weight());
      case Step.RemoveDestination(_, var server) -> frontend.balancer().remove(server);
    }
    return null;
  }

  private @Nullable Refusal listen(Step step, ServiceKey key, ServiceSettings settings) {
    var endpoint = (ServiceKey.Endpoint) key;
    var address = new InetSocketAddress(endpoint.vip().toInetAddress(), endpoint.port());
    var balancer = new Balancer(Algorithm.of(settings.scheduler()).orElseThrow());
    try {
      var listener = Listener.open(forwarding, workers, address, balancer);
      frontends = frontends.plus(key, new Frontend(listener, balancer));
      return null;
    } catch (IOException e) {
      return new Refusal(step, SocketError.kind(e), "listen: " + SocketError.explain(e));
    }
  }

  /** As the kernel: the same scheduler goes on where it is, another one begins. */
  private void reschedule(ServiceKey key, ServiceSettings settings, Balancer balancer) {
    var pool = table.pool(key);
    if (pool == null || !pool.settings().scheduler().equals(settings.scheduler())) {
      balancer.schedule(Algorithm.of(settings.scheduler()).orElseThrow());
    }
  }

  /** A service that listens. */
  private record Frontend(Listener listener, Balancer balancer) {}
}
