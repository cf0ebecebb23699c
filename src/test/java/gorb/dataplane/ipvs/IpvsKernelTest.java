package gorb.dataplane.ipvs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.dataplane.DataplaneException;
import gorb.dataplane.Destination;
import gorb.dataplane.Pool;
import gorb.dataplane.Refusal.Kind;
import gorb.dataplane.Refusal;
import gorb.dataplane.Step;
import gorb.dataplane.Table;
import gorb.ffm.NetworkNamespace;
import gorb.model.AddressFamily;
import gorb.model.ForwardingMethod.Checksum;
import gorb.model.ForwardingMethod.Encapsulation;
import gorb.model.ForwardingMethod;
import gorb.model.IpAddress;
import gorb.model.Persistence;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServerKey;
import gorb.model.ServiceKey;
import gorb.model.ServiceSettings.PacketScheduling;
import gorb.model.ServiceSettings;
import gorb.model.Thresholds;
import gorb.netlink.KernelSocket;
import gorb.netlink.NetlinkConnection;
import gorb.netlink.NetlinkProtocol;
import gorb.netlink.Trace;
import gorb.netlink.generic.GenericCommand;
import gorb.netlink.generic.GenericConnection;
import gorb.plan.Ownership;
import gorb.plan.Plan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The data plane on a kernel that has IPVS, as root, with ipvsadm(8) and ip(8) to look from outside. Every test has a
 * network namespace of its own, and with it a table of its own.
 */
@Tag("kernel")
@Order(1) // it reloads the module, which no other namespace may be using or have used of late
class IpvsKernelTest {
  private static final ServiceKey WEB = service(80);
  private static final ServerKey ONE = server("10.1.0.1", 80);
  private static final ServiceSettings RR = ServiceSettings.of(Scheduler.RR);

  @Test
  void ipvsadmShowsWhatWasApplied() throws Exception {
    inNamespace(dataplane -> {
      var sticky = new ServiceSettings(
          new Scheduler("mh"),
          Set.of(SchedulerFlag.FLAG_1, SchedulerFlag.FLAG_2),
          new Persistence.Sticky(Duration.ofSeconds(600), 64, Persistence.Engine.ADDRESS),
          PacketScheduling.BY_CONNECTION);
      var dns = new ServiceKey.Endpoint(Protocol.UDP, IpAddress.of("fd00::1"), 53);

      assertThat(dataplane.apply(List.of(
          new Step.AddService(WEB, ServiceSettings.of(Scheduler.WRR)),
          new Step.AddService(dns, sticky),
          new Step.AddService(new ServiceKey.FirewallMark(AddressFamily.IPV4, 7), RR),
          add(server("10.1.0.1", 8080), 5, ForwardingMethod.MASQUERADE),
          add(server("10.1.0.2", 80), 0, ForwardingMethod.DIRECT_ROUTE),
          add(server("10.1.0.3", 80), 1, ForwardingMethod.IPIP),
          add(server("10.1.0.4", 80), 1, tunnel(new Encapsulation.Gue(6080, Checksum.FULL))),
          add(server("10.1.0.5", 80), 1, tunnel(new Encapsulation.Gre(Checksum.NONE))),
          add(server("fd00::5", 80), 1, ForwardingMethod.IPIP)))).isEmpty();

      assertThat(shell("ipvsadm -Sn").lines()).containsExactlyInAnyOrder(
          "-A -t 10.0.0.1:80 -s wrr",
          "-a -t 10.0.0.1:80 -r 10.1.0.1:8080 -m -w 5",
          "-a -t 10.0.0.1:80 -r 10.1.0.2:80 -g -w 0",
          "-a -t 10.0.0.1:80 -r 10.1.0.3:80 -i -w 1 --tun-type ipip",
          "-a -t 10.0.0.1:80 -r 10.1.0.4:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum",
          "-a -t 10.0.0.1:80 -r 10.1.0.5:80 -i -w 1 --tun-type gre --tun-nocsum",
          "-a -t 10.0.0.1:80 -r [fd00::5]:80 -i -w 1 --tun-type ipip",
          "-A -u [fd00::1]:53 -s mh -p 600 -M 64 -b mh-fallback,mh-port",
          "-A -f 7 -s rr");
    });
  }

