package gorb.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import gorb.model.IpAddress;
import gorb.model.ServerKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real name server, dnsmasq of Debian, on a port of its own on loopback; it knows the zone {@code test} only. */
public final class DnsmasqProcess implements AutoCloseable {
  private static final int MOST_ATTEMPTS = 5;

  private final List<String> command;
  private final Path hosts;
  private final Path libraries;
  private final int port;
  private final List<String> said = new ArrayList<>();
  private Process process;
  private BufferedReader output;

  private DnsmasqProcess(Path root, Path folder, int ttl, List<String> more) throws IOException {
    this.hosts = folder.resolve("hosts");
    this.libraries = root.resolve("usr/lib/x86_64-linux-gnu");
    this.port = freePort();
    command = new ArrayList<>(List.of(root.resolve("usr/sbin/dnsmasq").toString(), "--no-daemon",
        "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--addn-hosts=" + hosts, "--port=" + port,
        "--listen-address=127.0.0.1", "--bind-interfaces", "--local=/test/", "--local-ttl=" + ttl, "--pid-file=",
        "--user=" + System.getProperty("user.name"), "--edns-packet-max=1232"));
    command.addAll(more);
  }

  /**
   * Starts one; the test is not run where this machine cannot have it.
   *
   * @param lines of hosts(5)
   * @param ttl the time to live of its records, in seconds
   */
  public static DnsmasqProcess start(Path folder, String lines, int ttl, String... more)
      throws IOException, InterruptedException {
    var script = new ProcessBuilder("lab/dnsmasq").redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var root = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assumeThat(script.waitFor()).as("exit code of lab/dnsmasq, which said why").isNotEqualTo(77);
    Files.writeString(folder.resolve("hosts"), lines);
    // Somebody may take the port before it does.
    for (int attempt = 1;; attempt++) {
      var dnsmasq = new DnsmasqProcess(Path.of(root), folder, ttl, List.of(more));
      if (dnsmasq.runs()) {
        return dnsmasq;
      }
      dnsmasq.close();
      assertThat(attempt).as("dnsmasq ended: %s", dnsmasq.said).isLessThan(MOST_ATTEMPTS);
    }
  }

  /** Where it answers. */
  public ServerKey address() {
    return new ServerKey(IpAddress.of("127.0.0.1"), port);
  }

  /** Has it say something else from now on. */
  public void say(String lines) throws IOException, InterruptedException {
    Files.writeString(hosts, lines);
    signal("HUP");
    assertThat(hasReadHosts()).as("dnsmasq ended: %s", said).isTrue();
  }

  private boolean runs() throws IOException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
    process = builder.start();
    output = process.inputReader();
    return hasReadHosts();
  }

  /** It is bound before it says so, and reads the hosts after that. */
  private boolean hasReadHosts() throws IOException {
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      said.add(line);
      if (line.contains("read " + hosts)) {
        return true;
      }
    }
    return false;
  }

  /** A port that nobody has, for datagrams and for connections. */
  private static int freePort() throws IOException {
    for (int attempt = 1;; attempt++) {
      try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
          var _ = new ServerSocket(socket.getLocalPort(), 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Sends it a signal, such as {@code STOP}. */
  public void signal(String name) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor()).isZero();
  }

  /** Kills it before the end of the test. */
  public void stop() {
    close();
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
      try {
        process.waitFor(1, TimeUnit.MINUTES);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
