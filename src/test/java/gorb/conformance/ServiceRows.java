package gorb.conformance;

import static gorb.conformance.Bench.accepted;
import static gorb.conformance.Bench.refused;
import static org.assertj.core.api.Assertions.assertThat;

import gorb.model.Persistence;
import gorb.model.Scheduler;
import gorb.model.SchedulerFlag;
import java.time.Duration;
import java.util.List;

/** Rows about services. S23 and S31 need a daemon of their own: see {@link InMemoryConformanceTest}. */
final class ServiceRows {
  private static final String HERE = "{\"host\":\"127.0.0.1\",\"port\":8080}";
  private static final String KEY = "tcp/127.0.0.1:8080";
  private static final String MISSING = "endpoint information is missing";
  private static final String NOT_FOUND = "unable to locate specified object";
  private static final String CHANGING = "unable to update virtual service [s] due to host/port/protocol changing";

  private ServiceRows() {}

  static List<Row> rows() {
    return List.of(
        new Row("S01", "no service is an empty list", bench -> {
          assertThat(bench.get("/service").body()).isEqualTo("[]");
        }),
        new Row("S02", "the list of services is sorted", bench -> {
          bench.given("/service/s2", "{\"host\":\"127.0.0.1\",\"port\":2}");
          bench.given("/service/s1", "{\"host\":\"127.0.0.1\",\"port\":1}");

          assertThat(bench.get("/service").body()).isEqualTo("[\n\t\"s1\",\n\t\"s2\"\n]");
          assertThat(bench.get("/service").header("content-type")).isEqualTo("application/json");
        }),
        new Row("S03", "an unknown service is a 404", bench -> {
          var answer = bench.get("/service/x");

          refused(answer, 404, NOT_FOUND);
          assertThat(answer.body()).isEqualTo("{\n\t\"error\": \"" + NOT_FOUND + "\"\n}");
        }),
        new Row("S04", "a port alone makes a service at the default address", bench -> {
          accepted(bench.put("/service/s", "{\"port\":80}"));

          var pool = bench.pool("tcp/" + bench.defaultAddress().withPort(80));
          assertThat(pool.settings().scheduler()).isEqualTo(Scheduler.WRR);
          assertThat(pool.settings().flags()).isEmpty();
          assertThat(pool.settings().persistence()).isEqualTo(Persistence.none());
        }),
        new Row("S05", "GET shows the options with their defaults, then what else there is", bench -> {
          bench.given("/service/s", "{\"port\":80}");

          assertThat(bench.get("/service/s").body()).startsWith("""
              {
              	"options": {
              		"host": "",
              		"port": 80,
              		"protocol": "tcp",
              		"method": "wrr",
              		"flags": "",
              		"persistent": false
              	},
              	"health": 1,
              	"backends": null,
              	"address": "%s",
              	"origin": "api",
              	"counts": {
              """.formatted(bench.defaultAddress().withPort(80)));
        }),
        new Row("S06", "the same PUT again is a 409", bench -> {
          bench.given("/service/s", HERE);

          refused(bench.put("/service/s", HERE), 409, "specified object already exists");
        }),
        new Row("S07", "an invalid PUT of an existing name is a 400", bench -> {
          bench.given("/service/s", HERE);

          refused(bench.put("/service/s", "{}"), 400, MISSING);
        }),
        new Row("S08", "no port, or port 0, is missing information", bench -> {
          for (var body : List.of("{}", "null", "{\"port\":0}", "{\"port\":null}")) {
            refused(bench.put("/service/s", body), 400, MISSING);
          }
          assertThat(bench.get("/service").body()).isEqualTo("[]");
        }),
        new Row("S09", "no body is a 400", bench -> refused(bench.put("/service/s", ""), 400)),
        new Row("S10", "a port of another type or out of range is a 400 that names it", bench -> {
          for (var port : List.of("\"80\"", "70000", "-1", "80.5", "80.0", "true", "[80]", "99999999999999999999")) {
            assertThat(refused(bench.put("/service/s", "{\"port\":" + port + "}"), 400))
                .isEqualTo("port: " + port + " (expected: an integer from 1 to 65535)");
          }
          refused(bench.put("/service/s", "{\"port\":1e2}"), 400);
        }),
        new Row("S11", "broken JSON is a 400", bench -> {
          for (var body : List.of("{\"port\":80,}", "{\"port\":80", "{", "port=80", "[]", "5", "\"x\"", "\u0000")) {
            refused(bench.put("/service/s", body), 400);
          }
        }),
        new Row("S12", "bytes after the object are a 400, spaces are not", bench -> {
          refused(bench.put("/service/s", HERE + "}"), 400);
          refused(bench.put("/service/s", HERE + HERE), 400);

          accepted(bench.put("/service/s", HERE + " \r\n"));
        }),
        new Row("S13", "unknown fields are ignored, and named in a header", bench -> {
          var answer = bench.put("/service/s", "{\"host\":\"127.0.0.1\",\"port\":8080,\"prtocol\":\"udp\"}");

          accepted(answer);
          assertThat(answer.header("gorb-ignored-fields")).isEqualTo("prtocol");
          assertThat(bench.carries(KEY)).isTrue();
        }),
        new Row("S14", "the case of keys does not matter", bench -> {
          accepted(bench.put("/service/s", "{\"HOST\":\"127.0.0.1\",\"Port\":8080,\"METHOD\":\"rr\"}"));

          assertThat(bench.pool(KEY).settings().scheduler()).isEqualTo(Scheduler.RR);
        }),
        new Row("S15", "the case of a protocol does not matter", bench -> {
          accepted(bench.put("/service/s", "{\"host\":\"127.0.0.1\",\"port\":8080,\"protocol\":\"UDP\"}"));

          assertThat(bench.carries("udp/127.0.0.1:8080")).isTrue();
          assertThat(bench.shown("/service/s").path("options").path("protocol").asString()).isEqualTo("udp");
        }),
        new Row("S16", "a protocol that is not balanced is a 400", bench ->
            refused(bench.put("/service/s", "{\"port\":80,\"protocol\":\"gre\"}"), 400,
                "specified protocol is unknown")),
        new Row("S17", "the scheduler is wrr where none is given", bench -> {
          bench.given("/service/s", "{\"host\":\"127.0.0.1\",\"port\":8080,\"method\":\"\"}");

          assertThat(bench.pool(KEY).settings().scheduler()).isEqualTo(Scheduler.WRR);
          assertThat(bench.shown("/service/s").path("options").path("method").asString()).isEqualTo("wrr");
        }),
        new Row("S18", "an unknown scheduler is a 400 that names it, and leaves nothing", bench -> {
          for (var name : List.of("bogus", "no such")) {
            assertThat(refused(bench.put("/service/s", "{\"host\":\"127.0.0.1\",\"port\":8080,\"method\":\"" + name
                + "\"}"), 400))
                .startsWith("method: \"" + name + "\" (expected: ");
          }
          refused(bench.get("/service/s"), 404, NOT_FOUND);
          assertThat(bench.carries(KEY)).isFalse();
        }),
        new Row("S19", "the flags of sh reach the data plane", bench -> {
          bench.given("/service/s",
              "{\"host\":\"127.0.0.1\",\"port\":8080,\"method\":\"sh\",\"flags\":\"sh-port|sh-fallback\"}");

          assertThat(bench.pool(KEY).settings().flags())
              .containsExactlyInAnyOrder(SchedulerFlag.FLAG_1, SchedulerFlag.FLAG_2);
          assertThat(bench.shown("/service/s").path("options").path("flags").asString())
              .isEqualTo("sh-port|sh-fallback");
        }),
        new Row("S20", "the numbered flags reach the data plane", bench -> {
          bench.given("/service/s",
              "{\"host\":\"127.0.0.1\",\"port\":8080,\"method\":\"wrr\",\"flags\":\"flag-1|flag-2|flag-3|flag-3\"}");

          assertThat(bench.pool(KEY).settings().flags()).containsExactlyInAnyOrder(SchedulerFlag.values());
        }),
        new Row("S21", "an unknown flag is a 400", bench -> {
          for (var flags : List.of("bogus", "|", "SH-PORT", "sh-port | sh-fallback", "sh-port|")) {
            refused(bench.put("/service/s", "{\"port\":80,\"flags\":\"" + flags + "\"}"), 400,
                "specified flag is unknown");
          }
        }),
        new Row("S22", "persistent keeps clients at their server, 300 s or as long as one says", bench -> {
          bench.given("/service/s", "{\"host\":\"127.0.0.1\",\"port\":8080,\"persistent\":true}");
          bench.given("/service/t",
              "{\"host\":\"127.0.0.1\",\"port\":8081,\"persistent\":true,\"persistence_timeout\":\"2m\"}");

          assertThat(bench.pool(KEY).settings().persistence()).isEqualTo(sticky(Duration.ofMinutes(5)));
          assertThat(bench.pool("tcp/127.0.0.1:8081").settings().persistence())
              .isEqualTo(sticky(Duration.ofMinutes(2)));
          assertThat(bench.shown("/service/s").path("options").path("persistent").asBoolean()).isTrue();
          refused(bench.put("/service/u", "{\"port\":82,\"persistent\":\"yes\"}"), 400);
        }),
        new Row("S24", "a host may be a name, which is resolved once and shown", bench -> {
          bench.given("/service/s", "{\"host\":\"localhost\",\"port\":8080}");

          assertThat(bench.carries(KEY)).isTrue();
          assertThat(bench.shown("/service/s").path("options").path("host").asString()).isEqualTo("localhost");
          assertThat(bench.shown("/service/s").path("address").asString()).isEqualTo("127.0.0.1:8080");
        }),
        new Row("S25", "a host that cannot be resolved is a 400 that names it", bench -> {
          for (var host : List.of("nowhere.invalid", "300.1.1.1", "127.1", "[::1]", " 127.0.0.1", "a\\nb")) {
            refused(bench.put("/service/s", "{\"host\":\"" + host + "\",\"port\":80}"), 400);
          }
          assertThat(refused(bench.put("/service/s", "{\"host\":\"nowhere.invalid\",\"port\":80}"), 400))
              .contains("nowhere.invalid");
        }),
        new Row("S26", "a service may be of IPv6", bench -> {
          accepted(bench.put("/service/s", "{\"host\":\"::1\",\"port\":8080}"));

          assertThat(bench.carries("tcp/[::1]:8080")).isTrue();
          assertThat(bench.shown("/service/s").path("address").asString()).isEqualTo("[::1]:8080");
        }),
        new Row("S27", "a second name for one address, port and protocol is a 409 with the reason", bench -> {
          bench.given("/service/s", HERE);

          assertThat(refused(bench.put("/service/t", HERE), 409)).contains(KEY, "belongs to service s");
          refused(bench.get("/service/t"), 404, NOT_FOUND);
        }),
        new Row("S28", "tcp and udp may share address and port", bench -> {
          bench.given("/service/s", HERE);
          bench.given("/service/t", "{\"host\":\"127.0.0.1\",\"port\":8080,\"protocol\":\"udp\"}");

          assertThat(bench.carries(KEY)).isTrue();
          assertThat(bench.carries("udp/127.0.0.1:8080")).isTrue();
        }),
        new Row("S29", "DELETE removes the service and its backends", bench -> {
          bench.given("/service/s", HERE);
          bench.given("/service/s/b", "{\"host\":\"127.0.0.1\",\"port\":9001,\"pulse\":{\"type\":\"none\"}}");

          accepted(bench.delete("/service/s"));

          assertThat(bench.carries(KEY)).isFalse();
          refused(bench.get("/service/s"), 404, NOT_FOUND);
          refused(bench.get("/service/s/b"), 404, NOT_FOUND);
        }),
        new Row("S30", "DELETE of what is not there is a 404", bench -> {
          bench.given("/service/s", HERE);
          accepted(bench.delete("/service/s"));

          refused(bench.delete("/service/s"), 404, NOT_FOUND);
          refused(bench.delete("/service/x"), 404, NOT_FOUND);
        }),
        new Row("S32", "a name may hold spaces, dots and <>&, and is escaped in answers", bench -> {
          accepted(bench.put("/service/a%20b.%3C%3E%26", HERE));

          assertThat(bench.get("/service").body()).isEqualTo("[\n\t\"a b.\\u003c\\u003e\\u0026\"\n]");
          assertThat(bench.get("/service/a%20b.%3C%3E%26").status()).isEqualTo(200);
          refused(bench.put("/service/a%0Ab", HERE), 400);
          refused(bench.put("/service/" + "x".repeat(256), HERE), 400);
        }),
        new Row("S33", "PATCH changes what is given and nothing else", bench -> {
          bench.given("/service/s",
              "{\"host\":\"127.0.0.1\",\"port\":8080,\"method\":\"sh\",\"flags\":\"sh-port\",\"persistent\":true}");

          accepted(bench.patch("/service/s", "{\"method\":\"mh\"}"));
          accepted(bench.patch("/service/s", "{}"));
          accepted(bench.patch("/service/s", "null"));

          var settings = bench.pool(KEY).settings();
          assertThat(settings.scheduler()).isEqualTo(new Scheduler("mh"));
          assertThat(settings.flags()).containsExactly(SchedulerFlag.FLAG_2);
          assertThat(settings.persistence()).isEqualTo(sticky(Duration.ofMinutes(5)));
          accepted(bench.patch("/service/s", "{\"flags\":\"\",\"persistent\":false}"));
          assertThat(bench.pool(KEY).settings().flags()).isEmpty();
          assertThat(bench.pool(KEY).settings().persistence()).isEqualTo(Persistence.none());
          assertThat(refused(bench.patch("/service/s", "{\"method\":\"bogus\"}"), 400)).startsWith("method: \"bogus\"");
          assertThat(bench.pool(KEY).settings().scheduler()).isEqualTo(new Scheduler("mh"));
        }),
        new Row("S34", "PATCH of host, port or protocol is a 400, of the same values it is not", bench -> {
          bench.given("/service/s", "{\"host\":\"localhost\",\"port\":8080}");

          accepted(bench.patch("/service/s", "{\"host\":\"localhost\",\"port\":8080,\"protocol\":\"TCP\"}"));
          accepted(bench.patch("/service/s", "{\"host\":\"127.0.0.1\"}"));
          for (var body : List.of("{\"host\":\"127.0.0.2\"}", "{\"port\":8081}", "{\"protocol\":\"udp\"}",
              "{\"port\":0}")) {
            refused(bench.patch("/service/s", body), 400, CHANGING);
          }
        }),
        new Row("S35", "PATCH of an unknown service is a 404", bench ->
            refused(bench.patch("/service/x", "{\"method\":\"rr\"}"), 404, NOT_FOUND)),
        new Row("S36", "after a PATCH the backends are still there, and go with the service", bench -> {
          bench.given("/service/s", HERE);
          bench.given("/service/s/b", "{\"host\":\"127.0.0.1\",\"port\":9001,\"pulse\":{\"type\":\"none\"}}");

          accepted(bench.patch("/service/s", "{\"method\":\"rr\"}"));

          assertThat(bench.shown("/service/s").path("backends").path(0).asString()).isEqualTo("b");
          assertThat(bench.pool(KEY).destinations()).hasSize(1);
          accepted(bench.delete("/service/s"));
          refused(bench.get("/service/s/b"), 404, NOT_FOUND);
        }),
        new Row("S37", "an unrouted method is a 405 that names the others, HEAD works", bench -> {
          bench.given("/service/s", HERE);

          var answer = bench.ask("POST", "/service/s", HERE);

          refused(answer, 405);
          assertThat(answer.header("allow")).isEqualTo("DELETE, GET, HEAD, PATCH, PUT");
          assertThat(bench.ask("OPTIONS", "/service", "").status()).isEqualTo(405);
          assertThat(bench.ask("DELETE", "/service", "").status()).isEqualTo(405);
          assertThat(bench.ask("HEAD", "/service/s", "").status()).isEqualTo(200);
          assertThat(bench.ask("HEAD", "/service/x", "").status()).isEqualTo(404);
        }),
        new Row("S38", "paths are exact, but for those that can be cleaned", bench -> {
          for (var path : List.of("/service/", "/service/a/b/c", "/SERVICE", "/nothing", "/service/s/")) {
            assertThat(bench.get(path).status()).as(path).isEqualTo(404);
          }
          assertThat(bench.get("/service?x=1").status()).isEqualTo(200);
          for (var path : List.of("//service", "/service/../service", "/x/%2e%2e/service")) {
            assertThat(bench.get(path).status()).as(path).isEqualTo(301);
            assertThat(bench.get(path).header("location")).isEqualTo("/service");
            assertThat(bench.get(path).body()).isEmpty();
          }
        }),
        new Row("S39", "a success of PUT, PATCH and DELETE is 200 and empty", bench -> {
          accepted(bench.put("/service/s", HERE));
          accepted(bench.patch("/service/s", "{\"method\":\"rr\"}"));
          accepted(bench.delete("/service/s"));
        }),
        new Row("S40", "an error is an object with its text", bench -> {
          assertThat(bench.get("/service/x").body()).isEqualTo("{\n\t\"error\": \"" + NOT_FOUND + "\"\n}");
          assertThat(bench.put("/service/s", "{\"port\":\"1\",\"flags\":5}").body()).isEqualTo("""
              {
              	"error": "port: \\"1\\" (expected: an integer from 1 to 65535); flags: 5 (expected: a string)",
              	"problems": [
              		{
              			"field": "port",
              			"message": "\\"1\\" (expected: an integer from 1 to 65535)"
              		},
              		{
              			"field": "flags",
              			"message": "5 (expected: a string)"
              		}
              	]
              }""");
        }));
  }

  private static Persistence sticky(Duration timeout) {
    return new Persistence.Sticky(timeout, 32, Persistence.Engine.ADDRESS);
  }
}
