package gorb.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How long after the kill of a server process the kernel sends it nothing more: {@code bench/detection} runs it in the
 * lab. Of ten servers, each a process that holds the connections it accepts, one after the other is killed (SIGKILL), at
 * moments of chance, and begun again when its weight is 0. The kernel notes when it was told to kill and when it had changed the weight
 * ({@link KernelTrace}), and that its table says so is looked at afterwards: who looks again and again takes half of an
 * emulated processor from whom it measures. A server is forked by a process that waits for that, since to start a program
 * costs an emulated processor a second, in which nobody is in time.
 */
final class Detection {
  private static final int SERVERS = 10;
  private static final int PORT = 9000;
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  /** Between looks at the table, which cost an emulated processor much; when it came to be is in the trace. */
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(60);
  /** From the return of one server to the next kill, with up to {@link #SPREAD_MILLIS} by chance. */
  private static final Duration LEAST_PAUSE = Duration.ofMillis(100);
  private static final int SPREAD_MILLIS = 400;
  private static final int UNCOUNTED = 10;
  private static final int MOST_BYTES = 4_096;
  private static final String ROW = "%-28s %5d %9.1f %9.1f %9.1f%n";
  private static final String LINE = "-> 7F0000";

  private final NetworkNamespace namespace;
  private final int kills;
  private final long seed;
  private Detection(NetworkNamespace namespace, int kills, long seed) {
    this.namespace = namespace;
    this.kills = kills;
    this.seed = seed;
  }

  /** Arguments: how many kills, seed, and who is measured: "held", "tcp", or the folder of a keepalived. */
  public static void main(String[] arguments) throws Exception {
    int kills = Integer.parseInt(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    System.out.println("until the weight is 0, in ms");
    System.out.printf("%-28s %5s %9s %9s %9s%n", "", "kills", "p50", "p99", "most");
    for (var subject : List.of(arguments).subList(2, arguments.length)) {
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
    try (var servers = new ForkedServers(namespace); var trace = KernelTrace.open()) {
      var processes = new ProcessHandle[SERVERS];
      for (int at = 0; at < SERVERS; at++) {
        processes[at] = servers.begin(address(at), PORT);
      }
      try (var _ = start.call(); var table = namespace.call(Detection::table)) {
        Thread.sleep(WARM_UP);
        print(name, killOften(servers, processes, trace, table));
      }
    }
  }

  private long[] killOften(ForkedServers servers, ProcessHandle[] processes, KernelTrace trace, FileChannel table)
      throws Exception {
    var random = new Random(seed);
    var times = new long[kills];
    // Some more, which do not count: the first go through code that has never run.
    for (int at = -UNCOUNTED; at < kills; at++) {
      int server = random.nextInt(SERVERS);
      await(table, server, true);
      Thread.sleep(LEAST_PAUSE.plusMillis(random.nextInt(SPREAD_MILLIS)));
      var process = processes[server];
      process.destroyForcibly();
      Thread.sleep(LOOK_INTERVAL);
      await(table, server, false);
      long taken = taken(trace, process.pid(), server);
      if (at >= 0) {
        times[at] = taken;
      }
      processes[server] = servers.begin(address(server), PORT);
    }
    Arrays.sort(times);
    return times;
  }

  /** From the kill of a process, which has been noted already, to the weight 0 of its server, which has been as well. */
  private static long taken(KernelTrace trace, long pid, int server) throws IOException {
    long killed = -1;
    while (true) {
      switch (trace.next()) {
        case KernelTrace.Event.Killed(long at, long victim) -> killed = victim == pid ? at : killed;
        case KernelTrace.Event.Weighed(long at, int address, int weight) -> {
          if (killed >= 0 && weight == 0 && (address >>> 24) - 2 == server) {
            return at - killed;
          }
        }
      }
    }
  }

  private static void await(FileChannel table, int server, boolean serves) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (weightsIn(table)[server] > 0 != serves) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(address(server) + (serves ? " does not serve" : " serves still"));
      }
      Thread.sleep(LOOK_INTERVAL);
    }
  }

  /** Of the namespace of the thread that opens it, whoever reads it. */
  private static FileChannel table() throws IOException {
    return FileChannel.open(Path.of("/proc/thread-self/net/ip_vs"));
  }

  /**
   * The weights in lines such as {@code   -> 7F000002:2328      Masq    10     0          0}; what the table does not
   * have has none.
   */
  private static int[] weightsIn(FileChannel table) throws IOException {
    var bytes = ByteBuffer.allocate(MOST_BYTES);
    table.position(0);
    while (bytes.hasRemaining() && table.read(bytes) > 0) {
      // It comes in parts.
    }
    var seen = new int[SERVERS];
    var text = StandardCharsets.US_ASCII.decode(bytes.flip()).toString();
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

  private static void print(String name, long[] sorted) {
    System.out.printf(ROW, name, sorted.length, at(sorted, 50), at(sorted, 99), at(sorted, 100));
  }

  private static double at(long[] sorted, int percent) {
    return sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)] / 1e6;
  }

  private static String address(int at) {
    return "127.0.0." + (at + 2);
  }
}
