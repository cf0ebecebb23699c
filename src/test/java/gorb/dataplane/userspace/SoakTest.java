package gorb.dataplane.userspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.model.IpAddress;
import gorb.model.ServerKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Three quarters of a minute of TCP while the table changes 20 times a second: servers are added, drained, killed,
 * and their weights and the scheduler changed. Every byte is checked, and every failure has to have its reason.
 */
@Tag("process")
@Isolated("counts the descriptors of this process")
class SoakTest {
  private static final IpAddress SERVERS = Loopback.address(1);
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final Duration SOAK = Duration.ofSeconds(35);
  private static final Duration BETWEEN_CHANGES = Duration.ofMillis(50);
  private static final int CLIENTS = 24;
  private static final int LONGEST = 200_000;
  private static final int KILL_EVERY = 30;
  private static final long MEBIBYTE = 1 << 20;

  private final long seed = System.nanoTime();
  private final Set<Long> seen = ConcurrentHashMap.newKeySet();
  private final Set<Long> killed = ConcurrentHashMap.newKeySet();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong kills = new AtomicLong();
  private volatile boolean running;

  @Test
  void losesNothingButWhatIsInFlightOnAKilledServerAndGivesEverythingBack() throws Exception {
    var random = new SplittableRandom(seed);
    try (var proxy = new Proxy("wlc")) {
      run(proxy, random.split(), WARM_UP);
      var before = Held.now();

      run(proxy, random.split(), SOAK);

      System.out.printf("soak, seed %d: %d answers, %d failed, %d servers killed, %d to %d KiB%n",
          seed, answered.get(), failed.get(), kills.get(), before.bytes() / 1024, Held.now().bytes() / 1024);
      assertThat(wrong).as("seed %d", seed).isEmpty();
      assertThat(answered.get()).isGreaterThan(1_000);
      assertThat(kills.get()).isGreaterThan(5);
      await().atMost(Proxy.PATIENCE).untilAsserted(() ->
          assertThat(Held.now().descriptors()).as("descriptors").isLessThanOrEqualTo(before.descriptors()));
      await().atMost(Proxy.PATIENCE).untilAsserted(() ->
          assertThat(Held.now().bytes()).as("bytes").isLessThan(before.bytes() + 24 * MEBIBYTE));
    }
  }

  /** Traffic and changes for a time; ends with the last connection. */
  private void run(Proxy proxy, SplittableRandom random, Duration time) throws Exception {
    var servers = new LinkedHashMap<ServerKey, SoakServer>();
    running = true;
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int number = 0; number < 4; number++) {
        addServer(proxy, servers);
      }
      var tasks = new ArrayList<Future<?>>();
      for (int client = 0; client < CLIENTS; client++) {
        var own = random.split();
        tasks.add(clients.submit(() -> {
          while (running) {
            converse(proxy, own);
          }
        }));
      }
      try {
        long end = System.nanoTime() + time.toNanos();
        for (int change = 1; System.nanoTime() < end; change++) {
          change(proxy, servers, random, change);
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
      await().atMost(Proxy.PATIENCE).until(() -> proxy.counters(key).active() == 0);
      proxy.remove(key);
    }
    for (var server : servers.values()) {
      server.close();
    }
    seen.clear();
    killed.clear();
  }

  private void change(Proxy proxy, Map<ServerKey, SoakServer> servers, SplittableRandom random, int number)
      throws IOException {
    var keys = List.copyOf(servers.keySet());
    var any = keys.get(random.nextInt(keys.size()));
    if (number % KILL_EVERY == 0) {
      addServer(proxy, servers);
      var server = servers.remove(any);
      if (server != null) {
        server.close();
      }
      kills.incrementAndGet();
      proxy.remove(any);
      return;
    }
    switch (random.nextInt(8)) {
      case 0 -> proxy.schedule(List.of("rr", "wrr", "lc", "wlc").get(random.nextInt(4)));
      case 1 -> {
        if (servers.size() < 8) {
          addServer(proxy, servers);
        }
      }
      case 2 -> {
        // Drained: it gets nothing new, and what it has goes on; it comes back if it is chosen below.
        if (keys.stream().filter(key -> !key.equals(any)).count() >= 3) {
          proxy.remove(any);
          proxy.with(any, 0);
        }
      }
      default -> proxy.weigh(any, 1 + random.nextInt(100));
    }
  }

  private void addServer(Proxy proxy, Map<ServerKey, SoakServer> servers) throws IOException {
    var server = new SoakServer(SERVERS, seen, killed);
    servers.put(server.key(), server);
    proxy.with(server.key(), 1);
  }

  /** One connection with one or several questions, ended by either side's rules. */
  private void converse(Proxy proxy, SplittableRandom random) {
    long killsBefore = kills.get();
    long number = 0;
    try (var socket = proxy.connect()) {
      int questions = random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 1;
      for (int question = 0; question < questions; question++) {
        number = numbers.incrementAndGet();
        int length = random.nextInt(4) == 0 ? random.nextInt(LONGEST) : random.nextInt(2_000);
        ask(socket, number, length, question == questions - 1);
        answered.incrementAndGet();
        seen.remove(number);
      }
    } catch (IOException e) {
      failed.incrementAndGet();
      boolean inFlightOnKilled = killed.contains(number);
      // A question that no server has read may have been on its way to one that was killed meanwhile.
      boolean neverArrived = !seen.contains(number);
      if (!inFlightOnKilled && !(neverArrived && killedSince(killsBefore))) {
        wrong.add("question " + number + ": " + e);
      }
    }
  }

  /** Whether a server was killed since, or is being killed. */
  private boolean killedSince(long killsBefore) {
    try {
      Thread.sleep(100);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return kills.get() > killsBefore;
  }

  private static void ask(Socket socket, long number, int length, boolean last) throws IOException {
    var out = new DataOutputStream(socket.getOutputStream());
    var asking = Thread.ofVirtual().start(() -> {
      try {
        var question = ByteBuffer.allocate(12 + length);
        question.putLong(number).putInt(length).put(SoakPattern.of(number, length));
        out.write(question.array());
        if (last) {
          socket.shutdownOutput();
        }
      } catch (IOException _) {
        // The reader notices what is missing.
      }
    });
    try {
      var in = new DataInputStream(socket.getInputStream());
      if (!SoakPattern.matches(~number, in.readNBytes(length), length)) {
        throw new IOException("the answer is not what was sent");
      }
      if (last && in.read() >= 0) {
        throw new IOException("there is more than the answer");
      }
    } finally {
      try {
        asking.join();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
