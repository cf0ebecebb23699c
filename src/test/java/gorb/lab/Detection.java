package gorb.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * How long after the kill of a server process the kernel sends it nothing more: {@code bench/detection} runs it in the
 * lab. Ten servers, each a process that holds the connections it accepts, are killed (SIGKILL) at moments of chance and
 * begun again when their weight is 0; a thread that does nothing else reads the kernel's table. A server is forked by a
 * process that waits for that, since to start a program costs an emulated processor a second, in which nobody is in time.
 */
final class Detection {
  private static final int SERVERS = 10;
  private static final int PORT = 9000;
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  /** Between looks at the table while nobody waits for one: looking costs an emulated processor much. */
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration HURRIED = Duration.ofMillis(1);
  private static final int MOST_BYTES = 4_096;
  private static final String ROW = "%-28s %5d %9.1f %9.1f %9.1f %9.1f %9.1f%n";
  private static final String LINE = "-> 7F0000";

  private final NetworkNamespace namespace;
  private final int kills;
  private final long seed;
  /** Guarded by this, as the next two. */
  private final int[] weights = new int[SERVERS];
  /** When each weight was first seen as it is. */
  private final long[] since = new long[SERVERS];
  /** How many wait for a weight of 0. */
  private int hurried;
  private final List<Long> looks = new ArrayList<>();
  private volatile boolean isOver;
  private volatile Thread looker;

  private Detection(NetworkNamespace namespace, int kills, long seed) {
    this.namespace = namespace;
    this.kills = kills;
    this.seed = seed;
  }

