package gorb.control;

import gorb.dataplane.Destination;
import gorb.model.AdminState;
import gorb.model.CheckHistory;
import gorb.model.CheckMethod;
import gorb.model.ForwardingMethod;
import gorb.model.Health;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.RealServer;
import gorb.model.Scheduler;
import gorb.model.ServerHealth;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import gorb.model.VirtualService;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.pcollections.TreePMap;

/** Services, servers and changes as tests want them. */
final class Samples {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final ServiceSettings WRR = ServiceSettings.of(Scheduler.WRR);
  static final ServiceSettings RR = ServiceSettings.of(Scheduler.RR);
  static final ServiceKey WEB = endpoint("10.0.0.1", 80);
  static final ServerKey ONE = key("10.1.0.1");
  static final ServerKey TWO = key("10.1.0.2");
  static final HealthCheck NO_CHECK =
      new HealthCheck(new CheckMethod.Always(), Duration.ofMinutes(1), Duration.ofSeconds(5));

  private Samples() {}

  static ServiceKey endpoint(String vip, int port) {
    return new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of(vip), port);
  }

  static ServerKey key(String address) {
    return new ServerKey(IpAddress.of(address), 8080);
  }

  static VirtualService service(ServiceKey key) {
    return new VirtualService(key, WRR, TreePMap.empty(), Map.of());
  }

  static RealServer server(ServerKey key, int weight) {
    return server(key, weight, ForwardingMethod.MASQUERADE);
  }

  static RealServer server(ServerKey key, int weight, ForwardingMethod forwarding) {
    return new RealServer(key, weight, AdminState.ENABLED, forwarding, Thresholds.NONE, NO_CHECK, 0, Map.of());
  }

  static Destination weighing(int weight) {
    return new Destination(weight, ForwardingMethod.MASQUERADE, Thresholds.NONE);
  }

  static Change.Edit create(String service, ServiceKey key) {
    return new Change.CreateService(service, service(key));
  }

  static Change.Edit create(String service, String server, ServerKey key, int weight) {
    return new Change.CreateServer(service, server, server(key, weight));
  }

  static Change.Edit schedule(String service, ServiceSettings settings) {
    return new Change.EditService(service, settings, Map.of());
  }

  static Change.Edit weigh(String service, String server, int weight) {
    return new Change.EditServer(service, server, new Change.ServerEdit(weight, null, null, null, null, Map.of()));
  }

  static Change.Edit admin(String service, String server, AdminState state) {
    return new Change.EditServer(service, server, new Change.ServerEdit(null, state, null, null, null, Map.of()));
  }

  static Change.Edit remove(String service) {
    return new Change.RemoveService(service);
  }

  static Change.Edit remove(String service, String server) {
    return new Change.RemoveServer(service, server);
  }

  static ServerHealth up() {
    return new ServerHealth(new Health.Up(START), CheckHistory.EMPTY.afterSuccess(), START, START);
  }

  static ServerHealth down() {
    return new ServerHealth(
        new Health.Down(START, "connection refused"), CheckHistory.EMPTY.afterFailure(), START, START);
  }

  /** One check more: how the health of a server goes on. */
  static ServerHealth after(ServerHealth health, boolean good) {
    return good
        ? new ServerHealth(new Health.Up(START), health.history().afterSuccess(), START, START)
        : new ServerHealth(new Health.Down(START, "timeout"), health.history().afterFailure(), START, START);
  }
}
