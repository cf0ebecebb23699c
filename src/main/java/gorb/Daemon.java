package gorb;

import gorb.announce.InterfaceAnnouncer;
import gorb.api.Access;
import gorb.api.AccessRoutes;
import gorb.api.Api;
import gorb.api.CheckLog;
import gorb.api.CheckRoutes;
import gorb.api.Control;
import gorb.api.Probes;
import gorb.api.Route;
import gorb.api.StoreRoutes;
import gorb.config.Config;
import gorb.config.Config.StopChoice;
import gorb.config.ConfigException;
import gorb.control.Announcer;
import gorb.control.Controller;
import gorb.control.ControllerLoop;
import gorb.control.ServerRef;
import gorb.control.Snapshot;
import gorb.control.StopPolicy;
import gorb.control.TurnListener;
import gorb.dataplane.Dataplane;
import gorb.dataplane.DataplaneException;
import gorb.discovery.Director;
import gorb.document.Hosts;
import gorb.events.EventStream;
import gorb.events.Surroundings;
import gorb.health.SharedChecks;
import gorb.http.Body;
import gorb.http.HttpServer;
import gorb.http.Limits;
import gorb.http.ListenAddress;
import gorb.http.Response;
import gorb.metrics.Metrics;
import gorb.model.Origin;
import gorb.netlink.Trace;
import gorb.systemd.ServiceNotices;
import gorb.ui.UiFiles;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The running program: the only place that wires its parts together, starts them in order and stops them in reverse.
 *
 * <p>A start that fails leaves the data plane as it was: everything that can fail comes before the flush of {@code -f}
 * and before the first turn. Requests that come before the first turn wait for it.
 */
