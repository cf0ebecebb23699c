package gorb.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.AdminState;
import gorb.model.CheckMethod;
import gorb.model.Discovery;
import gorb.model.Discovery.EmptyAnswer;
import gorb.model.DiscoverySource;
import gorb.model.DiscoverySource.Verdict;
import gorb.model.ForwardingMethod;
import gorb.model.HealthCheck;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import gorb.model.RealServer;
import gorb.model.Scheduler;
import gorb.model.ServerKey;
import gorb.model.ServerRole;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import gorb.model.VirtualService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;

class MergeTest {
  /** As a service says it: port 80 where the source has none, weight 100, a check by TCP. */
  static final BackendTemplate TEMPLATE = (owner, address, port) -> server(address, port.orElse(80));

  @Test
  void sharesAreTakenTimesTheWeightOfTheService() {
    var merge = merge(Verdict.BOTH, 10, instance("a", "10.1.0.1", 3), instance("b", "10.1.0.2", 0),
        instance("c", "10.1.0.3", Instance.LARGEST_SHARE));

    assertThat(merge.servers()).containsOnlyKeys("10.1.0.1:8080", "10.1.0.2:8080", "10.1.0.3:8080");
    assertThat(merge.servers().values()).extracting(RealServer::weight).containsExactly(300, 0, 6_553_500);
    assertThat(merge.servers().values()).allMatch(RealServer::isDiscovered);
    assertThat(merge.left()).isEmpty();
  }

  @Test
  void oneThatItsSourceDoesNotWantToServeIsQuiescedNotRemoved() {
    var ill = new Instance("a", IpAddress.of("10.1.0.1"), OptionalInt.of(8080), 1, false, ServerRole.FALLBACK);

    var server = merge(Verdict.BOTH, 10, ill).servers().get("10.1.0.1:8080");

    assertThat(server.admin()).isEqualTo(AdminState.QUIESCED);
    assertThat(server.role()).isEqualTo(ServerRole.FALLBACK);
    assertThat(server.check().method()).isInstanceOf(CheckMethod.TcpConnect.class);
  }

  @Test
  void whereConsulAloneJudgesNothingIsChecked() {
    var server = merge(Verdict.CONSUL, 10, instance("a", "10.1.0.1", 1)).servers().get("10.1.0.1:8080");

    assertThat(server.check().method()).isInstanceOf(CheckMethod.Always.class);
  }

  @Test
  void whatCannotBeABackendIsLeftOutAndNamed() {
    var merge = merge(Verdict.BOTH, 2, instance("twin", "10.1.0.9", 1), instance("six", "fd00::1", 1),
        instance("a", "10.1.0.1", 1), instance("a again", "10.1.0.1", 1), instance("any", "0.0.0.0", 1),
        instance("b", "10.1.0.2", 1), instance("c", "10.1.0.3", 1));

    assertThat(merge.servers()).containsOnlyKeys("10.1.0.1:8080", "10.1.0.2:8080");
    assertThat(merge.left()).containsExactly(
        "twin: 10.1.0.9:8080 is backend own of the service itself",
        "six: [fd00::1]:8080 behind a service of IPV4 (only a tunnel can do that)",
        "a again: 10.1.0.1:8080 is a",
        "any: 0.0.0.0:8080 is no address of a server",
        "1 more than the 2 that are taken");
  }

  @Test
  void theOrderOfAnAnswerMeansNothingWhileAllAreTaken() {
    long seed = new SplittableRandom().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      var instances = new ArrayList<Instance>();
      for (int j = 0; j < random.nextInt(12); j++) {
        instances.add(instance("i" + j, "10.1.0." + j, random.nextInt(Instance.LARGEST_SHARE + 1)));
      }
      var service = service(Verdict.BOTH, 20);
      var one = Merge.of(service, new Answer(instances, List.of(), Duration.ZERO), TEMPLATE);
      Collections.shuffle(instances, random);
      var other = Merge.of(service, new Answer(instances, List.of(), Duration.ZERO), TEMPLATE);

      assertThat(other.servers()).as("seed " + seed).isEqualTo(one.servers());
      assertThat(one.servers().size() + one.left().size()).as("seed " + seed).isEqualTo(instances.size());
      one.servers().forEach((name, it) -> assertThat(it.key()).hasToString(name));
    }
  }

  static VirtualService service(Verdict verdict, int most) {
    var source = new DiscoverySource.Consul("web", "", "", "", verdict);
    var key = new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), 80);
    return new VirtualService(key, ServiceSettings.of(Scheduler.WRR), TreePMap.empty(), Map.of())
        .withServer("own", server(IpAddress.of("10.1.0.9"), 8080))
        .withDiscovery(new Discovery(source, "{}", most, EmptyAnswer.KEEP, null));
  }

  static Instance instance(String label, String address, int share) {
    return new Instance(label, IpAddress.of(address), OptionalInt.of(8080), share, true, null);
  }

  /** A server as discovery makes it. */
  static RealServer found(String address) {
    return server(IpAddress.of(address), 8080).asDiscovered();
  }

  private static Merge merge(Verdict verdict, int most, Instance... instances) {
    return Merge.of(service(verdict, most), new Answer(List.of(instances), List.of(), Duration.ZERO), TEMPLATE);
  }

  /** A server as an owner makes it. */
  static RealServer server(IpAddress address, int port) {
    var check = new HealthCheck(new CheckMethod.TcpConnect(new gorb.model.CheckTarget(address.toString(), port)),
        Duration.ofSeconds(1), Duration.ofSeconds(1));
    return new RealServer(new ServerKey(address, port), 100, AdminState.ENABLED, ForwardingMethod.MASQUERADE,
        Thresholds.NONE, check, 0, Map.of());
  }
}
