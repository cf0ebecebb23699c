package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real etcd of one member, on ports of its own. What it keeps goes with each life of it. */
final class EtcdProcess implements StoreProcess {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String program;
  private final Place place;
  private final int port;
  private final int peerPort;
  private final String scheme;
  private final StoreClient client;
  private Process process;
  private Path folder;

  private EtcdProcess(Place place, String scheme, StoreClient client) throws IOException, InterruptedException {
    this.place = place;
    this.scheme = scheme;
    this.client = client;
    var ports = ConsulProcess.freePorts(2);
    this.program = program();
    this.port = ports.get(0);
    this.peerPort = ports.get(1);
  }

  /** Starts one on loopback; the test is not run where this machine cannot have it. */
  static EtcdProcess start() throws IOException, InterruptedException {
    return start(Place.LOOPBACK);
  }

  /** Starts one somewhere. */
  static EtcdProcess start(Place place) throws IOException, InterruptedException {
    var etcd = new EtcdProcess(place, "http", StoreClient.plain());
    etcd.restart();
    return etcd;
  }

  /** Starts one that speaks TLS with the certificate of the tests; it asks for no token yet. */
  static EtcdProcess startWithTls() throws IOException, InterruptedException {
    var etcd = new EtcdProcess(Place.LOOPBACK, "https", StoreClient.trusting("Authorization", ""));
    etcd.restart();
    return etcd;
  }

  /** Has it ask for a token from now on, and tells one that may do everything, for five minutes. */
  String guard() throws IOException, InterruptedException {
    ask("/v3/auth/user/add", "{\"name\":\"root\",\"password\":\"secret\"}");
    ask("/v3/auth/user/grant", "{\"user\":\"root\",\"role\":\"root\"}");
    ask("/v3/auth/enable", "{}");
    var token = ask("/v3/auth/authenticate", "{\"name\":\"root\",\"password\":\"secret\"}").path("token").asString();
    client.show(token);
    return token;
  }

  private static String program() throws IOException, InterruptedException {
    var script = new ProcessBuilder("lab/etcd").redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var program = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assumeThat(script.waitFor()).as("exit code of lab/etcd, which said why").isNotEqualTo(77);
    return program;
  }

  @Override
  public void restart() throws IOException, InterruptedException {
    close();
    folder = Files.createTempDirectory("gorb-etcd");
    var url = scheme + "://" + place.address() + ":" + port;
    var peers = "http://127.0.0.1:" + peerPort;
    var command = new ArrayList<>(List.of(program, "--data-dir", folder.resolve("data").toString(),
        "--listen-client-urls", scheme + "://" + place.bind() + ":" + port, "--advertise-client-urls", url, "--listen-peer-urls", peers,
        "--initial-advertise-peer-urls", peers, "--initial-cluster", "default=" + peers, "--log-level", "error"));
    if (scheme.equals("https")) {
      command.addAll(List.of("--cert-file", StoreClient.file("server.pem").toString(),
          "--key-file", StoreClient.file("server.key").toString()));
    }
    process = new ProcessBuilder(place.within(command))
        .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    await().atMost(PATIENCE).ignoreExceptions().until(() -> {
      assertThat(process.isAlive()).isTrue();
      return texts().isEmpty();
    });
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public void put(String key, String value) throws IOException, InterruptedException {
    ask("/v3/kv/put", "{\"key\":\"" + encoded(key) + "\",\"value\":\"" + encoded(value) + "\"}");
  }

  @Override
  public void remove(String key) throws IOException, InterruptedException {
    ask("/v3/kv/deleterange", "{\"key\":\"" + encoded(key) + "\"}");
  }

  @Override
  public Map<String, String> texts() throws IOException, InterruptedException {
    var texts = new TreeMap<String, String>();
    // Key and end of one zero byte each: everything.
    ask("/v3/kv/range", "{\"key\":\"AA==\",\"range_end\":\"AA==\"}").path("kvs").values().forEach(entry ->
        texts.put(decoded(entry.path("key")), decoded(entry.path("value"))));
    return texts;
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
      process = null;
      forget();
    }
  }

  /** Removes what it kept. */
  private void forget() {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode ask(String path, String body) throws IOException, InterruptedException {
    var answer = client.ask("POST", scheme + "://" + place.address() + ":" + port + path, body);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(JsonNode field) {
    return new String(Base64.getDecoder().decode(field.asString("")), StandardCharsets.UTF_8);
  }
}
