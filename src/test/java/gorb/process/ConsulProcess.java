package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** A real Consul agent that keeps nothing, on ports of its own. Killed when closed. */
final class ConsulProcess implements StoreProcess {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final List<String> command;
  private final Place place;
  private final int httpPort;
  private final int dnsPort;
  private final String scheme;
  private final StoreClient client;
  private Process process;

  private ConsulProcess(Place place, String scheme, StoreClient client, List<String> more)
      throws IOException, InterruptedException {
    var ports = freePorts(5);
    this.httpPort = ports.get(0);
    this.dnsPort = ports.get(1);
    this.place = place;
    this.scheme = scheme;
    this.client = client;
    boolean isPlain = scheme.equals("http");
    command = new ArrayList<>(List.of(program(), "agent", "-dev", "-bind", "127.0.0.1", "-client", place.bind(), "-node", "test",
        "-http-port", isPlain ? ports.get(0).toString() : "-1", "-https-port", isPlain ? "-1" : ports.get(0).toString(),
        "-dns-port", ports.get(1).toString(),
        "-server-port", ports.get(2).toString(), "-serf-lan-port", ports.get(3).toString(),
        "-serf-wan-port", ports.get(4).toString(), "-grpc-port", "-1", "-log-level", "warn"));
    command.addAll(more);
  }

  /** Starts one on loopback; the test is not run where this machine cannot have it. */
  static ConsulProcess start() throws IOException, InterruptedException {
    return start(Place.LOOPBACK);
  }

  /** Starts one somewhere. */
  static ConsulProcess start(Place place) throws IOException, InterruptedException {
    var consul = new ConsulProcess(place, "http", StoreClient.plain(), List.of());
    consul.restart();
    return consul;
  }

  /**
   * Starts one that speaks TLS with the certificate of the tests, and does nothing without a token.
   *
   * @param folder for its configuration
   */
  static ConsulProcess startGuarded(Path folder, String token) throws IOException, InterruptedException {
    var file = Files.writeString(folder.resolve("consul.json"), String.format(
        "{\"cert_file\":\"%s\",\"key_file\":\"%s\",\"acl\":{\"enabled\":true,\"default_policy\":\"deny\","
            + "\"tokens\":{\"master\":\"%s\",\"agent\":\"%s\"}}}",
        StoreClient.file("server.pem"), StoreClient.file("server.key"), token, token));
    var consul = new ConsulProcess(Place.LOOPBACK, "https", StoreClient.trusting("X-Consul-Token", token),
        List.of("-config-file", file.toString()));
    consul.restart();
    return consul;
  }

  private static String program() throws IOException, InterruptedException {
    var script = new ProcessBuilder("lab/consul").redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var program = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assumeThat(script.waitFor()).as("exit code of lab/consul, which said why").isNotEqualTo(77);
    return program;
  }

  @Override
  public void restart() throws IOException, InterruptedException {
    close();
    process = new ProcessBuilder(place.within(command)).redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
    await().atMost(PATIENCE).ignoreExceptions().until(() -> {
      assertThat(process.isAlive()).isTrue();
      // A leader is there, and the node is in the catalogue: DNS answers then.
      return get("/v1/catalog/nodes").size() == 1;
    });
  }

  String url() {
    return scheme + "://" + place.address() + ":" + httpPort;
  }

  @Override
  public int port() {
    return httpPort;
  }

  @Override
  public void put(String key, String value) throws IOException, InterruptedException {
    assertThat(client.ask("PUT", url() + "/v1/kv/" + key, value).statusCode()).isEqualTo(200);
  }

  @Override
  public void remove(String key) throws IOException, InterruptedException {
    assertThat(client.ask("DELETE", url() + "/v1/kv/" + key, "").statusCode()).isEqualTo(200);
  }

  @Override
  public Map<String, String> texts() throws IOException, InterruptedException {
    var answer = client.ask("GET", url() + "/v1/kv/?recurse", "");
    var texts = new TreeMap<String, String>();
    if (answer.statusCode() == 200) {
      JsonMapper.shared().readTree(answer.body()).values().forEach(entry -> texts.put(entry.path("Key").asString(),
          new String(Base64.getDecoder().decode(entry.path("Value").asString("")), StandardCharsets.UTF_8)));
    }
    return texts;
  }

  /** What the agent says. */
  JsonNode get(String path) throws IOException, InterruptedException {
    var answer = client.ask("GET", url() + path, "");
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
    environment.put(Context.PROVIDER_URL, "dns://" + place.address() + ":" + dnsPort);
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
