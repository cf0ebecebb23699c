package gorb.dataplane.userspace;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.DataplaneException;
import gorb.dataplane.Destination;
import gorb.dataplane.DestinationCounters;
import gorb.dataplane.Step;
import gorb.model.ForwardingMethod;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A user-space data plane with one service on loopback, and clients of it. Used by a test's thread as controller. */
final class Proxy implements AutoCloseable {
  /** Longer than any answer takes that comes at all. */
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final UserspaceDataplane plane;
  private final ServiceKey.Endpoint service;

  Proxy(String scheduler) {
    this(scheduler, new UserspaceDataplane(settings(2)), Loopback.address(0));
  }

  Proxy(String scheduler, UserspaceDataplane plane, IpAddress vip) {
    this(plane, Protocol.TCP, vip, settings(scheduler));
  }

  Proxy(UserspaceDataplane plane, Protocol protocol, IpAddress vip, ServiceSettings settings) {
    this.plane = plane;
    service = new ServiceKey.Endpoint(protocol, vip, Loopback.freePort(vip));
    take(new Step.AddService(service, settings));
  }

  static Proxy ofUdp(UserspaceDataplane plane, ServiceSettings settings) {
    return new Proxy(plane, Protocol.UDP, Loopback.address(0), settings);
  }

  static ServiceSettings settings(String scheduler) {
    return ServiceSettings.of(new Scheduler(scheduler));
  }

  /** Settings of a plane that does not wait for its connections when it is closed. */
  static ProxySettings settings(int eventLoops) {
    return ProxySettings.of(eventLoops).withDrainTimeout(Duration.ZERO);
  }

  UserspaceDataplane plane() {
    return plane;
  }

  ServiceKey.Endpoint service() {
    return service;
  }

  Proxy with(ServerKey server, int weight) {
    take(new Step.AddDestination(service, server, masquerade(weight)));
    return this;
  }

  void weigh(ServerKey server, int weight) {
    take(new Step.EditDestination(service, server, masquerade(weight)));
  }

  void schedule(String scheduler) {
    take(new Step.EditService(service, settings(scheduler)));
  }

  void remove(ServerKey server) {
    take(new Step.RemoveDestination(service, server));
  }

  void removeService() {
    take(new Step.RemoveService(service));
  }

  void take(Step step) {
    assertThat(plane.apply(List.of(step))).isEmpty();
  }

  ServerCounters counters(ServerKey server) {
    return ServerCounters.of(destination(server));
  }

  DestinationCounters destination(ServerKey server) {
    try {
      var services = plane.counters().orElseThrow().services();
      return requireNonNull(requireNonNull(services.get(service)).destinations().get(server));
    } catch (DataplaneException e) {
      throw new AssertionError(e);
    }
  }

  /** A client's connection, whose reads fail loudly rather than hang. */
  Socket connect() throws IOException {
    var socket = new Socket();
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.connect(new InetSocketAddress(service.vip().toInetAddress(), service.port()), (int) PATIENCE.toMillis());
    return socket;
  }

  /** Connects and returns all that the server says. */
  String ask() throws IOException {
    try (var socket = connect()) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  /** What is said to so many clients, one after the other. */
  List<String> ask(int times) throws IOException {
    var answers = new ArrayList<String>();
    for (int time = 0; time < times; time++) {
      answers.add(ask());
    }
    return answers;
  }

  @Override
  public void close() {
    plane.close();
  }

  static Destination masquerade(int weight) {
    return new Destination(weight, ForwardingMethod.MASQUERADE, Thresholds.NONE);
  }
}