final class Daemon implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Daemon.class.getName());

  /** For a loop that does not end its turn. */
  private static final Duration AFTER_THE_END = Duration.ofSeconds(10);

  private final Deque<Part> parts = new ArrayDeque<>();
  private final CountDownLatch ready = new CountDownLatch(1);
  private volatile boolean stopping;
  private Runnable beforeClose = () -> {};
  private @Nullable ListenAddress address;
  private List<Route> routes = List.of();

  private Daemon() {}

  /**
   * Starts a daemon.
   *
   * @param version of the program
   * @param trace of the messages to the kernel
   * @param beforeReady is told when all parts run, and before anybody else is: who reads that it is ready may end it at
   *     once, so what closes it must be in place by then
   * @throws StartException where it cannot; nothing is left running then
   */
  static Daemon start(Config config, String version, Trace trace, Consumer<Daemon> beforeReady) throws StartException {
    var daemon = new Daemon();
    try {
      daemon.run(config, version, trace, beforeReady);
      return daemon;
    } catch (StartException | RuntimeException e) {
      daemon.close();
      throw e;
    }
  }

  /** Where the API listens. */
  ListenAddress address() {
    if (address == null) {
      throw new IllegalStateException("not started");
    }
    return address;
  }

  /** What its API answers, but for {@link Probes}. */
  List<Route> routes() {
    return routes;
  }

  /**
   * Stops by the policy of the settings: tells the service manager, has the data plane carry nothing of ours where that is
   * wanted, while the API goes on to answer, and closes.
   */
  void stop() {
    stopping = true;
    beforeClose.run();
    close();
  }

  /** Stops in the reverse order of the start; what the kernel carries stays as it is. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      close(parts.pop());
    }
  }

  private static void close(Part part) {
    try {
      part.stop().close();
    } catch (Exception e) {
      LOG.log(Level.ERROR, "event=stop-failed part={0} reason=\"{1}\"", part.name(), e);
    }
  }

  /** Closes what tells others of this daemon, then waits until the data plane carries nothing of ours. */
  private void end(ControllerLoop loop, StopChoice choice) {
    for (var name : List.of("service-notices", "consul", "shared-store")) {
      parts.stream().filter(part -> part.name().equals(name)).findFirst().ifPresent(part -> {
        parts.remove(part);
        close(part);
      });
    }
    LOG.log(Level.INFO, "event=stop-{0} within={1}", choice.policy().label(), choice.within());
    loop.end(choice.policy(), choice.within())
        .completeOnTimeout(null, choice.within().plus(AFTER_THE_END).toMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  private void run(Config config, String version, Trace trace, Consumer<Daemon> beforeReady) throws StartException {
    var clock = InstantSource.system();
    LOG.log(Level.INFO, "event=starting version={0}", version);
    var resolver = started("resolver", new SystemResolver());
    var network = Interfaces.choose(config.interfaceName());
    LOG.log(Level.INFO, "event=interface-chosen interface={0} address={1} reason=\"{2}\"", network.name(),
        Interfaces.firstAddress(network.name()).map(Object::toString).orElse("none"), network.reason());
    var notices = ServiceNotices.of(
        System.getenv(), ProcessHandle.current().pid(), config.stopWait(), System::nanoTime);
    var hosts = new Hosts(resolver, () -> Interfaces.firstAddress(network.name()));
    var file = fileServices(config.file(), notices, hosts);
    var listen = listenAddress(config.listen(), resolver);
    var rule = ApiAccess.rule(config.access());

    var webhooks = started("webhooks", WebhookReceivers.start(config.webhooks(), clock));
    var chosen = ChosenDataplane.open(config, trace);
    var dataplane = started("dataplane", chosen.dataplane());
    LOG.log(Level.INFO, "event=dataplane-chosen dataplane={0} description=\"{1}\" reason=\"{2}\"",
        dataplane.capabilities().name(), dataplane.capabilities().description(), chosen.reason());
    var routing = started("bgp",
        Routing.open(config.bgp(), network.name(), dataplane.capabilities().name().equals("ipvs"), clock));
    routing.tell(webhooks);
    var store = started("store", KeptState.open(config.stateDirectory()));
    var director = started("director", KernelDirector.open(
        dataplane.capabilities().name(), config, KeptState.directory(config.stateDirectory(), store), trace));
    var announcer = started("announcer", routing.around(announcer(config.vipInterface(), trace)));

    var wiring = new Wiring(dataplane.counters(), dataplane.connectionTable());
    var metrics = new Metrics(version, wiring::snapshot, dataplane.counters());
    var checks = new CheckLog(wiring::snapshot);
    var monitor = new SharedChecks<ServerRef>(
        resolver, config.execChecks(), clock, System::nanoTime, RandomGenerator.getDefault(),
        report -> wiring.report(report, metrics, checks));
    var watch = new HealthWatch(monitor::change);
    var registrar = config.consul() == null ? null : started("consul", ConsulRegistration.open(config.consul()));
    var shared = config.store() == null ? null : started("shared-store", SharedStore.open(config.store()));
    var discovery = ServiceDiscovery.open(config.consul(), wiring, clock);
    metrics.showDiscoveries(wiring::discoveries);
    var storeRoutes = new StoreRoutes(shared == null ? null : shared.shared());
    var events = new EventStream(System::nanoTime, clock.millis(), () -> around(routing, storeRoutes));
    var controller = new Controller(dataplane, announcer, KeptState.read(store), config.drift(), clock, System::nanoTime,
        new TurnListeners(listeners(metrics, watch, registrar, discovery.discoverer(), events, webhooks,
            routing.listener())));
    var loop = new ControllerLoop(controller, clock);
    wiring.complete(loop, store);

    var routes = new ArrayList<>(Api.routes(
        wiring, resolver, () -> Interfaces.firstAddress(network.name()), chosen.reason()));
    routes.add(new Route("GET", "/metrics", (_, _) ->
        new Response(200, Map.of("Content-Type", Metrics.CONTENT_TYPE), Body.of(metrics.scrape()))));
    routes.addAll(new CheckRoutes(wiring, checks).routes());
    routes.addAll(routing.routes());
    routes.addAll(storeRoutes.routes());
    routing.showIn(metrics);
    if (!config.webhooks().isEmpty()) {
      metrics.showWebhooks(webhooks::views);
    }
    routes.addAll(director.routes());
    director.showIn(metrics);
    routes.add(new Route("GET", "/events", (request, _) ->
        Response.of(EventStream.CONTENT_TYPE, events.feed(request.headers().first("Last-Event-ID")))));
    var ui = new UiFiles(UiFiles.FOLDER);
    routes.add(new Route("GET", "/ui", (_, _) -> Response.empty(301).with("Location", "ui/")));
    routes.add(new Route("GET", "/ui/", (request, _) -> ui.page(request)));
    routes.add(new Route("GET", "/ui/{file}", (request, names) -> ui.file(request, names.get("file"))));
    var access = new Access(rule, ApiAccess.hostNames(config.hostNames()));
    routes.addAll(new AccessRoutes(access).routes());
    this.routes = List.copyOf(routes);
    var api = new Api(access, this.routes);
    var http = started("http", new HttpServer(new Probes(() -> obstacles(wiring), request -> {
      awaitReady();
      return api.handle(request);
    }), Limits.DEFAULT, clock));
    address = listen(http, listen);
    listen(http, config.socket());

    if (config.flush()) {
      flush(dataplane);
    }
    started("events", events.start());
    if (shared != null) {
      wiring.share(shared.join(loop, hosts, ApiAccess.kernelName().orElse("localhost") + ":" + address.port(), version));
    }
    started("controller", loop).start();
    started("discovery", discovery).discoverer().start();
    started("health-watch", watch);
    started("health", monitor).start();
    awaitReady();
    file.begin(loop, director, routing);
    started("config", file);
    if (shared != null) {
      shared.begin();
    }
    routing.begin();
    if (shared != null) {
      stopFirst("shared-store");
    } else {
      tellOfOrphans(loop.snapshot());
    }
    if (registrar != null) {
      registrar.start(new Director(
          ApiAccess.kernelName().orElse("localhost"), Interfaces.firstAddress(network.name()), address.port()));
      stopFirst("consul");
    }
    stopFirst("http");
    if (config.stop().policy() != StopPolicy.LEAVE) {
      beforeClose = () -> end(loop, config.stop());
    }
    stopFirst("bgp");
    started("service-notices", notices);
    beforeReady.accept(this);
    LOG.log(Level.INFO, "event=ready listen={0} dataplane={1}", address, dataplane.capabilities().name());
    notices.begin(loop::signOfLife, () -> StatusLine.of(loop.snapshot()));
  }

  /** What readers of events are told beside the services. */
  private static Surroundings around(Routing routing, StoreRoutes store) {
    var all = new EnumMap<Surroundings.Kind, Map<String, ObjectNode>>(Surroundings.Kind.class);
    all.putAll(routing.surroundings());
    all.put(Surroundings.Kind.NODE, store.briefly());
    return new Surroundings(all);
  }

  private <T extends AutoCloseable> T started(String name, T part) {
    parts.push(new Part(name, part));
    return part;
  }

  /** Requests that are being answered need everything else. */
  private void stopFirst(String name) {
    var part = parts.stream().filter(it -> it.name().equals(name)).findFirst().orElseThrow();
    parts.remove(part);
    parts.push(part);
  }

  /** Services of a store that was not given this time stay, and clients may change them. */
  private static void tellOfOrphans(Snapshot snapshot) {
    long orphans = snapshot.intent().services().values().stream()
        .filter(service -> service.origin() == Origin.STORE)
        .count();
    if (orphans > 0) {
      LOG.log(Level.WARNING, "event=store-gone services={0} reason=\"no --store was given: they stay, and are not shared\"",
          orphans);
    }
  }

  /** Every listener there is; the one of the first turn last. */
  private List<TurnListener> listeners(@Nullable TurnListener... others) {
    return Stream.concat(Arrays.stream(others).filter(Objects::nonNull), Stream.of(firstTurn())).toList();
  }

  /** The first turn looks at the data plane and adopts what it carries: the daemon is ready then. */
  private TurnListener firstTurn() {
    return new TurnListener() {
      @Override
      public void turned(Turn turn) {}

      @Override
      public void published(Snapshot snapshot) {
        ready.countDown();
      }
    };
  }

  /** Why this daemon does not do what it is for, in words. */
  private List<String> obstacles(Control control) {
    if (stopping) {
      return List.of("the daemon is stopping");
    }
    return ready.getCount() > 0
        ? List.of("the data plane was not looked at yet")
        : control.snapshot().unreachable().stream().toList();
  }

  private void awaitReady() {
    try {
      ready.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the file wants, read before anything is touched. */
  private static FileServices fileServices(Config.@Nullable FileChoice file, ServiceNotices notices, Hosts hosts)
      throws StartException {
    try {
      return FileServices.read(file, hosts, notices::reload);
    } catch (ConfigException e) {
      throw new StartException("the configuration is refused\n" + e.getMessage(), e);
    }
  }

  private static ListenAddress listenAddress(String text, SystemResolver resolver) throws StartException {
    try {
      return ListenAddress.parse(text, resolver);
    } catch (IllegalArgumentException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private static ListenAddress listen(HttpServer http, ListenAddress address) throws StartException {
    try {
      return http.listen(address);
    } catch (IOException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private static void listen(HttpServer http, Config.@Nullable SocketChoice socket) throws StartException {
    if (socket == null) {
      return;
    }
    try {
      if (!socket.required() && socket.path().getParent() != null) {
        Files.createDirectories(socket.path().getParent());
      }
      http.listen(socket.path(), socket.group());
      LOG.log(Level.INFO, "event=listening socket={0}", socket.path());
    } catch (IOException e) {
      if (socket.required()) {
        throw new StartException(String.valueOf(e.getMessage()), e);
      }
      LOG.log(Level.WARNING, "event=no-socket reason=\"{0}\" (--socket none or another path)", e.getMessage());
    }
  }

  private static void flush(Dataplane dataplane) throws StartException {
    try {
      dataplane.flush();
      LOG.log(Level.INFO, "event=flushed dataplane={0}", dataplane.capabilities().name());
    } catch (DataplaneException e) {
      throw new StartException("-f: " + e.getMessage(), e);
    }
  }

  private static Announcer announcer(@Nullable String vipInterface, Trace trace) throws StartException {
    if (vipInterface == null) {
      return Announcer.NONE;
    }
    Interfaces.require(vipInterface);
    try {
      return InterfaceAnnouncer.open(vipInterface, trace);
    } catch (IOException e) {
      throw new StartException("-vipi " + vipInterface + ": " + e.getMessage(), e);
    }
  }

  /** A part that runs, and how it is stopped. */
  private record Part(String name, AutoCloseable stop) {}
}
