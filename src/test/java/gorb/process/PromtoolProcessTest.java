package gorb.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import gorb.StartedDaemon;
import gorb.http.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus's own tool says of the metrics of a real daemon, and of the alert rules. */
@Tag("process")
class PromtoolProcessTest {
  private static final Path RULES = Path.of("packaging/prometheus/gorb.rules.yml");
  private static final Path TESTS = Path.of("packaging/prometheus/gorb.rules.test.yml");
  private static final Pattern NAME = Pattern.compile("gorb_[a-z_]+");
  private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

  private static String promtool = "";

  @TempDir Path folder;

  /** The tests are not run where this machine cannot have it. */
  @BeforeAll
  static void fetch() throws Exception {
    var script = new ProcessBuilder("lab/promtool").redirectError(ProcessBuilder.Redirect.INHERIT).start();
    promtool = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assumeThat(script.waitFor()).as("exit code of lab/promtool, which said why").isNotEqualTo(77);
  }

  @Test
  void promtoolFindsNothingWrongWithARealScrapeAndEveryMetricOfARuleIsInIt() throws Exception {
    var config = folder.resolve("gorb.json");
    Files.writeString(config, "{\"bgp\":{\"asn\":64512,\"router_id\":\"10.0.0.1\",\"port\":0,"
        + "\"peers\":[{\"address\":\"127.0.0.9\",\"asn\":64513}]}}");
    var scrape = folder.resolve("scrape");
    try (var good = new NamedServer('a'); var daemon = StartedDaemon.start("-i", "lo", "-l", "127.0.0.1:0",
        "--dataplane", "userspace", "--socket", "none", "--state-dir", "none", "--config", config.toString())) {
      var api = new InetSocketAddress("127.0.0.1", daemon.address().port());
      ask(api, "/service/web", "{\"host\":\"127.0.0.1\",\"port\":" + BalancedDaemon.freePort() + "}");
      ask(api, "/service/web/good", backend(good.port()));
      ask(api, "/service/web/bad", backend(BalancedDaemon.freePort()));
      await().atMost(Duration.ofSeconds(30)).until(() -> scrape(api).contains("gorb_health_transitions_total{to=\"down\"}"));
      Files.writeString(scrape, scrape(api));
    }

    assertThat(run(scrape, "check", "metrics")).isEqualTo("0: ");
    var names = NAME.matcher(Files.readString(RULES)).results().map(it -> it.group()).distinct().toList();
    assertThat(names).hasSizeGreaterThanOrEqualTo(9)
        .allSatisfy(name -> assertThat(Files.readString(scrape)).containsPattern("(?m)^" + name + "[ {]"));
  }

  @Test
  void everyRuleIsSoundTestedAndDescribed() throws Exception {
    assertThat(run(RULES, "check", "rules", RULES.toString())).startsWith("0: ");
    assertThat(run(RULES, "test", "rules", TESTS.toString())).startsWith("0: ").contains("SUCCESS");
    var alerts = new TreeSet<>(ALERT.matcher(Files.readString(RULES)).results().map(it -> it.group(1)).toList());
    assertThat(alerts).hasSizeGreaterThanOrEqualTo(8).allSatisfy(alert -> {
      assertThat(Files.readString(TESTS)).contains("alertname: " + alert + "\n");
      assertThat(Files.readString(Path.of("docs/metrics.md"))).contains("| `" + alert + "` |");
    });
  }

  private static String backend(int port) {
    return "{\"host\":\"127.0.0.1\",\"port\":" + port + ",\"pulse\":{\"interval\":\"100ms\"}}";
  }

  private static void ask(InetSocketAddress api, String target, String body) throws IOException {
    assertThat(RawClient.ask(api, "PUT", target, body).status()).isEqualTo(200);
  }

  private static String scrape(InetSocketAddress api) throws IOException {
    return RawClient.ask(api, "GET", "/metrics", "").body();
  }

  /** The exit code and everything that it prints. */
  private static String run(Path input, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(promtool));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(input.toFile()).start();
    var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + ": " + printed;
  }
}
