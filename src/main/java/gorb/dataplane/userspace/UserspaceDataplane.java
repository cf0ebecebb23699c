package gorb.dataplane.userspace;

import gorb.dataplane.Capabilities;
import gorb.dataplane.ConnectionTable;
import gorb.dataplane.Connections;
import gorb.dataplane.Counters;
import gorb.dataplane.Dataplane;
import gorb.dataplane.Refusal;
import gorb.dataplane.ServiceCounters;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.dataplane.userspace.scheduling.Sources;
import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod;
import gorb.model.Protocol;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * A data plane that forwards TCP and UDP in this process, for hosts without IPVS. Servers see this host as their
 * client.
 *
 * <p>What it does where IPVS has no counterpart, or another:
 *
 * <ul>
 *   <li>A service listens from the step that adds it; a client that finds no usable server is reset.
 *   <li>Weight 0 and a removed destination get no new connections. Established ones live on until they end; those of a
 *       removed destination are reset if the settings say so. Flows of UDP leave a removed destination at once, and a
 *       quiesced one when it does not answer.
 *   <li>A removed service stops listening at once; established connections as those of a removed destination.
 *   <li>A server that cannot be connected is passed over once for another, before a byte of the client was read.
 *   <li>The table, and with it all traffic, ends with the process.
 * </ul>
 *
 * <p>Steps, {@link #observe()} and {@link #close()} belong to the controller's thread; connections run on event loops
 * and meet it only in {@link Balancer}, under its lock. The answers of {@link #counters()} and {@link
 * #connectionTable()} belong to any thread.
 */
public final class UserspaceDataplane implements Dataplane {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Sources sources = Sources.ofSystem();
  private final Forwarding forwarding;
  private final List<Thread> threads = new ArrayList<>();
  private final MultiThreadIoEventLoopGroup group;
  private final Counters carried = new Carried();
  private final List<Worker> workers = new ArrayList<>();
  private Table table = Table.EMPTY;
  private volatile PSortedMap<ServiceKey, Frontend> frontends = TreePMap.empty();

  /** An empty table with its event loops running. */
  public UserspaceDataplane(ProxySettings settings) {
    this(settings, Transport.best(settings.addresses()));
  }

  UserspaceDataplane(ProxySettings settings, Transport transport) {
    this(settings, transport, Ticker.systemTicker());
  }

  /** @param ticker the clock of flows and persistent clients */
  UserspaceDataplane(ProxySettings settings, Transport transport, Ticker ticker) {
    forwarding = new Forwarding(transport, settings, new Shortage(), ticker);
    var factory = new DefaultThreadFactory("userspace");
    group = new MultiThreadIoEventLoopGroup(
        settings.eventLoops(),
        task -> {
          var thread = factory.newThread(task);
          threads.add(thread);
          return thread;
        },
        transport.handlers());
    group.forEach(loop -> workers.add(new Worker((EventLoop) loop, forwarding)));
    var _ = group.next().scheduleAtFixedRate(
        () -> frontends.values().forEach(frontend -> frontend.balancer().estimate()),
        Estimate.SECONDS, Estimate.SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        "userspace",
        "user space (TCP and UDP; Netty " + forwarding.transport().label() + ")",
        EnumSet.allOf(AddressFamily.class),
        Set.of(Protocol.TCP, Protocol.UDP),
        Set.of(ForwardingMethod.Masquerade.class, ForwardingMethod.Proxied.class),
        Set.of(Capabilities.Feature.PERSISTENCE, Capabilities.Feature.THRESHOLDS,
            Capabilities.Feature.SCHEDULER_AT_ONCE));
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
  public Map<ServerKey, Connections> connections(ServiceKey service) {
    var frontend = frontends.get(service);
    return frontend == null ? Map.of() : frontend.balancer().connections();
  }

  @Override
  public void flush() {
    frontends.values().forEach(Frontend::close);
    frontends = TreePMap.empty();
    table = Table.EMPTY;
    leave();
  }

  /**
   * Stops listening, lets connections go on for as long as the settings say, resets what is left, and returns when the
   * event loops have ended.
   */
  @Override
  public void close() {
    if (group.isShuttingDown()) {
      return;
    }
    flush();
    long deadline = forwarding.ticker().nanoTime() + settings().drainTimeout().toNanos();
    for (var drained : workers.stream().map(Worker::drained).toList()) {
      var _ = drained.awaitUninterruptibly(deadline - forwarding.ticker().nanoTime(), TimeUnit.NANOSECONDS);
    }
    workers.forEach(Worker::abortAll);
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

  /** What the services have carried. TCP counts no packets; bytes are payload, without headers. */
  @Override
  public Optional<Counters> counters() {
    return Optional.of(carried);
  }

  /** What is carried now: TCP, flows of UDP, and persistent clients. */
  @Override
  public Optional<ConnectionTable> connectionTable() {
    return Optional.of(new Listed(workers, this::balancers));
  }

  private Map<ServiceKey.Endpoint, Balancer> balancers() {
    var balancers = new LinkedHashMap<ServiceKey.Endpoint, Balancer>();
    frontends.forEach((key, frontend) -> balancers.put((ServiceKey.Endpoint) key, frontend.balancer()));
    return balancers;
  }

  /** Takes a step, or says why not and changes nothing. */
  private @Nullable Refusal take(Step step) {
    var refusal = Support.refusal(step, forwarding.transport().isNative());
    if (refusal == null) {
      refusal = Transparency.refusal(step);
    }
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
      case Step.AddService(_, var settings) -> frontend.balancer().edit(settings);
      case Step.EditService(_, var settings) -> frontend.balancer().edit(settings);
      case Step.RemoveService(var key) -> {
        frontend.close();
        frontends = frontends.minus(key);
        leave();
      }
      case Step.AddDestination(_, var server, var destination) ->
          frontend.balancer().put(server, destination);
      case Step.EditDestination(_, var server, var destination) ->
          frontend.balancer().put(server, destination);
      case Step.RemoveDestination(_, var server) -> {
        frontend.balancer().remove(server);
        leave();
      }
    }
    return null;
  }

  private @Nullable Refusal listen(Step step, ServiceKey key, ServiceSettings settings) {
    var endpoint = (ServiceKey.Endpoint) key;
    var balancer = new Balancer(endpoint.protocol(), settings, sources, forwarding.ticker());
    try {
      var listener = Listener.open(forwarding, workers, endpoint, balancer);
      frontends = frontends.plus(key, new Frontend(listener, balancer));
      return null;
    } catch (IOException e) {
      return new Refusal(step, SocketError.kind(e), "listen: " + SocketError.explain(e));
    }
  }

  private void leave() {
    workers.forEach(worker -> worker.leave(settings().removal()));
  }

  private ProxySettings settings() {
    return forwarding.settings();
  }

  /** A service that listens. */
  private record Frontend(Listener listener, Balancer balancer) {
    void close() {
      listener.close();
      balancer.removeAll();
    }
  }

  private final class Carried implements Counters {
    @Override
    public Map<ServiceKey, ServiceCounters> services() {
      var services = new TreeMap<ServiceKey, ServiceCounters>();
      frontends.forEach((key, frontend) -> services.put(key, frontend.balancer().counters()));
      return services;
    }

    @Override
    public long pauses() {
      return forwarding.shortage().pauses();
    }
  }
}
