package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.model.IpAddress;
import gorb.model.ServerKey;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Flows of UDP while the table changes 20 times a second: servers are added, removed, killed, and their weights and the
 * scheduler changed. Every byte of what arrives is checked, no flow may stay without an answer, and no datagram may go
 * to a server that was removed before it was sent.
 */
@Tag("process")
@Isolated("counts the descriptors of this process")
class DatagramSoakTest {
  private static final IpAddress SERVERS = Loopback.address(1);
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final Duration SOAK = Duration.ofSeconds(16);
  private static final Duration BETWEEN_CHANGES = Duration.ofMillis(50);
  private static final int CLIENTS = 16;
  private static final int LARGEST = 8_000;
  private static final int KILL_EVERY = 20;
  private static final int ANSWER_MILLIS = 500;
  private static final long MEBIBYTE = 1 << 20;

  private final long seed = System.nanoTime();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private int kills;
  private int removals;
  private volatile boolean running;

  @Test
  void everyFlowIsAnsweredNothingIsSentToADeadServerAndEverythingIsGivenBack() throws Exception {
    var random = new SplittableRandom(seed);
    var settings = Proxy.settings(2).withFlows(Duration.ofSeconds(2), 16_384);
    try (var proxy = Proxy.ofUdp(new UserspaceDataplane(settings), Proxy.settings("wlc"))) {
      run(proxy, random.split(), WARM_UP);
      var before = Held.now();

      run(proxy, random.split(), SOAK);

      System.out.printf("soak of UDP, seed %d: %d answers, %d datagrams without one, %d servers killed, %d removed%n",
          seed, answered.get(), unanswered.get(), kills, removals);
      assertThat(wrong).as("seed %d", seed).isEmpty();
      assertThat(answered.get()).isGreaterThan(1_000);
      assertThat(kills).isGreaterThan(5);
      assertThat(removals).isGreaterThan(5);
      await().atMost(Proxy.PATIENCE).untilAsserted(() ->
          assertThat(Held.now().descriptors()).as("descriptors").isLessThanOrEqualTo(before.descriptors()));
      await().atMost(Proxy.PATIENCE).untilAsserted(() ->
          assertThat(Held.now().bytes()).as("bytes").isLessThan(before.bytes() + 24 * MEBIBYTE));
    }
  }

  private void run(Proxy proxy, SplittableRandom random, Duration time) throws Exception {
    var servers = new LinkedHashMap<ServerKey, DatagramSoakServer>();
    var removed = new ArrayList<DatagramSoakServer>();
    running = true;
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int server = 0; server < 4; server++) {
        add(proxy, servers);
      }
      var tasks = new ArrayList<Future<?>>();
      for (int client = 0; client < CLIENTS; client++) {
        var own = random.split();
        tasks.add(clients.submit(() -> {
          while (running) {
            converse(proxy, own);
          }
          return null;
        }));
      }
      try {
        long end = System.nanoTime() + time.toNanos();
        for (int change = 1; System.nanoTime() < end; change++) {
          change(proxy, servers, removed, random, change);
          Thread.sleep(BETWEEN_CHANGES);
        }
      } finally {
        running = false;
      }
      for (var task : tasks) {
        task.get();
      }
    }
    for (var key : servers.keySet()) {
      await().atMost(Proxy.PATIENCE).until(() -> proxy.destination(key).inactive() == 0);
      proxy.remove(key);
    }
    removed.addAll(servers.values());
    for (var server : removed) {
      server.close();
    }
  }

  private void change(
      Proxy proxy,
      Map<ServerKey, DatagramSoakServer> servers,
      List<DatagramSoakServer> removed,
      SplittableRandom random,
      int number) throws IOException {
    var keys = List.copyOf(servers.keySet());
    var any = keys.get(random.nextInt(keys.size()));
    if (number % KILL_EVERY == 0) {
      add(proxy, servers);
      var server = servers.remove(any);
      if (server != null) {
        server.close();
      }
      kills++;
      proxy.remove(any);
      return;
    }
    switch (random.nextInt(8)) {
      case 0 -> proxy.schedule(List.of("rr", "wrr", "lc", "wlc", "sh").get(random.nextInt(5)));
      case 1 -> {
        add(proxy, servers);
        var server = servers.remove(any);
        proxy.remove(any);
        if (server != null) {
          server.removed(numbers.get());
          removed.add(server);
        }
        removals++;
      }
      default -> proxy.weigh(any, 1 + random.nextInt(100));
    }
  }

  private void add(Proxy proxy, Map<ServerKey, DatagramSoakServer> servers) throws IOException {
    var server = new DatagramSoakServer(SERVERS, wrong);
    servers.put(server.key(), server);
    proxy.with(server.key(), 1);
  }

  /** A flow of some questions. */
  private void converse(Proxy proxy, SplittableRandom random) throws IOException {
    try (var client = new DatagramClient(proxy.service())) {
      int questions = 1 + random.nextInt(200);
      for (int question = 0; question < questions && running; question++) {
        ask(client, random.nextInt(8) == 0 ? random.nextInt(LARGEST) : random.nextInt(500));
      }
    }
  }

  /** Asks, anew where a datagram was lost: on its way to a server that is killed, or in a full socket. */
  private void ask(DatagramClient client, int length) throws IOException {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < Proxy.PATIENCE.toNanos()) {
      long number = numbers.incrementAndGet();
      client.send(DatagramSoakServer.datagram(number, length));
      if (isAnswered(client, number)) {
        answered.incrementAndGet();
        return;
      }
      unanswered.incrementAndGet();
    }
    wrong.add("a flow has no answer to the questions before " + numbers.get());
  }

  /** Reads answers up to that of the question; earlier ones may be late. */
  private boolean isAnswered(DatagramClient client, long number) throws IOException {
    while (true) {
      byte[] answer;
      try {
        answer = client.receive(ANSWER_MILLIS);
      } catch (PortUnreachableException e) {
        wrong.add("the service refused a datagram: " + e);
        return false;
      }
      if (answer.length == 0) {
        return false;
      }
      long of = ByteBuffer.wrap(answer).getLong();
      if (of > number || !DatagramSoakServer.matches(~of, answer)) {
        wrong.add("the answer to " + number + " arrived changed");
      }
      if (of >= number) {
        return true;
      }
    }
  }
}
