package gorb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import gorb.conformance.InProcessDaemon;
import gorb.conformance.ObservedTable;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, as people type them, against a daemon over memory. */
class CommandsTest {
  private static final String WEB = """
      services:
        web:
          host: 10.0.0.1
          port: 80
          backends:
            one: {host: 10.1.0.1, port: 8080, pulse: {type: none}}
            two: {host: 10.1.0.2, port: 8080, pulse: {type: none}}
      """;

  private final InProcessDaemon daemon = InProcessDaemon.over(new ObservedTable());
  @TempDir Path folder;
  private String out = "";
  private String err = "";
  private boolean consents = true;
  private String usual = "http://127.0.0.1:1";

  CommandsTest() throws IOException {}

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void aFileIsPlannedAndAppliedAndThenThereIsNothingToChange() throws IOException {
    var file = file("state.yaml", WEB);

    assertThat(run("plan", "-f", file)).isZero();
    assertThat(out).contains("+ services.web: {", "steps:", "  add service tcp/10.0.0.1:80 scheduler wrr");
    assertThat(run("plan", "--exit-code", "-f", file)).isEqualTo(3);
    assertThat(daemon.snapshot().revision()).as("nothing is changed by a plan").isZero();

    assertThat(run("apply", "-f", file)).isZero();
    assertThat(out).endsWith("applied: revision 1, 3 steps\n");
    assertThat(run("plan", "--exit-code", "-f", file)).isZero();
    assertThat(out).isEqualTo("nothing to change\n");
  }

  @Test
  void whatIsShownIsAFileThatChangesNothing() throws IOException {
    run("apply", "-f", file("state.yaml", WEB));

    run("get");
    assertThat(run("plan", "--exit-code", "-f", file("shown.yml", out))).isZero();
    run("get", "-o", "json");
    assertThat(run("plan", "--exit-code", "-f", file("shown.json", out))).isZero();
  }

  @Test
  void aServiceOrBackendIsShownWithItsHealth() throws IOException {
    run("apply", "-f", file("state.yaml", WEB));

    run("get", "web");
    assertThat(out).contains("address: \"10.0.0.1:80\"\n", "backends:\n  - one\n  - two\n");
    run("get", "web/one");
    assertThat(out).contains("verdict: unknown\n");
    assertThat(run("get", "web/three")).isEqualTo(1);
    assertThat(err).isEqualTo("gorb: unable to locate specified object\n");
  }

  @Test
  void everyProblemOfAFileIsNamedWithItsPath() throws IOException {
    var file = file("state.yaml", WEB.replace("port: 80\n", "prot: 80\n").replace("port: 8080", "port: \"8080\""));

    for (var command : List.of("plan", "apply")) {
      assertThat(run(command, "-f", file)).isEqualTo(1);
      assertThat(err).contains(
          "gorb: " + file + ":4:5: services.web.prot: unknown (did you mean \"port\"?)\n",
          "gorb: " + file + ":6:29: services.web.backends.one.port: \"8080\" (expected: an integer from 1 to 65535)\n");
    }
    assertThat(run("plan", "-f", folder + "/none.yaml")).isEqualTo(1);
    assertThat(err).contains("none.yaml: no such file");
    assertThat(run("plan", "-f", file("broken.yaml", "services: {"))).isEqualTo(1);
    assertThat(err).contains("broken.yaml:1:12: no YAML: ");
    assertThat(run("plan", "-f", file("list.yaml", "- 1"))).isEqualTo(1);
    assertThat(run("plan", "-f", file("twice.toml", "[services]\n[services]\n"))).isEqualTo(1);
    assertThat(err).contains("twice.toml:2:");
    assertThat(run("plan", "-f", file("state.txt", WEB))).isEqualTo(1);
    assertThat(err).contains("state.txt: unknown format (expected: a name that ends with .yaml, .yml, .json or .toml)");
    assertThat(run("apply", "-f", file("good.yaml", WEB), "--confirm-within", "soon")).isEqualTo(1);
    assertThat(err).contains("good.yaml: confirm_within: \"soon\"");
  }

