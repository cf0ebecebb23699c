package gorb.conformance;

import static gorb.conformance.Bench.accepted;
import static gorb.conformance.Bench.refused;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.dataplane.Destination;
import gorb.model.ForwardingMethod;
import gorb.model.Thresholds;
import java.util.List;

/** Rows about backends. R21, R22, R24 and R26 need a daemon of their own: see {@link InMemoryConformanceTest}. */
final class BackendRows {
  private static final String SERVICE = "{\"host\":\"127.0.0.1\",\"port\":8080}";
  private static final String KEY = "tcp/127.0.0.1:8080";
  private static final String ONE = "{\"host\":\"10.1.0.1\",\"port\":8080}";
  private static final String ONE_KEY = "10.1.0.1:8080";
  private static final String MISSING = "endpoint information is missing";
  private static final String NOT_FOUND = "unable to locate specified object";

  private BackendRows() {}

  static List<Row> rows() {
    return List.of(
        new Row("R01", "host and port alone make a backend of weight 100 behind nat", bench -> {
          bench.given("/service/s", SERVICE);

          accepted(bench.put("/service/s/b", ONE));

          assertThat(bench.destination(KEY, ONE_KEY))
              .isEqualTo(new Destination(100, ForwardingMethod.MASQUERADE, Thresholds.NONE));
        }),
        new Row("R02", "GET shows the options with their defaults and the metrics, then what else there is", bench -> {
          bench.given("/service/s", SERVICE);
          bench.given("/service/s/b", ONE);

          assertThat(bench.get("/service/s/b").body()).isEqualTo("""
              {
              	"options": {
              		"host": "10.1.0.1",
              		"port": 8080,
              		"weight": 100,
              		"method": "nat",
              		"pulse": {
              			"type": "tcp",
              			"interval": "1m",
              			"args": null
              		}
              	},
              	"metrics": {
              		"status": 0,
              		"health": 0,
              		"uptime": 0
              	},
              	"weight": {
              		"configured": 100,
              		"effective": 100
              	},
              	"state": "enabled",
              	"verdict": "unknown",
              	"since": null,
              	"reason": null,
              	"address": "10.1.0.1:8080",
              	"origin": "api",
              	"refused": []
              }""");
          assertThat(bench.get("/service/s").body()).contains("""
              	"health": 0,
              	"backends": [
              		"b"
              	],
              """);
        }),
        new Row("R03", "a missing host or port is missing information, told once", bench -> {
          bench.given("/service/s", SERVICE);

          for (var body : List.of("{}", "null", "{\"host\":\"10.1.0.1\"}", "{\"port\":8080}",
              "{\"host\":\"\",\"port\":0}")) {
            refused(bench.put("/service/s/b", body), 400, MISSING);
          }
          refused(bench.get("/service/s/b"), 404, NOT_FOUND);
        }),
        new Row("R04", "a backend of an unknown service is a 404", bench ->
            refused(bench.put("/service/x/b", ONE), 404, NOT_FOUND)),
        new Row("R05", "an invalid backend of an unknown service is a 400", bench ->
            refused(bench.put("/service/x/b", "{}"), 400, MISSING)),
        new Row("R06", "the same name again is a 409", bench -> {
          bench.given("/service/s", SERVICE);
          bench.given("/service/s/b", ONE);

          refused(bench.put("/service/s/b", ONE), 409, "specified object already exists");
        }),
        new Row("R07", "names belong to their service", bench -> {
          bench.given("/service/s", SERVICE);
          bench.given("/service/t", "{\"host\":\"127.0.0.1\",\"port\":8081}");
          bench.given("/service/s/b", ONE);

          accepted(bench.put("/service/t/b", "{\"host\":\"10.1.0.2\",\"port\":8080}"));

          assertThat(bench.shown("/service/s/b").path("address").asString()).isEqualTo("10.1.0.1:8080");
          assertThat(bench.shown("/service/t/b").path("address").asString()).isEqualTo("10.1.0.2:8080");
        }),
        new Row("R08", "a name that exists elsewhere under an unknown service is a 404", bench -> {
          bench.given("/service/s", SERVICE);
          bench.given("/service/s/b", ONE);

          refused(bench.put("/service/x/b", ONE), 404, NOT_FOUND);
        }),
        new Row("R09", "dr, tunnel, ipip and NAT are forwarding methods, shown in lower case as sent", bench -> {
          bench.given("/service/s", SERVICE);

          forwards(bench, "dr", ForwardingMethod.DIRECT_ROUTE);
          forwards(bench, "tunnel", ForwardingMethod.IPIP);
          forwards(bench, "ipip", ForwardingMethod.IPIP);
          forwards(bench, "NAT", ForwardingMethod.MASQUERADE);
        }),
        new Row("R10", "an unknown forwarding method is a 400", bench -> {
          bench.given("/service/s", SERVICE);

          refused(bench.put("/service/s/b", "{\"host\":\"10.1.0.1\",\"port\":8080,\"method\":\"foo\"}"), 400,
              "specified forwarding method is unknown");
        }),
        new Row("R11", "weight 0 in a PUT is the default, a negative one is a 400", bench -> {
          bench.given("/service/s", SERVICE);

          accepted(bench.put("/service/s/b", "{\"host\":\"10.1.0.1\",\"port\":8080,\"weight\":0}"));
          accepted(bench.put("/service/s/c", "{\"host\":\"10.1.0.2\",\"port\":8080,\"weight\":2147483647}"));

          assertThat(bench.destination(KEY, ONE_KEY).weight()).isEqualTo(100);
          assertThat(bench.destination(KEY, "10.1.0.2:8080").weight()).isEqualTo(Integer.MAX_VALUE);
          assertThat(refused(bench.put("/service/s/d", "{\"host\":\"10.1.0.3\",\"port\":80,\"weight\":-3}"), 400))
              .isEqualTo("weight: -3 (expected: an integer from 0 to 2147483647)");
        }),
        new Row("R12", "a second name for one address and port in one service is a 409 with the reason", bench -> {
          bench.given("/service/s", SERVICE);
          bench.given("/service/s/b", ONE);

          assertThat(refused(bench.put("/service/s/c", ONE), 409)).contains(ONE_KEY, "s/b");
        }),
        new Row("R13", "families that differ are a 400, but in a tunnel", bench -> {
          bench.given("/service/s", SERVICE);

          refused(bench.put("/service/s/b", "{\"host\":\"fd00::1\",\"port\":8080}"), 400,
              "incompatible address families");
          assertThat(bench.pool(KEY).destinations()).isEmpty();
        }),
        new Row("R14", "a backend is not reached through another service", bench -> {
          bench.given("/service/s", SERVICE);
          bench.given("/service/t", "{\"host\":\"127.0.0.1\",\"port\":8081}");
          bench.given("/service/s/b", ONE);

          for (var path : List.of("/service/t/b", "/service/x/b")) {
            refused(bench.get(path), 404, NOT_FOUND);
            refused(bench.patch(path, "{\"weight\":1}"), 404, NOT_FOUND);
            refused(bench.delete(path), 404, NOT_FOUND);
          }
          assertThat(bench.destination(KEY, ONE_KEY).weight()).isEqualTo(100);
        }),
        new Row("R15", "PATCH sets the weight", bench -> {
          bench.given("/service/s", SERVICE);
          bench.given("/service/s/b", ONE);

          accepted(bench.patch("/service/s/b", "{\"weight\":7}"));

          assertThat(bench.destination(KEY, ONE_KEY).weight()).isEqualTo(7);
          assertThat(bench.shown("/service/s/b").path("options").path("weight").asInt()).isEqualTo(7);
          accepted(bench.patch("/service/s/b", "{\"weight\":0}"));
          assertThat(bench.destination(KEY, ONE_KEY).weight()).isZero();
        }),
        new Row("R16", "PATCH of nothing changes nothing", bench -> {
          bench.given("/service/s", SERVICE);
          bench.given("/service/s/b", ONE);

          accepted(bench.patch("/service/s/b", "{}"));
          accepted(bench.patch("/service/s/b", "null"));
          accepted(bench.patch("/service/s/b", "{\"weight\":null}"));

          assertThat(bench.destination(KEY, ONE_KEY).weight()).isEqualTo(100);
          refused(bench.patch("/service/s/b", ""), 400);
        }),
        new Row("R17", "PATCH of a negative weight is a 400", bench -> {
          bench.given("/service/s", SERVICE);
          bench.given("/service/s/b", ONE);

          refused(bench.patch("/service/s/b", "{\"weight\":-1}"), 400);
          assertThat(bench.destination(KEY, ONE_KEY).weight()).isEqualTo(100);
        }),
        new Row("R18", "PATCH of a weight beyond 32 bits is a 400", bench -> {
          bench.given("/service/s", SERVICE);
          bench.given("/service/s/b", ONE);

          refused(bench.patch("/service/s/b", "{\"weight\":2147483648}"), 400);
        }),
        new Row("R19", "PATCH of an unknown backend is a 404", bench -> {
          bench.given("/service/s", SERVICE);

          refused(bench.patch("/service/s/x", "{\"weight\":1}"), 404, NOT_FOUND);
        }),
        new Row("R20", "PATCH applies what can change and refuses what cannot", bench -> {
          bench.given("/service/s", SERVICE);
          bench.given("/service/s/b", ONE);

          accepted(bench.patch("/service/s/b",
              "{\"method\":\"dr\",\"state\":\"quiesced\",\"pulse\":{\"type\":\"none\"},"
                  + "\"host\":\"10.1.0.1\",\"port\":8080}"));

          assertThat(bench.destination(KEY, ONE_KEY))
              .isEqualTo(new Destination(0, ForwardingMethod.DIRECT_ROUTE, Thresholds.NONE));
          var shown = bench.shown("/service/s/b");
          assertThat(shown.path("state").asString()).isEqualTo("quiesced");
          assertThat(shown.path("weight").path("configured").asInt()).isEqualTo(100);
          assertThat(shown.path("options").path("pulse").path("type").asString()).isEqualTo("none");
          accepted(bench.patch("/service/s/b", "{\"state\":\"enabled\"}"));
          assertThat(bench.destination(KEY, ONE_KEY).weight()).isEqualTo(100);
          assertThat(refused(bench.patch("/service/s/b", "{\"port\":8081,\"weight\":5}"), 400))
              .contains("port: 8081 (cannot change");
          assertThat(refused(bench.patch("/service/s/b", "{\"host\":\"10.1.0.9\"}"), 400))
              .contains("host: 10.1.0.9 (cannot change");
          refused(bench.patch("/service/s/b", "{\"method\":\"foo\"}"), 400, "specified forwarding method is unknown");
          refused(bench.patch("/service/s/b", "{\"state\":\"off\"}"), 400);
          assertThat(bench.destination(KEY, ONE_KEY).weight()).isEqualTo(100);
        }),
        new Row("R23", "DELETE removes the destination, once", bench -> {
          bench.given("/service/s", SERVICE);
          bench.given("/service/s/b", ONE);

          accepted(bench.delete("/service/s/b"));

          assertThat(bench.pool(KEY).destinations()).isEmpty();
          refused(bench.delete("/service/s/b"), 404, NOT_FOUND);
        }),
        new Row("R25", "a backend goes with its service", bench -> {
          bench.given("/service/s", SERVICE);
          bench.given("/service/s/b", ONE);

          accepted(bench.delete("/service/s"));

          refused(bench.get("/service/s/b"), 404, NOT_FOUND);
          bench.given("/service/s", SERVICE);
          assertThat(bench.pool(KEY).destinations()).isEmpty();
        }),
        new Row("R27", "vsid is ignored", bench -> {
          bench.given("/service/s", SERVICE);

          var answer = bench.put("/service/s/b", "{\"host\":\"10.1.0.1\",\"port\":8080,\"vsid\":\"other\"}");

          accepted(answer);
          assertThat(answer.headers()).doesNotContainKey("gorb-ignored-fields");
          assertThat(bench.shown("/service/s/b").path("options").has("vsid")).isFalse();
        }));
  }

  private static void forwards(Bench bench, String word, ForwardingMethod method) throws Exception {
    bench.given("/service/s/b", "{\"host\":\"10.1.0.1\",\"port\":8080,\"method\":\"" + word + "\"}");

    assertThat(bench.destination(KEY, ONE_KEY).forwarding()).isEqualTo(method);
    assertThat(bench.shown("/service/s/b").path("options").path("method").asString()).isEqualToIgnoringCase(word)
        .isLowerCase();
    accepted(bench.delete("/service/s/b"));
  }
}