  /** Arguments: how many kills, seed, folder of keepalived or "none". */
  public static void main(String[] arguments) throws Exception {
    int kills = Integer.parseInt(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    var subjects = new ArrayList<>(List.of("held", "tcp"));
    if (!arguments[2].equals("none")) {
      subjects.add(arguments[2]);
    }
    System.out.println("until the weight is 0, in ms; beside it how long a look at the table takes");
    System.out.printf("%-28s %5s %9s %9s %9s %9s %9s%n", "", "kills", "p50", "p99", "most", "look p50", "look p99");
    for (var subject : subjects) {
      var folder = Files.createTempDirectory("gorb-detection");
      try (var namespace = NetworkNamespace.create("detection")) {
        namespace.ip("address add 10.99.0.1/32 dev lo");
        var detection = new Detection(namespace, kills, seed);
        switch (subject) {
          case "held" -> detection.measureGorb("gorb, held", "held, interval: 1s", folder);
          case "tcp" -> detection.measureGorb("gorb, tcp every second", "tcp, interval: 1s", folder);
          default -> detection.measureKeepalived(Path.of(subject), folder);
        }
      }
    }
    System.exit(0);
  }

  private void measureGorb(String name, String pulse, Path folder) throws Exception {
    var backends = IntStream.range(0, SERVERS)
        .mapToObj(at -> "s%d: {host: %s, port: %d, weight: 10, pulse: {type: %s, restore: immediate}}"
            .formatted(at, address(at), PORT, pulse))
        .collect(Collectors.joining(", "));
    var file = folder.resolve("gorb.yaml");
    Files.writeString(file, "services: {web: {host: 10.99.0.1, port: 80, backends: {" + backends + "}}}\n");
    measure(name, () -> Director.start(namespace, "--config", file.toString(), "--state-dir", "none"));
  }

  private void measureKeepalived(Path installation, Path folder) throws Exception {
    var servers = IntStream.range(0, SERVERS)
        .mapToObj(at -> "real_server %s %d {\n weight 10\n TCP_CHECK {\n connect_timeout 1\n retry 0\n }\n }\n"
            .formatted(address(at), PORT))
        .collect(Collectors.joining());
    var file = folder.resolve("keepalived.conf");
    Files.writeString(file, "global_defs {\n}\nvirtual_server 10.99.0.1 80 {\n delay_loop 1\n lb_algo wrr\n lb_kind NAT\n"
        + " protocol TCP\n" + servers + "}\n");
    measure("keepalived, tcp every second", () -> {
      var process = new ProcessBuilder("ip", "netns", "exec", namespace.name(), "env",
          "LD_LIBRARY_PATH=" + installation.resolve("usr/lib/x86_64-linux-gnu"),
          installation.resolve("usr/sbin/keepalived").toString(), "-n", "-l", "-C", "-f", file.toString(),
          "-p", folder.resolve("pid").toString(), "-c", folder.resolve("pid-checkers").toString())
          .redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
      return () -> {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
      };
    });
  }

  private void measure(String name, Callable<AutoCloseable> start) throws Exception {
    try (var servers = new ForkedServers(namespace); var pool = Executors.newCachedThreadPool()) {
      var processes = new ProcessHandle[SERVERS];
      for (int at = 0; at < SERVERS; at++) {
        processes[at] = servers.begin(address(at), PORT);
      }
      try (var _ = start.call()) {
        watchAndKill(name, servers, processes, pool);
      }
    }
  }

  private void watchAndKill(String name, ForkedServers servers, ProcessHandle[] processes, ExecutorService pool)
      throws Exception {
    var looker = pool.submit(() -> namespace.call(this::look));
    var all = LongStream.empty();
    try {
      Thread.sleep(WARM_UP);
      var times = new ArrayList<Future<long[]>>();
      for (int at = 0; at < SERVERS; at++) {
        int server = at;
        times.add(pool.submit(() -> killOften(server, servers, processes)));
      }
      for (var each : times) {
        all = LongStream.concat(all, Arrays.stream(each.get()));
      }
    } finally {
      isOver = true;
      looker.get();
    }
    print(name, all.sorted().toArray());
  }

  private long[] killOften(int server, ForkedServers servers, ProcessHandle[] processes) throws Exception {
    var random = new Random(seed * SERVERS + server);
    var times = new long[(kills + SERVERS - 1) / SERVERS];
    // One more, which does not count: the first goes through code that has never run.
    for (int at = -1; at < times.length; at++) {
      await(server, true);
      Thread.sleep(1_500 + random.nextInt(1_500));
      long killed = System.nanoTime();
      processes[server].destroyForcibly();
      await(server, false);
      if (at >= 0) {
        times[at] = since(server) - killed;
      }
      processes[server] = servers.begin(address(server), PORT);
    }
    return times;
  }

  private synchronized long since(int server) {
    return since[server];
  }

  private synchronized void await(int server, boolean serves) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    hurried += serves ? 0 : 1;
    LockSupport.unpark(looker);
    try {
      while (weights[server] > 0 != serves) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new IllegalStateException(address(server) + (serves ? " does not serve" : " serves still"));
        }
        wait(Math.max(1, left / 1_000_000));
      }
    } finally {
      hurried -= serves ? 0 : 1;
    }
  }

  /** Reads the table until it is over; what it does not have has no weight. */
  private Void look() throws IOException {
    looker = Thread.currentThread();
    var bytes = ByteBuffer.allocate(MOST_BYTES);
    try (var table = FileChannel.open(Path.of("/proc/thread-self/net/ip_vs"))) {
      while (!isOver) {
        long began = System.nanoTime();
        bytes.clear();
        table.position(0);
        while (bytes.hasRemaining() && table.read(bytes) > 0) {
          // It comes in parts.
        }
        long now = System.nanoTime();
        looks.add(now - began);
        LockSupport.parkNanos((tell(weightsIn(bytes.flip()), now) ? HURRIED : PAUSE).toNanos());
      }
    }
    return null;
  }

  /** The weights in lines such as {@code   -> 7F000002:2328      Masq    10     0          0}. */
  private static int[] weightsIn(ByteBuffer table) {
    var seen = new int[SERVERS];
    var text = StandardCharsets.US_ASCII.decode(table).toString();
    for (int at = text.indexOf(LINE); at >= 0; at = text.indexOf(LINE, at + 1)) {
      int server = Integer.parseInt(text, at + LINE.length(), at + LINE.length() + 2, 16) - 2;
      int weight = text.indexOf("Masq", at) + "Masq".length();
      while (text.charAt(weight) == ' ') {
        weight++;
      }
      seen[server] = Integer.parseInt(text, weight, text.indexOf(' ', weight), 10);
    }
    return seen;
  }

  /** Takes what was seen; true where somebody waits for a weight of 0. */
  private synchronized boolean tell(int[] seen, long now) {
    for (int at = 0; at < SERVERS; at++) {
      if (seen[at] != weights[at]) {
        since[at] = now;
        weights[at] = seen[at];
        notifyAll();
      }
    }
    return hurried > 0;
  }

  private void print(String name, long[] sorted) {
    var spent = looks.stream().mapToLong(Long::longValue).sorted().toArray();
    System.out.printf(ROW, name, sorted.length, at(sorted, 50), at(sorted, 99), at(sorted, 100), at(spent, 50),
        at(spent, 99));
  }

  private static double at(long[] sorted, int percent) {
    return sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)] / 1e6;
  }

  private static String address(int at) {
    return "127.0.0." + (at + 2);
  }
}
