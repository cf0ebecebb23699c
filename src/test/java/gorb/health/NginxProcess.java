package gorb.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

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
import java.util.function.Function;

/** A real nginx, of Debian, on ports of its own on 127.0.0.1. Killed when closed. */
final class NginxProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int MOST_ATTEMPTS = 5;

  private final Process process;
  private final List<Integer> ports;

  private NginxProcess(Process process, List<Integer> ports) {
    this.process = process;
    this.ports = ports;
  }

  /**
   * Starts one; the test is not run where this machine cannot have it.
   *
   * @param count how many ports it listens at
   * @param servers what is within {@code http}, made of those ports
   */
  static NginxProcess start(Path folder, int count, Function<List<Integer>, String> servers) throws Exception {
    var script = new ProcessBuilder("lab/nginx").redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var root = Path.of(new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    assumeThat(script.waitFor()).as("exit code of lab/nginx, which said why").isNotEqualTo(77);
    // Somebody may take a port before it does.
    for (int attempt = 1;; attempt++) {
      var ports = freePorts(count);
      var process = start(root, folder, servers.apply(ports));
      await().atMost(PATIENCE).until(() -> !process.isAlive() || ports.stream().allMatch(NginxProcess::isOpen));
      if (process.isAlive()) {
        return new NginxProcess(process, ports);
      }
      assertThat(attempt).as("nginx ended: %s", Files.readString(folder.resolve("error.log")))
          .isLessThan(MOST_ATTEMPTS);
    }
  }

  /** One of its ports. */
  int port(int position) {
    return ports.get(position);
  }

  /** Sends it a signal, such as {@code STOP}. */
  void signal(String name) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
  }

  void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(1, TimeUnit.MINUTES);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Process start(Path root, Path folder, String servers) throws IOException {
    var file = folder.resolve("nginx.conf");
    var log = folder.resolve("error.log");
    Files.writeString(file, """
        daemon off;
        master_process off;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log;
        events {}
        http {
          access_log off;
          client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy; fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi; scgi_temp_path %1$s/scgi;
          %2$s
        }
        """.formatted(folder, servers));
    var builder = new ProcessBuilder(root.resolve("usr/sbin/nginx").toString(), "-p", folder.toString(),
        "-c", file.toString(), "-e", log.toString()).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("LD_LIBRARY_PATH", root.resolve("usr/lib/x86_64-linux-gnu").toString());
    return builder.start();
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
