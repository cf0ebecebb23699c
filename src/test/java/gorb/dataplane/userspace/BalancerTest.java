package gorb.dataplane.userspace;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.userspace.scheduling.Flow;
import gorb.dataplane.userspace.scheduling.Sources;
import gorb.model.IpAddress;
import gorb.model.Persistence;
import gorb.model.Protocol;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import gorb.model.ServerKey;
import gorb.model.ServiceSettings;
import io.netty.util.concurrent.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BalancerTest {
  private static final Flow FLOW =
      new Flow(Protocol.TCP, IpAddress.of("192.0.2.1"), 40_000, IpAddress.of("10.0.0.1"), 80);
  private static final ServerKey A = new ServerKey(IpAddress.of("10.1.0.1"), 80);
  private static final ServerKey B = new ServerKey(IpAddress.of("10.1.0.2"), 80);

  @Test
  void takesTheNewestServerFirstAsTheKernelDoes() {
    var balancer = balancer("rr");
    balancer.put(A, Proxy.masquerade(1));
    balancer.put(B, Proxy.masquerade(1));

    assertThat(keys(balancer, 3)).containsExactly(B, A, B);
  }

  @Test
  void takesAnotherServerThanTheOneThatFailed() {
    var balancer = balancer("rr");
    balancer.put(A, Proxy.masquerade(1));
    balancer.put(B, Proxy.masquerade(1));
    var failed = requireNonNull(balancer.begin(FLOW, null));

    var second = requireNonNull(balancer.begin(FLOW, failed.server()));

    assertThat(second.key()).isNotEqualTo(failed.key());
  }

  @Test
  void hasNobodyToOfferWhenTheOnlyServerFailed() {
    var balancer = balancer("wlc");
    balancer.put(A, Proxy.masquerade(1));
    var failed = requireNonNull(balancer.begin(FLOW, null));

    assertThat(balancer.begin(FLOW, failed.server())).isNull();
  }

  @Test
  void countsAConnectionFromItsChoiceToItsEnd() {
    var balancer = balancer("lc");
    balancer.put(A, Proxy.masquerade(1));

    var server = requireNonNull(balancer.begin(FLOW, null));

    assertThat(counters(balancer)).containsEntry(A, new ServerCounters(1, 1, 0, 0));
    server.end();
    assertThat(counters(balancer)).containsEntry(A, new ServerCounters(0, 1, 0, 0));
  }

  @Test
  void remembersTheLoadOfAServerThatComesBackWhileItsConnectionsLive() {
    var balancer = balancer("lc");
    balancer.put(A, Proxy.masquerade(1));
    requireNonNull(balancer.begin(FLOW, null));
    balancer.remove(A);
    assertThat(counters(balancer)).isEmpty();

    balancer.put(A, Proxy.masquerade(1));
    balancer.put(B, Proxy.masquerade(1));

    assertThat(counters(balancer)).containsEntry(A, new ServerCounters(1, 1, 0, 0));
    assertThat(keys(balancer, 1)).containsExactly(B);
  }

  @Test
  void goesOnWithAnotherSchedulerAndTheSameServers() {
    var balancer = balancer("rr");
    balancer.put(A, Proxy.masquerade(3));
    balancer.put(B, Proxy.masquerade(1));

    balancer.edit(Proxy.settings("wrr"));

    assertThat(keys(balancer, 4)).containsExactly(A, A, B, A);
  }

  @Test
  void goesOnWhereItIsWithTheSameSchedulerAndItsNewFlags() {
    var balancer = balancer("rr");
    balancer.put(A, Proxy.masquerade(1));
    balancer.put(B, Proxy.masquerade(1));
    assertThat(keys(balancer, 1)).containsExactly(B);

    balancer.edit(flagged("rr"));

    assertThat(keys(balancer, 1)).containsExactly(A);
  }

  @Test
  void fallsBackToAnotherServerOnceTheFlagSaysSo() {
    var balancer = balancer("sh");
    balancer.put(A, Proxy.masquerade(1));
    balancer.put(B, Proxy.masquerade(1));
    var home = requireNonNull(balancer.begin(FLOW, null));
    assertThat(balancer.begin(FLOW, home.server())).isNull();

    balancer.edit(flagged("sh"));

    assertThat(requireNonNull(balancer.begin(FLOW, home.server())).key()).isNotEqualTo(home.key());
  }

  @Test
  void hashesByTheWeightThatAQuiescedServerHad() {
    var balancer = balancer("mh");
    balancer.put(A, Proxy.masquerade(3));
    balancer.put(B, Proxy.masquerade(1));
    var home = requireNonNull(balancer.begin(FLOW, null));
    balancer.put(home.key(), Proxy.masquerade(0));
    assertThat(balancer.begin(FLOW, null)).isNull();

    balancer.put(home.key(), Proxy.masquerade(2));

    assertThat(requireNonNull(balancer.begin(FLOW, null)).server()).isSameAs(home.server());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rr", "wrr", "lc", "wlc", "lblc", "lblcr", "sed", "nq", "fo", "twos"})
  void neverOffersAServerWithoutWeightAndAlwaysOneWithAWeight(String scheduler) {
    for (long seed = 1; seed <= 20; seed++) {
      var random = new Random(seed);
      var balancer = balancer(scheduler);
      var weights = new int[6];
      var present = new boolean[6];
      for (int step = 0; step < 500; step++) {
        int number = random.nextInt(weights.length);
        var key = new ServerKey(A.address(), 1 + number);
        if (random.nextInt(4) == 0) {
          balancer.remove(key);
          present[number] = false;
        } else {
          weights[number] = random.nextInt(3) == 0 ? random.nextInt(5) : 0;
          balancer.put(key, Proxy.masquerade(weights[number]));
          present[number] = true;
        }

        var chosen = balancer.begin(FLOW, null);

        boolean usable = false;
        for (int other = 0; other < weights.length; other++) {
          usable |= present[other] && weights[other] > 0;
        }
        assertThat(chosen != null).as("%s, seed %d, step %d", scheduler, seed, step).isEqualTo(usable);
        if (chosen != null) {
          int position = chosen.key().port() - 1;
          assertThat(present[position] && weights[position] > 0).as("%s, seed %d", scheduler, seed).isTrue();
        }
      }
    }
  }

  @Test
  void losesNoConnectionBetweenThreads() throws Exception {
    var balancer = balancer("rr");
    balancer.put(A, Proxy.masquerade(1));
    balancer.put(B, Proxy.masquerade(1));
    var threads = new ArrayList<Thread>();
    for (int number = 0; number < 4; number++) {
      threads.add(Thread.ofPlatform().name("picker-" + number).start(() -> keys(balancer, 5000)));
    }
    for (var thread : threads) {
      thread.join();
    }

    assertThat(counters(balancer))
        .containsEntry(A, new ServerCounters(10_000, 10_000, 0, 0))
        .containsEntry(B, new ServerCounters(10_000, 10_000, 0, 0));
  }

  private static Map<ServerKey, ServerCounters> counters(Balancer balancer) {
    var counters = new HashMap<ServerKey, ServerCounters>();
    balancer.counters().destinations().forEach((key, server) -> counters.put(key, ServerCounters.of(server)));
    return counters;
  }

  private static Balancer balancer(String scheduler) {
    return new Balancer(Protocol.TCP, Proxy.settings(scheduler), Sources.ofSystem(), Ticker.systemTicker());
  }

  private static ServiceSettings flagged(String scheduler) {
    return new ServiceSettings(
        new Scheduler(scheduler),
        Set.of(SchedulerFlag.FLAG_1),
        Persistence.none(),
        ServiceSettings.PacketScheduling.BY_CONNECTION);
  }

  private static List<ServerKey> keys(Balancer balancer, int count) {
    var keys = new ArrayList<ServerKey>();
    for (int pick = 0; pick < count; pick++) {
      keys.add(requireNonNull(balancer.begin(FLOW, null)).key());
    }
    return keys;
  }
}
