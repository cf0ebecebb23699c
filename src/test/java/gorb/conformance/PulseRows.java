package gorb.conformance;

import static gorb.conformance.Bench.accepted;
import static gorb.conformance.Bench.refused;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

/** Rows about what a pulse may say; what checks then do is tested in {@code gorb.health}. */
final class PulseRows {
  private PulseRows() {}

  static List<Row> rows() {
    return List.of(
        new Row("H01", "no type means tcp every minute, for udp none", bench -> {
          for (var pulse : List.of("null", "{}", "{\"type\":\"\"}", "{\"type\":null,\"interval\":null,\"args\":null}",
              "{\"interval\":\"\"}")) {
            shows(bench, pulse, "{\"type\":\"tcp\",\"interval\":\"1m\",\"args\":null}");
          }
          bench.given("/service/u", "{\"host\":\"127.0.0.1\",\"port\":53,\"protocol\":\"udp\"}");
          bench.given("/service/u/b", "{\"host\":\"10.1.0.1\",\"port\":53}");
          bench.given("/service/u/c", "{\"host\":\"10.1.0.2\",\"port\":53,\"pulse\":{\"type\":\"tcp\"}}");
          assertThat(type(bench, "/service/u/b")).isEqualTo("none");
          assertThat(type(bench, "/service/u/c")).isEqualTo("tcp");
        }),
        new Row("H02", "the case of a type does not matter", bench ->
            shows(bench, "{\"type\":\"HTTP\"}", "{\"type\":\"http\",\"interval\":\"1m\",\"args\":null}")),
        new Row("H03", "an unknown type is a 400", bench -> {
          for (var type : List.of("foo", " none", "icmp")) {
            refused(put(bench, "{\"type\":\"" + type + "\"}"), 400, "specified pulse type is unknown");
          }
          refused(put(bench, "{\"type\":5}"), 400);
          refused(put(bench, "[]"), 400);
          refused(put(bench, "\"tcp\""), 400);
        }),
        new Row("H04", "the original's intervals are taken and shown as sent", bench -> {
          for (var interval : List.of("5s", "600s", "2m", "24h", "5sec", "10minutes", "2hours", " 5S ", "+5s")) {
            shows(bench, "{\"interval\":\"" + interval + "\"}", "{\"type\":\"tcp\",\"interval\":\"" + interval
                + "\",\"args\":null}");
          }
        }),
        new Row("H05", "what is no interval is a 400", bench -> {
          for (var interval : List.of("5", "60", "foos", "24z", "5 s", "s", "1m 30s", "1.s", ".5s", "1e3s", "٥s")) {
            refused(put(bench, "{\"interval\":\"" + interval + "\"}"), 400, "invalid interval format");
          }
          refused(put(bench, "{\"interval\":5}"), 400);
        }),
        new Row("H06", "intervals beyond the original's are taken within bounds", bench -> {
          for (var interval : List.of("500ms", "1.5s", "1m30s", "1hour", "1minute", "1second", "31h", "10ms", "744h")) {
            shows(bench, "{\"interval\":\"" + interval + "\"}", "{\"type\":\"tcp\",\"interval\":\"" + interval
                + "\",\"args\":null}");
          }
          for (var interval : List.of("9ms", "745h", "9999999999999h", "0.001s")) {
            assertThat(refused(put(bench, "{\"interval\":\"" + interval + "\"}"), 400))
                .isEqualTo("pulse.interval: \"" + interval + "\" (expected: from 10ms to 744h)");
          }
        }),
        new Row("H07", "an interval is positive", bench -> {
          for (var interval : List.of("0s", "-5s", "0m")) {
            refused(put(bench, "{\"interval\":\"" + interval + "\"}"), 400, "pulse interval must be positive");
          }
        }),
        new Row("H15", "expect and port are numbers or digits, shown as sent", bench -> {
          shows(bench, "{\"type\":\"http\",\"args\":{\"port\":8081,\"expect\":200}}",
              "{\"type\":\"http\",\"interval\":\"1m\",\"args\":{\"expect\":200,\"port\":8081}}");
          shows(bench, "{\"type\":\"http\",\"args\":{\"expect\":\"204\",\"port\":\"80\"}}",
              "{\"type\":\"http\",\"interval\":\"1m\",\"args\":{\"expect\":\"204\",\"port\":\"80\"}}");
        }),
        new Row("H16", "an argument of a wrong type is a 400 that names it, null is the default", bench -> {
          assertThat(refused(put(bench, http("\"expect\":true")), 400))
              .isEqualTo("pulse.args.expect: true (expected: an integer from 100 to 599)");
          assertThat(refused(put(bench, http("\"path\":5")), 400)).isEqualTo("pulse.args.path: 5 (expected: a string)");
          assertThat(refused(put(bench, http("\"port\":[1],\"host\":{}")), 400))
              .contains("pulse.args.port", "pulse.args.host");
          refused(put(bench, http("\"method\":false")), 400);
          refused(put(bench, "{\"type\":\"http\",\"args\":[]}"), 400);
          shows(bench, http("\"expect\":null"), "{\"type\":\"http\",\"interval\":\"1m\",\"args\":{\"expect\":null}}");
        }),
        new Row("H17", "expect and port out of range are a 400", bench -> {
          for (var args : List.of("\"expect\":\"abc\"", "\"expect\":\"\"", "\"expect\":99", "\"expect\":600",
              "\"expect\":200.5",
              "\"expect\":\"99999999999\"", "\"port\":0", "\"port\":\"65536\"", "\"port\":-1")) {
            refused(put(bench, http(args)), 400);
          }
        }),
        new Row("H19", "a path without its slash is taken", bench ->
            shows(bench, http("\"path\":\"health\""),
                "{\"type\":\"http\",\"interval\":\"1m\",\"args\":{\"path\":\"health\"}}")),
        new Row("H20", "a path may have a query, but nothing that a request line cannot carry", bench -> {
          shows(bench, http("\"path\":\"/h?q=1\\u00fc\""),
              "{\"type\":\"http\",\"interval\":\"1m\",\"args\":{\"path\":\"/h?q=1ü\"}}");
          for (var path : List.of("/a#b", "/a\\r\\nX: 1", "/\\u0000", "/\\u007f")) {
            refused(put(bench, http("\"path\":\"" + path + "\"")), 400);
          }
        }),
        new Row("H21", "host and port may differ from the backend's, for tcp, too", bench -> {
          shows(bench, http("\"host\":\"localhost\",\"port\":81"),
              "{\"type\":\"http\",\"interval\":\"1m\",\"args\":{\"host\":\"localhost\",\"port\":81}}");
          shows(bench, "{\"type\":\"tcp\",\"args\":{\"host\":\"127.0.0.1\",\"port\":\"81\",\"timeout\":\"2s\"}}",
              "{\"type\":\"tcp\",\"interval\":\"1m\","
                  + "\"args\":{\"host\":\"127.0.0.1\",\"port\":\"81\",\"timeout\":\"2s\"}}");
          refused(put(bench, http("\"host\":\"a b\"")), 400);
          refused(put(bench, http("\"timeout\":\"0s\"")), 400);
        }),
        new Row("H22", "the method of the request may be any token", bench ->
            shows(bench, http("\"method\":\"HEAD\""),
                "{\"type\":\"http\",\"interval\":\"1m\",\"args\":{\"method\":\"HEAD\"}}")),
        new Row("H23", "a method that is no token is a 400 that names it", bench -> {
          assertThat(refused(put(bench, http("\"method\":\"BAD METHOD\"")), 400))
              .isEqualTo("pulse.args.method: \"BAD METHOD\" (expected: an HTTP method, such as GET)");
          refused(put(bench, http("\"method\":\"A\\r\\nB\"")), 400);
        }));
  }

  private static String http(String args) {
    return "{\"type\":\"http\",\"args\":{" + args + "}}";
  }

  private static gorb.http.Answer put(Bench bench, String pulse) throws IOException {
    bench.put("/service/s", "{\"host\":\"127.0.0.1\",\"port\":8080}");
    return bench.put("/service/s/b", "{\"host\":\"10.1.0.1\",\"port\":8080,\"pulse\":" + pulse + "}");
  }

  private static void shows(Bench bench, String pulse, String shown) throws IOException {
    accepted(put(bench, pulse));
    assertThat(bench.shown("/service/s/b").path("options").path("pulse")).hasToString(shown);
    accepted(bench.delete("/service/s/b"));
  }

  private static String type(Bench bench, String backend) throws IOException {
    return bench.shown(backend).path("options").path("pulse").path("type").asString();
  }
}