  @Test
  void aStateIsTheSameInEveryFormat() throws IOException {
    run("apply", "-f", file("state.yaml", WEB));

    assertThat(run("plan", "--exit-code", "-f", file("state.toml", """
        "$schema" = "gorb.schema.json"
        [services.web]
        host = "10.0.0.1"
        port = 80
        backends.one = { host = "10.1.0.1", port = 8080, pulse = { type = "none" } }
        backends.two = { host = "10.1.0.2", port = 8080, pulse = { type = "none" } }
        """))).isZero();
    assertThat(runWith("{\n\t\"services\": {\n\t\t\"web\": 7\n\t}\n}", "plan", "-f", "-")).isEqualTo(1);
    assertThat(err).startsWith("gorb: -:3:3: services.web: 7 (expected: ");
  }

  @Test
  void theStandardInputIsAFileToo() {
    assertThat(runWith(WEB, "apply", "-f", "-", "-o", "json")).isZero();

    assertThat(out).contains("\"revision\" : 1").doesNotContain("steps:");
  }

  @Test
  void whereThereAreRisksWhoSitsThereIsAsked() throws IOException {
    run("apply", "-f", file("state.yaml", WEB));
    consents = false;
    var empty = file("empty.yaml", "services: {}");

    assertThat(run("apply", "-f", empty)).isEqualTo(1);
    assertThat(out).contains("risks:\n  removes service web\n");
    assertThat(err).isEqualTo("gorb: not applied\n");
    assertThat(daemon.snapshot().intent().services()).containsOnlyKeys("web");

    assertThat(run("apply", "--yes", "-f", empty)).isZero();
    assertThat(daemon.snapshot().intent().services()).isEmpty();
  }

  @Test
  void aChangeIsConfirmedOnce() throws IOException {
    run("apply", "--confirm-within", "60s", "-f", file("state.yaml", WEB));
    assertThat(out).endsWith("taken back at 2026-11-23T10:01:00Z unless it is confirmed: gorb confirm\n");

    run("revisions");
    assertThat(out).isEqualTo(
        "     1  2026-11-23T10:00:00Z      api: apply  (current)  (to be confirmed until 2026-11-23T10:01:00Z)\n");
    assertThat(run("confirm")).isZero();
    assertThat(out).isEqualTo("confirmed: revision 2\n");
    assertThat(run("confirm")).isEqualTo(1);
    assertThat(err).isEqualTo("gorb: nothing waits to be confirmed\n");
  }

  @Test
  void whatWasComesBack() throws IOException {
    run("apply", "-f", file("state.yaml", WEB));
    run("apply", "-f", file("state.yaml", WEB.replace("two:", "three:").replace("10.1.0.2", "10.1.0.3")));

    run("diff", "1", "2");
    assertThat(out).contains("+ services.web.backends.three: {", "- services.web.backends.two: {",
        "  remove destination 10.1.0.2:8080 from tcp/10.0.0.1:80\n");
    assertThat(run("rollback", "1", "--confirm-within", "1h")).isZero();
    assertThat(out).startsWith("rolled back to 1: revision 3, 2 steps\ntaken back at 2026-11-23T11:00:00Z");
    run("diff", "1", "3");
    assertThat(out).isEqualTo("nothing to change\n");
    assertThat(run("rollback", "70")).isEqualTo(1);
    assertThat(err).startsWith("gorb: revision 70 is not kept");
    assertThat(run("rollback", "1", "--confirm-within", "soon")).isEqualTo(1);
    assertThat(err).startsWith("gorb: confirm_within: \"soon\" (expected: a duration from 1s to 24h");
  }

  @Test
  void driftIsTold() {
    assertThat(run("drift")).isZero();
    assertThat(out).isEqualTo("no drift\n");
  }

