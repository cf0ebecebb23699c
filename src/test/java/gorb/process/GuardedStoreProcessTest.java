package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.http.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real Consul and a real etcd that speak TLS with a certificate of our own authority, and ask for tokens. */
@Tag("process")
class GuardedStoreProcessTest {
  private static final String AUTHORITY = StoreClient.file("ca.pem").toString();
  private static final String TOKEN = "7d0d2f4a-6f3c-4a8e-9a55-2f1f6f0c9a11";
  private static final String WEB = "{\"host\":\"127.0.0.8\",\"port\":80,\"discover\":{\"consul\":{\"service\":\"app\"}}}";

  @TempDir
  private Path folder;

  @Test
  void consulRegistersFindsAndSharesBehindTlsAndATokenThatMayChange() throws Exception {
    var token = Files.writeString(folder.resolve("token"), "00000000-1111-2222-3333-444444444444\n");
    try (var consul = ConsulProcess.startGuarded(folder, TOKEN);
        var gorb = gorb("-c", consul.url(), "--consul-ca-file", AUTHORITY, "--consul-token-file", token.toString(),
            "--store", "consul+" + consul.url() + "/lb", "--store-ca-file", AUTHORITY)) {
      var api = address(gorb);
      patiently().until(() -> show(api, "/store").path("reason").asString("").contains("403"));
      assertThat(show(api, "/store").path("state").asString()).isEqualTo("away");

      Files.writeString(token, TOKEN + "\n");
      patiently().until(() -> show(api, "/store").path("state").asString().equals("in step"));
      assertThat(RawClient.ask(api, "PUT", "/service/web", WEB).status()).isEqualTo(200);
      assertThat(consul.texts()).containsKey("lb/services/web");
      patiently().until(() -> consul.services().has("web"));
      patiently().until(() -> show(api, "/service/web").path("discovery").path("state").asString().equals("empty"));
      assertThat(gorb.output()).doesNotContain(TOKEN);
    }
  }

  @Test
  void etcdSharesBehindTlsAndATokenThatMayChange() throws Exception {
    var token = Files.writeString(folder.resolve("token"), "none\n");
    try (var etcd = EtcdProcess.startWithTls()) {
      var right = etcd.guard();
      try (var gorb = gorb("--store", "etcd+https://127.0.0.1:" + etcd.port() + "/lb", "--store-ca-file", AUTHORITY,
          "--store-token-file", token.toString())) {
        var api = address(gorb);
        patiently().until(() -> show(api, "/store").path("state").asString().equals("away"));
        assertThat(RawClient.ask(api, "PUT", "/service/web", "{\"port\":80}").status()).isEqualTo(503);

        Files.writeString(token, right + "\n");
        patiently().until(() -> show(api, "/store").path("state").asString().equals("in step"));
        assertThat(RawClient.ask(api, "PUT", "/service/web", "{\"port\":80}").status()).isEqualTo(200);
        assertThat(etcd.texts()).containsKey("lb/services/web");
        etcd.put("lb/services/other", "{\"host\":\"127.0.0.8\",\"port\":81}");
        patiently().until(() -> show(api, "/service").toString().equals("[\"other\",\"web\"]"));
        assertThat(gorb.output()).doesNotContain(right);
      }
    }
  }

  @Test
  void whoeverIsVouchedForByNobodyIsNotAsked() throws Exception {
    var token = Files.writeString(folder.resolve("token"), TOKEN);
    try (var consul = ConsulProcess.startGuarded(folder, TOKEN);
        var gorb = gorb("-c", consul.url(), "--consul-token-file", token.toString(), "--store", "consul+" + consul.url())) {
      var api = address(gorb);

      patiently().until(() -> show(api, "/store").path("reason").asString("").contains("certification path"));
      assertThat(show(api, "/store").path("state").asString()).isEqualTo("away");
      patiently().until(() -> gorb.output().contains("event=consul-failed"));
      assertThat(gorb.output()).doesNotContain("event=consul-works");
      assertThat(consul.services().propertyNames()).isEmpty();
    }
  }

  @Test
  void aFileOfNoCertificateStopsTheStart() throws Exception {
    var file = Files.writeString(folder.resolve("ca.pem"), "nothing\n").toString();

    for (var flags : new String[][] {
        {"-c", "https://127.0.0.1:1", "--consul-ca-file", file},
        {"--store", "etcd+https://127.0.0.1:1", "--store-ca-file", file}}) {
      try (var gorb = gorb(flags)) {
        assertThat(gorb.awaitExit()).isEqualTo(1);
        assertThat(gorb.output()).contains("-ca-file " + file + ": ", "(expected: certificates in PEM)");
      }
    }
  }

  private static GorbProcess gorb(String... more) {
    var arguments = new ArrayList<>(List.of(
        "-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "memory", "--socket", "none"));
    arguments.addAll(List.of(more));
    return GorbProcess.start(arguments.toArray(String[]::new));
  }

  private static JsonNode show(InetSocketAddress api, String path) throws IOException {
    return JsonMapper.shared().readTree(RawClient.ask(api, "GET", path, "").body());
  }

  private static InetSocketAddress address(GorbProcess gorb) {
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(gorb.awaitReady().replaceFirst(".*:", "")));
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100));
  }
}
