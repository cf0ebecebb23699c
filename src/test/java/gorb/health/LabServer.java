package gorb.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import gorb.model.CheckTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real server of TCP that a script of the lab fetches, on ports of its own on 127.0.0.1. Killed when closed. */
final class LabServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int MOST_ATTEMPTS = 5;

  private final Process process;
  private final List<Integer> ports;

  /** Makes the words that start a server. */
  @FunctionalInterface
  interface Command {
    /**
     * Words for a start.
     *
     * @param fetched what the script printed
     */
    List<String> of(Path fetched, List<Integer> ports) throws IOException;
  }

  private LabServer(Process process, List<Integer> ports) {
    this.process = process;
    this.ports = ports;
  }

  /**
   * Starts one, and waits until all its ports are open; the test is not run where this machine cannot have it.
   *
   * @param script such as {@code lab/nginx}
   * @param folder takes what it says
   * @param count how many ports it listens at
   */
  static LabServer start(String script, Path folder, int count, Command command) throws Exception {
    var fetch = new ProcessBuilder(script).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var fetched = Path.of(new String(fetch.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    assumeThat(fetch.waitFor()).as("exit code of %s, which said why", script).isNotEqualTo(77);
    var log = folder.resolve("server.log");
    // Somebody may take a port before it does.
    for (int attempt = 1;; attempt++) {
      var ports = freePorts(count);
      var builder = new ProcessBuilder(command.of(fetched, ports)).redirectErrorStream(true).redirectOutput(log.toFile());
      builder.environment().put("LD_LIBRARY_PATH",
          fetched.resolve("usr/lib/x86_64-linux-gnu") + ":" + fetched.resolve("lib/x86_64-linux-gnu"));
      var process = builder.start();
      await().atMost(PATIENCE).until(() -> !process.isAlive() || ports.stream().allMatch(LabServer::isOpen));
      if (process.isAlive()) {
        return new LabServer(process, ports);
      }
      assertThat(attempt).as("the server of %s ended: %s", script, Files.readString(log)).isLessThan(MOST_ATTEMPTS);
    }
  }

  /** One of its ports. */
  int port(int position) {
    return ports.get(position);
  }

  /** Where it listens at one of its ports. */
  CheckTarget target(int position) {
    return new CheckTarget("127.0.0.1", port(position));
  }

  /** Sends it a signal, such as {@code STOP}. */
  void signal(String name) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
  }

  /** Kills it before the end of the test, and waits until it is gone. */
  void kill() throws Exception {
    signal("KILL");
    process.waitFor();
  }

  /** Kills it and what it began. */
  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(1, TimeUnit.MINUTES);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isOpen(int port) {
    try (var _ = new Socket("127.0.0.1", port)) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static List<Integer> freePorts(int count) throws IOException {
    var sockets = new ArrayList<ServerSocket>();
    try {
      for (int at = 0; at < count; at++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
      }
      return sockets.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (var socket : sockets) {
        socket.close();
      }
    }
  }
}
