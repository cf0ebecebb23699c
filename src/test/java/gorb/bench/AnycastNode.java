package gorb.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The processes around {@link Anycast}: directors in namespaces {@code d1} and {@code d2}, the router's programs. */
final class AnycastNode {
  private static final Path SPEAKERS = Path.of(String.valueOf(System.getenv("GORB_SPEAKERS")));

  private AnycastNode() {}

  static Program bird(Path folder) throws IOException {
    var neighbor = """
        protocol bgp d%1$d {
          local 10.79.%1$d.1 as 64513; neighbor 10.79.%1$d.2 as 64512; passive;
          ipv4 { import filter { if (65535,0) ~ bgp_community then bgp_local_pref = 0; accept; }; export none; };
        }
        """;
    var config = Files.writeString(folder.resolve("bird.conf"), """
        router id 10.79.1.1;
        protocol device { scan time 1; }
        protocol kernel { merge paths on; ipv4 { export all; }; }
        """ + neighbor.formatted(1) + neighbor.formatted(2));
    return new Program(folder.resolve("bird.log"), List.of(SPEAKERS.resolve("usr/sbin/bird").toString(), "-f",
        "-c", config.toString(), "-s", folder.resolve("ctl").toString()));
  }

  /** FRR's zebra, which programs the kernel, and its bgpd. */
  static AutoCloseable frr(Path folder) throws IOException {
    var config = Files.writeString(folder.resolve("frr.conf"), """
        router bgp 64513
         bgp router-id 10.79.1.1
         no bgp ebgp-requires-policy
         neighbor 10.79.1.2 remote-as 64512
         neighbor 10.79.2.2 remote-as 64512
         address-family ipv4 unicast
          maximum-paths 2
         exit-address-family
        """);
    var none = Files.writeString(folder.resolve("zebra.conf"), "");
    var socket = folder.resolve("zserv.api").toString();
    var zebra = new Program(folder.resolve("zebra.log"), List.of(SPEAKERS.resolve("usr/lib/frr/zebra").toString(),
        "-u", "root", "-g", "root", "-z", socket, "-f", none.toString(), "-i", folder.resolve("zebra.pid").toString(),
        "--vty_socket", folder.toString(), "-P", "0", "--log", "stdout"));
    for (int i = 0; i < 100 && !Files.exists(Path.of(socket)); i++) {
      pause();
    }
    var bgpd = new Program(folder.resolve("bgpd.log"), List.of(SPEAKERS.resolve("usr/lib/frr/bgpd").toString(), "-S",
        "-z", socket, "-f", config.toString(), "-i", folder.resolve("bgpd.pid").toString(),
        "--vty_socket", folder.toString(), "-P", "0", "--log", "stdout"));
    return () -> {
      bgpd.close();
      zebra.close();
    };
  }

  static Program monitor(Path folder) throws IOException {
    var log = Files.createTempFile(folder, "monitor", ".log");
    var monitor = new Program(log, List.of("stdbuf", "-oL", "ip", "-ts", "monitor", "route"));
    pause();
    return monitor;
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(200);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A program that runs until it is closed, and what it printed. */
  static class Program implements AutoCloseable {
    private static final Pattern STAMP = Pattern.compile("^\\[([0-9T:.-]+)\\].*");

    private final Path log;
    private final List<String> command;
    private Process process;

    Program(Path log, List<String> command) throws IOException {
      this.log = log;
      this.command = command;
      this.process = start(command, log);
    }

    static String output(String... command) {
      try {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    List<String> lines() {
      try {
        return Files.readAllLines(log);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** When the lines with a word came, as the program says. */
    List<Instant> times(String word) {
      var times = new ArrayList<Instant>();
      for (var line : lines()) {
        var stamp = STAMP.matcher(line);
        if (stamp.matches() && line.contains(word)) {
          times.add(LocalDateTime.parse(stamp.group(1)).atZone(ZoneId.systemDefault()).toInstant());
        }
      }
      return times;
    }

    void kill() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().onExit().join();
    }

    void restart() throws IOException {
      process = start(command, log);
    }

    @Override
    public void close() {
      process.destroy();
      try {
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
      } catch (CompletionException _) {
        kill();
      }
    }

    private static Process start(List<String> command, Path log) throws IOException {
      var builder = new ProcessBuilder(command).redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      var libraries = SPEAKERS.resolve("usr/lib/x86_64-linux-gnu");
      if (command.getFirst().startsWith(SPEAKERS.toString())) {
        builder.environment().put("LD_LIBRARY_PATH",
            libraries + ":" + libraries.resolve("frr") + ":" + SPEAKERS.resolve("lib/x86_64-linux-gnu"));
      }
      return builder.start();
    }
  }

  /** A director with two backends, which run on the router, on its address in the director's network. */
  static final class Director extends Program {
    final List<Pool> pools;
    private final int number;

    Director(int number, String address, Path folder) throws IOException {
      this(number, address, folder, List.of(new Pool(number, 9_001), new Pool(number, 9_002)));
    }

    private Director(int number, String address, Path folder, List<Pool> pools) throws IOException {
      super(folder.resolve("d" + number + ".log"), List.of("ip", "netns", "exec", "d" + number, "./gorb", "-i", "net0",
          "-l", "127.0.0.1:4672", "--dataplane", "userspace", "--socket", "none", "--state-dir", "none", "--config",
          config(number, address, folder).toString()));
      this.number = number;
      this.pools = pools;
    }

    private static Path config(int number, String address, Path folder) throws IOException {
      return Files.writeString(folder.resolve("d" + number + ".yaml"), """
          bgp:
            asn: 64512
            leave_wait: 2s
            peers:
              - {address: 10.79.%1$d.1, asn: 64513}
          services:
            web:
              host: %2$s
              port: 8080
              announce_weight: link-bandwidth
              backends:
                one: {host: 10.79.%1$d.1, port: 9001, pulse: {interval: 100ms, restore: immediate}}
                two: {host: 10.79.%1$d.1, port: 9002, pulse: {interval: 100ms, restore: immediate}}
          """.formatted(number, address));
    }

    /** When servers were found to be down. */
    List<Instant> verdicts() {
      return lines().stream().filter(line -> line.contains("event=backend-down"))
          .map(line -> Instant.parse(line.replaceFirst(".*time=", "").replaceFirst(" .*", ""))).toList();
    }

    /** Runs {@code gorb} with some words beside it, and waits; what it printed. */
    String command(String... words) {
      var command = new ArrayList<>(List.of("ip", "netns", "exec", "d" + number, "./gorb"));
      command.addAll(List.of(words));
      command.addAll(List.of("--url", "http://localhost:4672"));
      var output = output(command.toArray(String[]::new));
      if (output.contains("gorb: ")) {
        throw new IllegalStateException(output);
      }
      return output;
    }
  }

  /** A backend: says the number of its director, and closes. */
  static final class Pool {
    private final int number;
    private final InetSocketAddress address;
    private ServerSocket socket;

    Pool(int number, int port) throws IOException {
      this.number = number;
      this.address = new InetSocketAddress(InetAddress.getByName("10.79." + number + ".1"), port);
      this.socket = listen();
    }

    void down() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void up() {
      try {
        socket = listen();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private ServerSocket listen() throws IOException {
      var listening = new ServerSocket();
      listening.setReuseAddress(true);
      listening.bind(address, 256);
      Thread.ofPlatform().daemon().start(() -> {
        while (!listening.isClosed()) {
          try (var client = listening.accept()) {
            client.getOutputStream().write('0' + number);
          } catch (IOException _) {
            // A check that went away, or the end.
          }
        }
      });
      return listening;
    }
  }
}
