package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.InitialDirContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Consul agent that keeps nothing, on ports of its own on loopback. Killed when closed. */
final class ConsulProcess implements StoreProcess {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<String> command;
  private final int httpPort;
  private final int dnsPort;
  private final HttpClient client = HttpClient.newHttpClient();
  private Process process;

  private ConsulProcess(String program) throws IOException {
    var ports = freePorts(5);
    httpPort = ports.get(0);
    dnsPort = ports.get(1);
    command = List.of(program, "agent", "-dev", "-bind", "127.0.0.1", "-node", "test",
        "-http-port", ports.get(0).toString(), "-dns-port", ports.get(1).toString(),
        "-server-port", ports.get(2).toString(), "-serf-lan-port", ports.get(3).toString(),
        "-serf-wan-port", ports.get(4).toString(), "-grpc-port", "-1", "-log-level", "warn");
  }

  /** Starts one; the test is not run where this machine cannot have it. */
  static ConsulProcess start() throws IOException, InterruptedException {
    var script = new ProcessBuilder("lab/consul").redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var program = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assumeThat(script.waitFor()).as("exit code of lab/consul, which said why").isNotEqualTo(77);
    var consul = new ConsulProcess(program);
    consul.restart();
    return consul;
  }

  @Override
  public void restart() throws IOException, InterruptedException {
    close();
    process = new ProcessBuilder(command).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    await().atMost(PATIENCE).ignoreExceptions().until(() -> {
      assertThat(process.isAlive()).isTrue();
      // A leader is there, and the node is in the catalogue: DNS answers then.
      return get("/v1/catalog/nodes").size() == 1;
    });
  }

  String url() {
    return "http://127.0.0.1:" + httpPort;
  }

  @Override
  public int port() {
    return httpPort;
  }

  @Override
  public void put(String key, String value) throws IOException, InterruptedException {
    write(HttpRequest.newBuilder(URI.create(url() + "/v1/kv/" + key)).PUT(BodyPublishers.ofString(value)).build());
  }

  @Override
  public void remove(String key) throws IOException, InterruptedException {
    write(HttpRequest.newBuilder(URI.create(url() + "/v1/kv/" + key)).DELETE().build());
  }

  private void write(HttpRequest request) throws IOException, InterruptedException {
    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  @Override
  public Map<String, String> texts() throws IOException, InterruptedException {
    var answer = client.send(
        HttpRequest.newBuilder(URI.create(url() + "/v1/kv/?recurse")).build(), BodyHandlers.ofString());
    var texts = new TreeMap<String, String>();
    if (answer.statusCode() == 200) {
      JsonMapper.shared().readTree(answer.body()).values().forEach(entry -> texts.put(entry.path("Key").asString(),
          new String(Base64.getDecoder().decode(entry.path("Value").asString("")), StandardCharsets.UTF_8)));
    }
    return texts;
  }

  /** What the agent says. */
  JsonNode get(String path) throws IOException, InterruptedException {
    var answer = client.send(HttpRequest.newBuilder(URI.create(url() + path)).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  /** What is registered, by identity. */
  JsonNode services() {
    try {
      return get("/v1/agent/services");
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The addresses that DNS has for a service: none where it does not know it. */
  List<String> addresses(String service) throws NamingException {
    var environment = new Hashtable<String, String>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
    environment.put(Context.PROVIDER_URL, "dns://127.0.0.1:" + dnsPort);
    var found = new ArrayList<String>();
    var context = new InitialDirContext(environment);
    try {
      var answer = context.getAttributes(service + ".service.consul", new String[] {"A"}).get("A");
      for (int i = 0; answer != null && i < answer.size(); i++) {
        found.add(answer.get(i).toString());
      }
    } catch (NameNotFoundException _) {
      // Nothing is found then.
    } finally {
      context.close();
    }
    return found;
  }

  /** Kills it before the end of the test. */
  void stop() {
    close();
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
      try {
        process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ports that nobody has. */
  static List<Integer> freePorts(int count) throws IOException {
    var ports = new ArrayList<Integer>();
    var sockets = new ArrayList<ServerSocket>();
    for (int i = 0; i < count; i++) {
      var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      sockets.add(socket);
      ports.add(socket.getLocalPort());
    }
    for (var socket : sockets) {
      socket.close();
    }
    return ports;
  }
}