  @Test
  void wordsThatAreNotUnderstoodEndWithTwo() {
    assertThat(run("plan")).isEqualTo(2);
    assertThat(err).contains("--file", "Usage: gorb plan");
    assertThat(run("rollback", "x")).isEqualTo(2);
    assertThat(run("diff", "1")).isEqualTo(2);
    assertThat(run("get", "-o", "xml")).isEqualTo(2);
    assertThat(run("get", "--help")).isZero();
    assertThat(out).contains("GORB_URL");
  }

  @Test
  void theSocketOfADaemonDoesAsWellAsItsAddress() throws IOException {
    var socket = folder.resolve("gorb.sock");
    daemon.listen(socket);
    var file = file("state.yaml", WEB);

    assertThat(execute("", "apply", "-f", file, "--url", "unix:" + socket)).isZero();
    assertThat(out).endsWith("applied: revision 1, 3 steps\n");
    usual = "unix://" + socket;
    assertThat(execute("", "get", "web/one")).isZero();
    assertThat(out).contains("verdict: unknown\n");
    assertThat(execute("", "get", "web/three")).isEqualTo(1);
    assertThat(err).isEqualTo("gorb: unable to locate specified object\n");
    usual = "unix:" + folder + "/none";
    assertThat(execute("", "get")).isEqualTo(1);
    assertThat(err).startsWith("gorb: unix:" + folder + "/none: ").contains("is the daemon running there?");
  }

  @Test
  void aBackendIsDrainedAndTheDrainTakenBack() throws IOException {
    run("apply", "-f", file("state.yaml", WEB));

    assertThat(run("drain", "web/one", "--within", "90s", "--keep")).isZero();
    assertThat(out).isEqualTo("web/one: draining until 2026-11-23T10:01:30Z\n");
    assertThat(run("get")).isZero();
    assertThat(out).contains("state: draining", "drain_keep: true");
    assertThat(run("resume", "web/one")).isZero();
    assertThat(out).isEqualTo("web/one: enabled\n");

    assertThat(run("drain", "web/one", "--within", "1s", "--wait")).isZero();
    assertThat(out).startsWith("web/one: draining until").endsWith("web/one: removed\n");
    assertThat(run("drain", "web/one")).isEqualTo(1);
    assertThat(err).contains("unable to locate specified object");
    assertThat(run("drain", "web")).isEqualTo(1);
    assertThat(err).contains("expected: service/backend");
    assertThat(run("drain", "web/two", "--within", "soon")).isEqualTo(1);
    assertThat(err).contains("within: \"soon\"");
  }

  @Test
  void aDaemonThatIsNotThereIsNamed() {
    assertThat(execute("", "get", "--url", "http://127.0.0.1:1")).isEqualTo(1);
    assertThat(err).contains("gorb: http://127.0.0.1:1: Connection refused");
    for (var url : List.of("nonsense", "localhost:4672", "file:///etc", "http://a b", "unix:", "unix://")) {
      assertThat(execute("", "get", "--url", url)).isEqualTo(1);
      assertThat(err).isEqualTo("gorb: --url: " + url + " (expected: http://host:port, or unix: and the path of a socket)\n");
    }
    assertThat(execute("", "get", "--token-file", folder + "/none")).isEqualTo(1);
    assertThat(err).contains("--token-file");
  }

  private int run(String... arguments) {
    return runWith("", arguments);
  }

  private int runWith(String input, String... arguments) {
    var all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", "http://127.0.0.1:" + daemon.address().getPort()));
    return execute(input, all.toArray(String[]::new));
  }

  private int execute(String input, String... arguments) {
    var output = new ByteArrayOutputStream();
    var errors = new ByteArrayOutputStream();
    var terminal = new Terminal(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(output, true, StandardCharsets.UTF_8), new PrintStream(errors, true, StandardCharsets.UTF_8),
        _ -> consents, usual);
    int code = Commands.run(terminal, arguments);
    out = output.toString(StandardCharsets.UTF_8);
    err = errors.toString(StandardCharsets.UTF_8);
    return code;
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
