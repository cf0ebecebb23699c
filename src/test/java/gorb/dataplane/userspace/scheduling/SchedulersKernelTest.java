package gorb.dataplane.userspace.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Destination;
import gorb.dataplane.Step;
import gorb.dataplane.ipvs.IpvsDataplane;
import gorb.dataplane.userspace.scheduling.Rehearsal.Event;
import gorb.dataplane.userspace.scheduling.Rehearsal.Load;
import gorb.lab.ConnectionTable;
import gorb.lab.Ipvsadm;
import gorb.lab.KernelTest;
import gorb.lab.NetworkNamespace;
import gorb.lab.RawPackets;
import gorb.model.ForwardingMethod;
import gorb.model.IpAddress;
import gorb.model.ServerKey;
import gorb.model.Thresholds;
import gorb.netlink.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The schedulers against those of a real kernel: the same changes and the same clients go through both, and the choice
 * of each connection is compared, and the numbers of connections that it was made from. What the kernel chose is left
 * in {@code scheduler-choices.txt} among the lab's reports.
 */
@KernelTest
class SchedulersKernelTest {
  private static final Path RECORD = Path.of("/run/gorb-lab/scheduler-choices.txt");

  /** What the kernel did: which server each connection has, and what it counted at each look. */
  private record Answers(Map<Flow, ServerKey> servers, List<Map<String, Load>> looks) {
    Optional<ServerKey> choice(Flow flow) {
      return Optional.ofNullable(servers.get(flow));
    }
  }

  static List<Subject> deterministic() {
    return Subject.DETERMINISTIC;
  }

  @BeforeAll
  static void forgetEarlierRuns() throws IOException {
    Files.deleteIfExists(RECORD);
  }

  @ParameterizedTest
  @MethodSource("deterministic")
  void everyConnectionGoesToTheServerThatTheKernelChooses(Subject subject) throws Exception {
    var events = Rehearsal.of(subject);

    var answers = inKernel(subject, events);

    var choices = new StringBuilder();
    var looks = new ArrayList<Map<String, Load>>();
    for (int index = 0; index < events.size(); index++) {
      switch (events.get(index)) {
        case Event.Begin(var flow, var choice) -> {
          assertThat(answers.choice(flow)).as("after %s", events.subList(0, index)).isEqualTo(choice);
          choices.append(RecordedChoices.letter(choice));
        }
        case Event.Look(var loads) -> looks.add(loads);
        case Event.End _, Event.Change _ -> { }
      }
    }
    assertThat(answers.looks()).isEqualTo(looks);
    assertThat(choices).hasSize(Rehearsal.CONNECTIONS);
    record(subject, choices.toString());
  }

  /**
   * Each choice has a probability that follows from the loads before it. Each server must have what these add up to,
   * within 6 standard deviations: by chance, that fails once in a hundred million runs.
   */
  @Test
  void twoChoicesAreDrawnAsTheKernelDrawsThem() throws Exception {
    var subject = Subject.RANDOM;
    var servers = new ArrayList<RehearsedServer>();
    var events = new ArrayList<Event>();
    events.add(new Event.Change(new Step.AddService(subject.key(), subject.settings())));
    for (int number = 1; number <= 5; number++) {
      var server = new RehearsedServer(new ServerKey(IpAddress.of("10.1.0." + number), 80));
      server.join(number % 4, Thresholds.NONE);
      servers.addFirst(server);
      events.add(new Event.Change(new Step.AddDestination(subject.key(), server.key(),
          new Destination(server.weight(), ForwardingMethod.MASQUERADE, Thresholds.NONE))));
    }
    for (int connection = 0; connection < Rehearsal.CONNECTIONS; connection++) {
      var client = IpAddress.of("10.128.0." + connection % 250);
      var flow = new Flow(subject.protocol(), client, 1024 + connection, IpAddress.of("10.2.0.1"), 80);
      events.add(new Event.Begin(flow, Optional.empty()));
    }
    Assumptions.assumeTrue(
        has("twos"), "this kernel has no scheduler twos (CONFIG_IP_VS_TWOS): nothing was compared with it");

    var answers = inKernel(subject, events);

    double[] surplus = new double[servers.size()];
    double[] variance = new double[servers.size()];
    for (var event : events) {
      if (event instanceof Event.Begin(var flow, _)) {
        int chosen = Locality.position(answers.choice(flow).orElseThrow(), servers);
        double[] chances = TwoChoicesTest.chances(servers);
        assertThat(chances[chosen]).as("%s", flow).isPositive();
        for (int position = 0; position < chances.length; position++) {
          surplus[position] += (position == chosen ? 1 : 0) - chances[position];
          variance[position] += chances[position] * (1 - chances[position]);
        }
        servers.get(chosen).beginActive();
      }
    }
    for (int position = 0; position < surplus.length; position++) {
      assertThat(Math.abs(surplus[position]))
          .as("%s: more or fewer than expected", servers.get(position).key())
          .isLessThanOrEqualTo(6 * Math.sqrt(variance[position]));
    }
  }

  /** What the kernel does when the same happens to it. */
  private static Answers inKernel(Subject subject, List<Event> events) throws Exception {
    try (var host = NetworkNamespace.create("schedulers")) {
      // Whatever is sent to a server ends in an interface without a cable.
      host.ip(
          "link add sink type dummy", "link set sink up", "addr add 10.1.255.254/16 dev sink",
          "addr add fd10:1::ffff/64 dev sink nodad", "route add default dev sink", "route add ::/0 dev sink");
      if (subject.expiration().isNegative()) {
        host.sysctl("net.ipv4.vs.lblcr_expiration", (int) subject.expiration().toSeconds());
      }
      return host.call(() -> {
        var looks = new ArrayList<Map<String, Load>>();
        try (var dataplane = IpvsDataplane.open(Trace.NONE);
            var packets = RawPackets.open(subject.family(), subject.mark())) {
          for (var event : events) {
            switch (event) {
              case Event.Begin(var flow, _) -> packets.begin(flow);
              case Event.End(var flow) -> packets.end(flow);
              case Event.Change(var step) -> assertThat(dataplane.apply(List.of(step))).isEmpty();
              case Event.Look _ -> looks.add(loads());
            }
          }
        }
        return new Answers(ConnectionTable.read(), looks);
      });
    }
  }

  /** What the kernel counts, in the words of ipvsadm. */
  private static Map<String, Load> loads() {
    var loads = new HashMap<String, Load>();
    Ipvsadm.here().connections().forEach((row, counts) ->
        loads.put(row.server(), new Load(counts.active(), counts.inactive())));
    return loads;
  }

  /** Whether the kernel has a scheduler's module, or can load it. */
  private static boolean has(String scheduler) throws Exception {
    var process = new ProcessBuilder("modprobe", "ip_vs_" + scheduler).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor() == 0;
  }

  private static void record(Subject subject, String choices) throws IOException {
    Files.writeString(
        RECORD, RecordedChoices.write(subject.name(), choices), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