  @Test
  void whatIpvsadmMadeIsObserved() throws Exception {
    inNamespace(dataplane -> {
      shell("ipvsadm -A -t 10.0.0.1:80 -s wlc -p 60 -M 255.255.255.0");
      shell("ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1:80 -g -w 3 -x 10 -y 5");
      shell("ipvsadm -A -u 10.0.0.9:5060 -s rr -p 360 --pe sip -o");

      var sip = new ServiceKey.Endpoint(Protocol.UDP, IpAddress.of("10.0.0.9"), 5060);
      assertThat(dataplane.observe()).isEqualTo(Table.of(Map.of(
          WEB, Pool.of(
              sticky(Scheduler.WLC, 60, 24, Persistence.Engine.ADDRESS, PacketScheduling.BY_CONNECTION),
              Map.of(ONE, new Destination(3, ForwardingMethod.DIRECT_ROUTE, new Thresholds(10, 5)))),
          sip, Pool.of(sticky(Scheduler.RR, 360, 32, Persistence.Engine.SIP, PacketScheduling.ONE_PACKET)))));
    });
  }

  /** The kernel keeps the method that was asked for, also to its own addresses: nothing is turned into LOCALNODE. */
  @Test
  void aServerThatIsThisHostKeepsItsForwarding() throws Exception {
    inNamespace(dataplane -> {
      shell("ip addr add 10.1.0.1/32 dev lo");
      var local = server("127.0.0.1", 80);

      assertThat(dataplane.apply(List.of(
          new Step.AddService(WEB, RR),
          add(ONE, 1, ForwardingMethod.MASQUERADE),
          add(local, 1, ForwardingMethod.DIRECT_ROUTE)))).isEmpty();

      assertThat(dataplane.observe().pool(WEB).destinations()).containsOnly(
          Map.entry(ONE, new Destination(1, ForwardingMethod.MASQUERADE, Thresholds.NONE)),
          Map.entry(local, new Destination(1, ForwardingMethod.DIRECT_ROUTE, Thresholds.NONE)));
    });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void anyTableSettlesAfterOnePlan(long seed) throws Exception {
    var random = new Random(seed);
    inNamespace(dataplane -> {
      for (int round = 0; round < 10; round++) {
        var wanted = table(random);

        var refusals = dataplane.apply(Plan.between(dataplane.observe(), wanted, Ownership.EVERYTHING).steps());

        assertThat(refusals).as("seed %d, round %d", seed, round).isEmpty();
        assertThat(dataplane.observe()).as("seed %d, round %d", seed, round).isEqualTo(wanted);
      }
      dataplane.flush();
      assertThat(dataplane.observe()).isEqualTo(Table.EMPTY);
    });
  }

  @Test
  void refusalsAreThoseOfTheFakeKernel() throws Exception {
    List<Step> steps = List.of(
        new Step.AddService(service(81), ServiceSettings.of(new Scheduler("bogus"))),
        new Step.EditService(service(82), RR),
        new Step.RemoveService(service(82)),
        new Step.AddService(WEB, RR),
        new Step.AddService(WEB, ServiceSettings.of(Scheduler.WRR)),
        new Step.EditService(WEB, ServiceSettings.of(new Scheduler("bogus"))),
        add(ONE, 1, ForwardingMethod.MASQUERADE),
        add(ONE, 2, ForwardingMethod.MASQUERADE),
        add(server("fd00::5", 80), 1, ForwardingMethod.MASQUERADE),
        add(server("224.0.0.1", 80), 1, ForwardingMethod.MASQUERADE),
        add(server("255.255.255.255", 80), 1, ForwardingMethod.MASQUERADE),
        new Step.AddDestination(service(82), ONE, weight(1)),
        new Step.EditDestination(WEB, server("10.1.0.9", 80), weight(1)),
        new Step.EditDestination(service(82), ONE, weight(1)),
        new Step.RemoveDestination(WEB, server("10.1.0.9", 80)),
        new Step.RemoveDestination(service(82), ONE));

    inNamespace(dataplane -> {
      try (var fake = IpvsDataplane.over(new FakeKernel().socket())) {
        var refusals = dataplane.apply(steps);

        assertThat(refusals).isEqualTo(fake.apply(steps));
        assertThat(refusals).hasSize(9);
        assertThat(dataplane.observe()).isEqualTo(fake.observe());
      }
    });
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void theFakeKernelAnswersAnyStepsAsThisOne(long seed) throws Exception {
    var random = new Random(seed);
    inNamespace(dataplane -> {
      try (var fake = IpvsDataplane.over(new FakeKernel().socket())) {
        for (int round = 0; round < 15; round++) {
          var steps = steps(random);

          assertThat(dataplane.apply(steps)).as("seed %d: %s", seed, steps).isEqualTo(fake.apply(steps));
          assertThat(dataplane.observe()).as("seed %d: %s", seed, steps).isEqualTo(fake.observe());
        }
      }
    });
  }

  @Test
  void aNamespaceWhoseLoWasNeverUpTakesNoDestination() throws Exception {
    NetworkNamespace.inNew(() -> {
      try (var dataplane = IpvsDataplane.open(Trace.NONE)) {
        assertThat(dataplane.apply(List.of(new Step.AddService(WEB, RR), add(ONE, 1, ForwardingMethod.MASQUERADE))))
            .singleElement()
            .returns(Kind.REJECTED, Refusal::kind)
            .extracting(Refusal::cause, InstanceOfAssertFactories.STRING)
            .contains("was lo ever up in this network namespace?");
      }
      return null;
    });
  }

  @Test
  void aProtocolThatIpvsDoesNotBalanceIsReportedAndHidesNothing() throws Exception {
    inNamespace(dataplane -> {
      dataplane.apply(List.of(new Step.AddService(WEB, RR)));
      try (var stranger = new GenericConnection(
          new NetlinkConnection(KernelSocket.open(
              NetlinkProtocol.NETLINK_GENERIC, Duration.ofSeconds(5))), "IPVS", 1)) {
        var odd = new WireService(new WireServiceKey.Endpoint(47, IpAddress.of("10.0.0.7"), 9), "rr", 0, 0,
            0xffff_ffffL, Optional.empty());
        stranger.execute(new GenericCommand("add a service of GRE", 1,
            writer -> writer.nested(CommandAttribute.IPVS_CMD_ATTR_SERVICE, odd::encode)));
      }

      assertThat(dataplane.observe().pools()).containsOnlyKeys(WEB);
      assertThat(dataplane.unsayable()).containsExactly("service 47/10.0.0.7:9: protocol 47");
    });
  }

  @Test
  void elevenThousandObjectsAreAppliedAndObserved() throws Exception {
    inNamespace(dataplane -> {
      var table = Table.EMPTY;
      for (int port = 1; port <= 1_000; port++) {
        var destinations = new TreeMap<ServerKey, Destination>();
        for (int host = 1; host <= 10; host++) {
          destinations.put(server("10.1.0." + host, 80), weight(host));
        }
        table = table.with(service(port), Pool.of(RR, destinations));
      }
      var plan = Plan.between(Table.EMPTY, table, Ownership.EVERYTHING);

      long start = System.nanoTime();
      var refusals = dataplane.apply(plan.steps());
      long applied = System.nanoTime();
      var observed = dataplane.observe();
      long seen = System.nanoTime();

      System.out.println("11,000 objects: applied in " + (applied - start) / 1_000_000
          + " ms, observed in " + (seen - applied) / 1_000_000 + " ms");
      assertThat(plan.steps()).hasSize(11_000);
      assertThat(refusals).isEmpty();
      assertThat(observed).isEqualTo(table);
    });
  }

  @Test
  void aModuleThatIsLoadedAgainIsFoundAgain() throws Exception {
    try (var dataplane = IpvsDataplane.open(Trace.NONE)) {
      dataplane.flush();
      unloadIpvs();
      shell("modprobe ip_vs");

      assertThat(dataplane.observe()).isEqualTo(Table.EMPTY);
      shell("rmmod ip_vs && modprobe ip_vs");
      assertThat(dataplane.apply(List.of(new Step.AddService(WEB, RR)))).isEmpty();
      assertThat(dataplane.observe().pools()).containsOnlyKeys(WEB);
      dataplane.flush();
    }
  }

  @Test
  void theKernelLoadsIpvsAndASchedulerWhenTheyAreAskedFor() throws Exception {
    unloadIpvs();

    try (var dataplane = IpvsDataplane.open(Trace.NONE)) {
      assertThat(Path.of("/sys/module/ip_vs")).exists();
      assertThat(Path.of("/sys/module/ip_vs_sed")).doesNotExist();
      assertThat(dataplane.apply(List.of(new Step.AddService(WEB, ServiceSettings.of(new Scheduler("sed")))))).isEmpty();
      assertThat(Path.of("/sys/module/ip_vs_sed")).exists();
      dataplane.flush();
    }
  }

  @Test
  void whereTheKernelMayLoadNothingTheModuleIsNamed() throws Exception {
    unloadIpvs();
    shell("echo /bin/false >/proc/sys/kernel/modprobe");
    try {
      assertThatThrownBy(() -> IpvsDataplane.open(Trace.NONE).close())
          .isInstanceOf(DataplaneException.class)
          .hasMessageContaining("modprobe ip_vs");

      shell("modprobe ip_vs");
      try (var dataplane = IpvsDataplane.open(Trace.NONE)) {
        var refusals = dataplane.apply(List.of(new Step.AddService(WEB, ServiceSettings.of(new Scheduler("sed")))));
        assertThat(refusals).hasSize(1);
        assertThat(refusals.getFirst().message()).contains("ip_vs_sed");
      }
    } finally {
      shell("echo /sbin/modprobe >/proc/sys/kernel/modprobe");
    }
  }

  @Test
  void withoutThePrivilegeTheReasonIsNamed() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java");

    var output = shell("setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all " + java
        + " --enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 -cp '" + System.getProperty("java.class.path")
        + "' '" + Opener.class.getName() + "'");

    assertThat(output).contains("NOT_PERMITTED open IPVS: read the IPVS version: EPERM (Operation not permitted):"
        + " needs CAP_NET_ADMIN in the initial user namespace");
  }

  /** Takes IPVS out of the kernel, once nothing holds it: a namespace that ended is cleaned up later. */
  private static void unloadIpvs() {
    Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(shell(
        "for m in $(ls /sys/module/ip_vs/holders); do rmmod $m; done; rmmod ip_vs && echo unloaded"))
        .contains("unloaded"));
  }

