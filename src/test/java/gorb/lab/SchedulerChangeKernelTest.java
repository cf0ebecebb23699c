package gorb.lab;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.userspace.scheduling.Flow;
import gorb.model.AddressFamily;
import gorb.model.IpAddress;
import gorb.model.Protocol;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/**
 * What the kernel itself does to new connections while a service is edited, without anything of ours: ipvsadm edits, and
 * one first packet after the other shows whether IPVS has a server for it.
 */
@KernelTest
class SchedulerChangeKernelTest {
  private static final String SERVICE = "-t 10.2.0.1:80";
  private static final int EDITS = 20;
  private static final int CONNECTIONS_PER_EDIT = 50;
  private static final int FIRST_PORT = 1024;
  private static final int PORTS = 60_000;

  /** How many new connections there were while edits were made, and how many of them IPVS refused. */
  private record Count(int connections, int refused) {}

  @Test
  void anotherSchedulerRefusesNewConnectionsForAMomentAndNoOtherEditDoes() throws Exception {
    try (var host = NetworkNamespace.create("host")) {
      // Whatever is sent to a server ends in an interface without a cable.
      host.ip("link add sink type dummy", "link set sink up", "addr add 10.1.255.254/16 dev sink", "route add default dev sink");
      var ipvsadm = Ipvsadm.in(host);
      ipvsadm.restore("-A " + SERVICE + " -s rr", "-a " + SERVICE + " -r 10.1.0.1:80 -g", "-a " + SERVICE + " -r 10.1.0.2:80 -g");

      var others = during(host, ipvsadm, edit -> "-s rr -p " + (300 + edit));
      var schedulers = during(host, ipvsadm, edit -> edit % 2 == 0 ? "-s wrr" : "-s rr");

      System.out.printf("%d edits of the persistence: %d of %d new connections refused%n",
          EDITS, others.refused, others.connections);
      System.out.printf("%d changes of the scheduler: %d of %d new connections refused%n",
          EDITS, schedulers.refused, schedulers.connections);
      assertThat(others.connections).as("connections while the same scheduler stays").isGreaterThanOrEqualTo(EDITS * CONNECTIONS_PER_EDIT);
      assertThat(others.refused).as("refused while the same scheduler stays").isZero();
      assertThat(schedulers.refused).as("refused while the scheduler changes").isPositive();
    }
  }

  /** Edits the service again and again, each time with other words, while connections begin as fast as they can. */
  private static Count during(NetworkNamespace host, Ipvsadm ipvsadm, IntFunction<String> words) throws Exception {
    var isOver = new AtomicBoolean();
    var begun = new AtomicInteger();
    var refused = new AtomicInteger();
    var clients = Thread.ofPlatform().name("clients").start(() -> host.call(() -> {
      try (var packets = RawPackets.open(AddressFamily.IPV4, 0)) {
        while (!isOver.get()) {
          if (!packets.begin(connection(begun.getAndIncrement()))) {
            refused.incrementAndGet();
          }
        }
      }
      return true;
    }));
    try {
      for (int edit = 0; edit < EDITS; edit++) {
        int before = begun.get();
        ipvsadm.restore("-E " + SERVICE + " " + words.apply(edit));
        while (begun.get() < before + CONNECTIONS_PER_EDIT && clients.isAlive()) {
          Thread.sleep(1);
        }
      }
    } finally {
      isOver.set(true);
      clients.join();
    }
    return new Count(begun.get(), refused.get());
  }

  private static Flow connection(int number) {
    var client = IpAddress.of("10.128.%d.%d".formatted(number / PORTS / 250, number / PORTS % 250 + 1));
    return new Flow(Protocol.TCP, client, FIRST_PORT + number % PORTS, IpAddress.of("10.2.0.1"), 80);
  }
}
