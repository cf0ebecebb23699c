package gorb.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import gorb.model.IpAddress;
import gorb.model.ServerKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real name server, dnsmasq of Debian, on a port of its own on loopback; it knows the zone {@code test} only. */
final class DnsmasqProcess implements AutoCloseable {
  private final List<String> command;
  private final Path hosts;
  private final Path libraries;
  private final int port;
  private Process process;
  private BufferedReader output;

  private DnsmasqProcess(Path root, Path folder, int ttl, List<String> more) throws IOException {
    this.hosts = folder.resolve("hosts");
    this.libraries = root.resolve("usr/lib/x86_64-linux-gnu");
    try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      this.port = socket.getLocalPort();
    }
    command = new ArrayList<>(List.of(root.resolve("usr/sbin/dnsmasq").toString(), "--no-daemon",
        "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--addn-hosts=" + hosts, "--port=" + port,
        "--listen-address=127.0.0.1", "--bind-interfaces", "--local=/test/", "--local-ttl=" + ttl, "--pid-file=",
        "--user=" + System.getProperty("user.name"), "--edns-packet-max=1232"));
    command.addAll(more);
  }

  /** Starts one with lines of hosts(5); the test is not run where this machine cannot have it. */
  static DnsmasqProcess start(Path folder, String lines, int ttl, String... more)
      throws IOException, InterruptedException {
    var script = new ProcessBuilder("lab/dnsmasq").redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var root = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assumeThat(script.waitFor()).as("exit code of lab/dnsmasq, which said why").isNotEqualTo(77);
    var dnsmasq = new DnsmasqProcess(Path.of(root), folder, ttl, List.of(more));
    Files.writeString(dnsmasq.hosts, lines);
    dnsmasq.restart();
    return dnsmasq;
  }

  /** Where it answers. */
  ServerKey address() {
    return new ServerKey(IpAddress.of("127.0.0.1"), port);
  }

  /** Has it say something else from now on. */
  void say(String lines) throws IOException, InterruptedException {
    Files.writeString(hosts, lines);
    restart();
  }

  private void restart() throws IOException, InterruptedException {
    close();
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LD_LIBRARY_PATH", libraries.toString());
    process = builder.start();
    output = process.inputReader();
    // It is bound before it says so, and reads the hosts after that.
    var said = new ArrayList<String>();
    for (var line = output.readLine(); line != null; line = output.readLine()) {
      said.add(line);
      if (line.contains("read " + hosts)) {
        return;
      }
    }
    assertThat(said).as("dnsmasq ended").isEmpty();
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
