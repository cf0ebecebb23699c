package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import gorb.http.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Backends out of a real Consul. */
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
      assertThat(get(api, "/service/front/10.1.0.2:8080").path("weight").path("effective").asInt()).isZero();
      assertThat(RawClient.ask(api, "DELETE", "/service/front/10.1.0.1:8080", "").status()).isEqualTo(409);

      register(consul, "2", "10.1.0.2", "blue", "passing", 1);
      patiently().until(() ->
          get(api, "/service/front/10.1.0.2:8080").path("weight").path("effective").asInt() == 10);

      // It comes back with nothing in it, and with an index that is smaller than before.
      consul.close();
      gorb.awaitLine("event=discovery-failed service=front");
      assertThat(get(api, "/service/front").path("discovery").path("state").asString()).isEqualTo("failed");
      consul.restart();
      gorb.awaitLine("event=discovery-empty service=front");
      assertThat(get(api, "/service/front").path("backends").size()).as("what was known stays").isEqualTo(2);

      register(consul, "4", "10.1.0.4", "blue", "passing", 1);
      patiently().until(() -> get(api, "/service/front").path("backends").toString().equals("[\"10.1.0.4:8080\"]"));
      assertThat(gorb.terminate().awaitExit()).isZero();
    }
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