  /** A program that may not use IPVS. */
  static final class Opener {
    private Opener() {}

    public static void main(String[] args) {
      try (var dataplane = IpvsDataplane.open(Trace.NONE)) {
        System.out.println("opened " + dataplane.capabilities().description());
      } catch (DataplaneException e) {
        System.out.println(e.kind() + " " + e.getMessage());
      }
    }
  }

  private interface Task {
    void with(IpvsDataplane dataplane) throws Exception;
  }

  private static void inNamespace(Task task) throws Exception {
    NetworkNamespace.inNew(() -> {
      shell("ip link set lo up");
      try (var dataplane = IpvsDataplane.open(Trace.NONE)) {
        task.with(dataplane);
      }
      return null;
    });
  }

  private static String shell(String command) throws IOException, InterruptedException {
    var process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  private static Table table(Random random) {
    var table = Table.EMPTY;
    for (int service = random.nextInt(6); service > 0; service--) {
      var key = random.nextInt(4) == 0
          ? new ServiceKey.FirewallMark(AddressFamily.values()[random.nextInt(2)], 1 + random.nextInt(3))
          : new ServiceKey.Endpoint(
              Protocol.values()[random.nextInt(3)],
              IpAddress.of(random.nextBoolean() ? "10.0.0." + (1 + random.nextInt(3)) : "fd00::" + random.nextInt(3)),
              80 + random.nextInt(3));
      var destinations = new TreeMap<ServerKey, Destination>();
      for (int server = random.nextInt(6); server > 0; server--) {
        boolean ipv6 = key.family() == AddressFamily.IPV6;
        long upper = random.nextInt(3) * 10L;
        destinations.put(
            server((ipv6 ? "fd00:1::" : "10.1.0.") + (1 + random.nextInt(9)), 80 + random.nextInt(2)),
            new Destination(random.nextInt(5), forwarding(random), new Thresholds(upper, upper / 2)));
      }
      table = table.with(key, Pool.of(settings(random, key.family()), destinations));
    }
    return table;
  }

  private static List<Step> steps(Random random) {
    var steps = new ArrayList<Step>();
    for (int step = 1 + random.nextInt(20); step > 0; step--) {
      var service = service(80 + random.nextInt(3));
      var server = server(random.nextInt(8) == 0 ? "fd00::5" : "10.1.0." + (1 + random.nextInt(3)), 80);
      var settings = random.nextInt(6) == 0
          ? ServiceSettings.of(new Scheduler("bogus"))
          : settings(random, AddressFamily.IPV4);
      var destination = new Destination(random.nextInt(5), forwarding(random), Thresholds.NONE);
      steps.add(switch (random.nextInt(8)) {
        case 0, 1 -> new Step.AddService(service, settings);
        case 2 -> new Step.EditService(service, settings);
        case 3 -> new Step.RemoveService(service);
        case 4, 5 -> new Step.AddDestination(service, server, destination);
        case 6 -> new Step.EditDestination(service, server, destination);
        default -> new Step.RemoveDestination(service, server);
      });
    }
    return steps;
  }

  private static ServiceSettings settings(Random random, AddressFamily family) {
    var schedulers = List.of("rr", "wrr", "lc", "wlc", "sh", "mh", "sed", "nq", "dh");
    var flags = EnumSet.noneOf(SchedulerFlag.class);
    if (random.nextBoolean()) {
      flags.add(SchedulerFlag.values()[random.nextInt(3)]);
    }
    var persistence = random.nextBoolean()
        ? Persistence.none()
        : new Persistence.Sticky(
            Duration.ofSeconds(1 + random.nextInt(100_000)),
            1 + random.nextInt(family.bits()),
            Persistence.Engine.values()[random.nextInt(2)]);
    return new ServiceSettings(
        new Scheduler(schedulers.get(random.nextInt(schedulers.size()))),
        flags,
        persistence,
        PacketScheduling.values()[random.nextInt(2)]);
  }

  private static ForwardingMethod forwarding(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> ForwardingMethod.MASQUERADE;
      case 1 -> ForwardingMethod.DIRECT_ROUTE;
      case 2 -> ForwardingMethod.IPIP;
      case 3 -> tunnel(new Encapsulation.Gue(1 + random.nextInt(65_535), Checksum.values()[random.nextInt(3)]));
      default -> tunnel(new Encapsulation.Gre(Checksum.values()[random.nextInt(2)]));
    };
  }

  private static ForwardingMethod tunnel(Encapsulation encapsulation) {
    return new ForwardingMethod.Tunnel(encapsulation);
  }

  private static ServiceSettings sticky(
      Scheduler scheduler, int seconds, int prefix, Persistence.Engine engine, PacketScheduling packets) {
    return new ServiceSettings(
        scheduler, Set.of(), new Persistence.Sticky(Duration.ofSeconds(seconds), prefix, engine), packets);
  }

  private static Step add(ServerKey server, int weight, ForwardingMethod forwarding) {
    return new Step.AddDestination(WEB, server, new Destination(weight, forwarding, Thresholds.NONE));
  }

  private static Destination weight(int weight) {
    return new Destination(weight, ForwardingMethod.MASQUERADE, Thresholds.NONE);
  }

  private static ServiceKey service(int port) {
    return new ServiceKey.Endpoint(Protocol.TCP, IpAddress.of("10.0.0.1"), port);
  }

  private static ServerKey server(String address, int port) {
    return new ServerKey(IpAddress.of(address), port);
  }
}
