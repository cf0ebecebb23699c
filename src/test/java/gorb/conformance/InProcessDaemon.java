package gorb.conformance;

import gorb.api.Access;
import gorb.api.AccessRoutes;
import gorb.api.Api;
import gorb.api.Control;
import gorb.api.Probes;
import gorb.control.Announcer;
import gorb.control.Change;
import gorb.control.Controller;
import gorb.control.ControllerLoop;
import gorb.control.DriftPolicy;
import gorb.control.Event;
import gorb.control.IntentStore;
import gorb.control.KeptIntent;
import gorb.control.Outcome;
import gorb.control.Revisions;
import gorb.control.ServerRef;
import gorb.control.Snapshot;
import gorb.control.TurnListener;
import gorb.dataplane.ConnectionTable;
import gorb.dataplane.Counters;
import gorb.dataplane.Dataplane;
import gorb.document.Names;
import gorb.http.HttpServer;
import gorb.http.Limits;
import gorb.http.ListenAddress;
import gorb.model.IpAddress;
import gorb.model.Resolver;
import gorb.model.ServerHealth;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * API, HTTP server and control over a data plane within this process: a daemon without health checks, whose verdicts a
 * test reports itself. Its wall clock stands still, the one for durations does not.
 */
public final class InProcessDaemon implements AutoCloseable {
  /** When it is. */
  public static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  /** The address of services that name no host. */
  public static final IpAddress DEFAULT_ADDRESS = IpAddress.of("10.0.0.1");

  private static final Resolver RESOLVER = host -> {
    if (host.equals("localhost")) {
      return IpAddress.of("127.0.0.1");
    }
    return IpAddress.parse(host).orElseThrow(() -> new UnknownHostException("lookup " + host + ": no such host"));
  };

  private final ControllerLoop loop;
  private final HttpServer server;
  private final InetSocketAddress address;

  private InProcessDaemon(Dataplane dataplane, Access access, Limits limits, Optional<IpAddress> defaultAddress)
      throws IOException {
    InstantSource clock = InstantSource.fixed(NOW);
    var store = IntentStore.inMemory();
    loop = new ControllerLoop(new Controller(dataplane, Announcer.NONE, KeptIntent.in(store), DriftPolicy.REPAIR, clock,
        System::nanoTime, TurnListener.NONE), clock);
    loop.start();
    var control = new Control() {
      @Override
      public Snapshot snapshot() {
        return loop.snapshot();
      }

      @Override
      public CompletableFuture<Outcome> request(Change change) {
        return loop.request(change);
      }

      @Override
      public CompletableFuture<Void> look() {
        loop.submit(new Event.ResyncDue());
        return loop.signOfLife();
      }

      @Override
      public Optional<ConnectionTable> connectionTable() {
        return dataplane.connectionTable();
      }

      @Override
      public Optional<Counters> counters() {
        return dataplane.counters();
      }

      @Override
      public Revisions kept() {
        return store;
      }
    };
    var routes = new ArrayList<>(Api.routes(control, RESOLVER, () -> defaultAddress, "a test"));
    routes.addAll(new AccessRoutes(access).routes());
    var api = new Api(access, routes);
    server = new HttpServer(new Probes(() -> loop.snapshot().unreachable().stream().toList(), api), limits, clock);
    var bound = server.listen(new ListenAddress(IpAddress.of("127.0.0.1"), 0));
    address = new InetSocketAddress("127.0.0.1", bound.port());
  }

  /** A daemon as by default. */
  public static InProcessDaemon over(Dataplane dataplane) throws IOException {
    return with(dataplane, Limits.DEFAULT);
  }

  /** A daemon with other bounds. */
  public static InProcessDaemon with(Dataplane dataplane, Limits limits) throws IOException {
    return new InProcessDaemon(dataplane, local(), limits, Optional.of(DEFAULT_ADDRESS));
  }

  /** A daemon on an interface without address. */
  public static InProcessDaemon withoutAddress(Dataplane dataplane) throws IOException {
    return new InProcessDaemon(dataplane, local(), Limits.DEFAULT, Optional.empty());
  }

  /** Where its API listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** Listens on a Unix socket, too. */
  public InProcessDaemon listen(Path socket) throws IOException {
    server.listen(socket);
    return this;
  }

  /** The newest state. */
  public Snapshot snapshot() {
    return loop.snapshot();
  }

  /** Names the present life of a backend. */
  public ServerRef ref(String service, String backend) {
    var server = Objects.requireNonNull(snapshot().intent().server(service, backend));
    return new ServerRef(service, backend, server.incarnation());
  }

  /** What a health check would report; in force with the next change or {@link #settle}. */
  public void report(ServerRef server, ServerHealth health) {
    loop.submit(new Event.HealthReported(server, health));
  }

  /** Waits until everything that was submitted is in force. */
  public void settle() {
    loop.request(new Change.RemoveService("no such service")).join();
  }

  @Override
  public void close() {
    server.close();
    loop.close();
  }

  private static Access local() {
    return new Access(new Access.Rule.Local(), Set.of());
  }
}
