package gorb.store;

import gorb.control.Intent;
import gorb.model.AdminState;
import gorb.model.CheckMethod;
import gorb.model.ForwardingMethod;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.RealServer;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import gorb.model.VirtualService;
import java.util.Map;
import org.pcollections.TreePMap;

/** Intents of services s0, s1, … with servers a and b. */
final class Samples {
  private static final HealthCheck CHECK =
      new HealthCheck(new CheckMethod.Always(), HealthCheck.DEFAULT_INTERVAL, HealthCheck.DEFAULT_TIMEOUT);

  private Samples() {}

  static Intent intent(int services) {
    var intent = Intent.EMPTY;
    for (int number = 0; number < services; number++) {
      intent = intent.with("s" + number, service(1 + number));
    }
    return intent;
  }

  static VirtualService service(int port) {
    return new VirtualService(
        new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), port),
        ServiceSettings.of(Scheduler.WRR),
        TreePMap.empty(),
        Map.of())
        .withServer("a", server("10.1.0.1"))
        .withServer("b", server("10.1.0.2"));
  }

  private static RealServer server(String address) {
    return new RealServer(new ServerKey(IpAddress.of(address), 80), 100, AdminState.ENABLED,
        ForwardingMethod.MASQUERADE, Thresholds.NONE, CHECK, 0, Map.of());
  }
}
