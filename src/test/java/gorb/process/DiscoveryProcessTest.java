package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.discovery.DnsmasqProcess;
import gorb.http.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Backends out of a real Consul and a real name server. */
@Tag("process")
class DiscoveryProcessTest {
  private static final String SERVICE = "{\"host\":\"127.0.0.8\",\"port\":80,\"discover\":{\"consul\":"
      + "{\"service\":\"web\",\"tag\":\"blue\",\"near\":\"_agent\",\"health\":\"consul\"},\"backend\":{\"weight\":10}}}";

  @Test
  void backendsFollowTheCatalogueAndSurviveARestartAndAWipeOfConsul() throws Exception {
    try (var consul = ConsulProcess.start();
        var gorb = GorbProcess.start("-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "memory", "--socket", "none", "-c",
            consul.url())) {
      var api = address(gorb.awaitReady());
      register(consul, "1", "10.1.0.1", "blue", "passing", 3);
      register(consul, "2", "10.1.0.2", "blue", "critical", 1);
      register(consul, "3", "10.1.0.3", "green", "passing", 1);
      put(api, "/service/front", SERVICE);

      patiently().until(() -> get(api, "/service/front").path("backends").size() == 2);
      var one = get(api, "/service/front/10.1.0.1:8080");
      assertThat(one.path("weight").path("effective").asInt()).isEqualTo(30);
      assertThat(one.path("origin").asString()).isEqualTo("discovery");
      assertThat(get(api, "/service/front/10.1.0.1:8080/why").path("words").asString())
          .startsWith("configured 30 by consul web tag blue");
      assertThat(get(api, "/service/front/10.1.0.2:8080/why").path("words").asString())
          .contains("quiesced by consul web tag blue");
      assertThat(get(api, "/service/front/10.1.0.2:8080").path("weight").path("effective").asInt()).isZero();
      assertThat(RawClient.ask(api, "DELETE", "/service/front/10.1.0.1:8080", "").status()).isEqualTo(409);

      // A check that is registered again keeps its status.
      assertThat(RawClient.ask(address(consul.url()), "PUT", "/v1/agent/check/pass/service:2", "").status()).isEqualTo(200);
      patiently().until(() ->
          get(api, "/service/front/10.1.0.2:8080").path("weight").path("effective").asInt() == 10);

      // It comes back with nothing in it, and with an index that is smaller than before.
      consul.stop();
      patiently().until(() -> state(api, "front").equals("failed"));
      consul.restart();
      patiently().until(() -> state(api, "front").equals("empty"));
      assertThat(get(api, "/service/front").path("backends").size()).as("what was known stays").isEqualTo(2);

      register(consul, "4", "10.1.0.4", "blue", "passing", 1);
      patiently().until(() -> get(api, "/service/front").path("backends").toString().equals("[\"10.1.0.4:8080\"]"));
      assertThat(gorb.terminate().awaitExit()).isZero();
    }
  }

  @Test
  void backendsFollowTheirRecordsAndSurviveANameServerThatIsGone(@TempDir Path folder) throws Exception {
    try (var names = DnsmasqProcess.start(folder,
            "10.1.0.1 web.test\n10.1.0.2 web.test\nfd00::1 web.test\n10.1.0.1 one.test\n", 1,
            "--srv-host=_http._tcp.test,one.test,8081,1,3");
        var gorb = GorbProcess.start("-i", "lo", "-l", "127.0.0.1:0", "--dataplane", "memory", "--socket", "none")) {
      var api = address(gorb.awaitReady());
      put(api, "/service/four", dns("10.0.0.1", "web.test", "A", names, "keep"));
      put(api, "/service/six", dns("fd00::80", "web.test", "AAAA", names, "keep"));
      put(api, "/service/srv", dns("10.0.0.2", "_http._tcp.test", "SRV", names, "keep"));
      put(api, "/service/hasty", dns("10.0.0.3", "web.test", "A", names, "remove"));

      awaitBackends(api, "four", "10.1.0.1:80", "10.1.0.2:80");
      awaitBackends(api, "six", "[fd00::1]:80");
      awaitBackends(api, "srv", "10.1.0.1:8081");
      awaitBackends(api, "hasty", "10.1.0.1:80", "10.1.0.2:80");
      assertThat(get(api, "/service/srv/10.1.0.1:8081/why").path("words").asString())
          .startsWith("configured 30 by dns SRV _http._tcp.test");

      // They are read anew when they have lived: a second.
      names.say("10.1.0.3 web.test\n10.1.0.4 one.test\n");
      awaitBackends(api, "four", "10.1.0.3:80");
      awaitBackends(api, "srv", "10.1.0.4:8081");
      patiently().until(() -> state(api, "six").equals("empty"));
      assertThat(backends(api, "six")).as("what was known stays").containsExactly("[fd00::1]:80");

      names.say("10.1.0.4 one.test\n");
      awaitBackends(api, "hasty");
      patiently().until(() -> state(api, "four").equals("empty"));
      assertThat(backends(api, "four")).containsExactly("10.1.0.3:80");

      names.stop();
      patiently().until(() -> get(api, "/service/srv").path("discovery").path("reason").asString("")
          .contains("lookup SRV _http._tcp.test: name server 127.0.0.1 port " + names.address().port()));
      assertThat(backends(api, "srv")).containsExactly("10.1.0.4:8081");
      assertThat(RawClient.ask(api, "GET", "/metrics", "").body())
          .contains("gorb_discovery_up{name=\"srv\"} 0.0", "gorb_discovery_backends{name=\"srv\"} 1.0");
    }
  }

  private static String dns(String host, String name, String record, DnsmasqProcess names, String onEmpty) {
    return "{\"host\":\"" + host + "\",\"port\":80,\"discover\":{\"dns\":{\"name\":\"" + name
        + "\",\"record\":\"" + record
        + "\",\"server\":\"" + names.address() + "\",\"min_refresh\":\"1s\"},\"on_empty\":\"" + onEmpty
        + "\",\"backend\":{\"weight\":10,\"pulse\":{\"type\":\"none\"}}}}";
  }

  private static void awaitBackends(InetSocketAddress api, String service, String... backends) {
    patiently().until(() -> backends(api, service).equals(List.of(backends)));
  }

  private static List<String> backends(InetSocketAddress api, String service) throws IOException {
    return get(api, "/service/" + service).path("backends").values().stream().map(JsonNode::asString).toList();
  }

  private static String state(InetSocketAddress api, String service) throws IOException {
    return get(api, "/service/" + service).path("discovery").path("state").asString();
  }

  private static void register(ConsulProcess consul, String id, String address, String tag, String status, int weight)
      throws IOException {
    var target = address(consul.url());
    var body = "{\"ID\":\"" + id + "\",\"Name\":\"web\",\"Address\":\"" + address + "\",\"Port\":8080,\"Tags\":[\"" + tag
        + "\"],\"Weights\":{\"Passing\":" + weight + ",\"Warning\":1},\"Check\":{\"TTL\":\"1h\",\"Status\":\"" + status
        + "\"}}";
    assertThat(RawClient.ask(target, "PUT", "/v1/agent/service/register", body).status()).isEqualTo(200);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(100));
  }

  private static JsonNode get(InetSocketAddress api, String path) throws IOException {
    var answer = RawClient.ask(api, "GET", path, "");
    assertThat(answer.status()).as(path).isEqualTo(200);
    return JsonMapper.shared().readTree(answer.body());
  }

  private static void put(InetSocketAddress api, String path, String body) throws IOException {
    assertThat(RawClient.ask(api, "PUT", path, body).status()).as(path).isEqualTo(200);
  }

  private static InetSocketAddress address(String listen) {
    return new InetSocketAddress("127.0.0.1", Integer.parseInt(listen.replaceFirst(".*:", "")));
  }
}
