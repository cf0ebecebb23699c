package gorb.health;

import static gorb.health.Checks.PLENTY;
import static gorb.health.Checks.once;
import static gorb.health.Checks.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import gorb.model.Advice;
import gorb.model.CheckMethod.Exec;
import gorb.model.CheckTarget;
import gorb.model.ExecPolicy;
import gorb.model.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExecProbeTest {
  private static final CheckTarget TARGET = new CheckTarget("127.0.0.9", 8080);

  @TempDir
  private Path folder;

  @Test
  void aCommandThatEndsWellIsUpAndAnotherSaysWhy() throws Exception {
    assertThat(shell("exit 0")).startsWith("Success");
    assertThat(shell("echo disk full; echo more; exit 3")).isEqualTo("exit code 3: disk full");
    assertThat(shell("printf 'a\\007b' >&2; exit 1")).isEqualTo("exit code 1: a.b");
    assertThat(shell("exit 255")).isEqualTo("exit code 255");
    assertThat(shell("kill -9 $$")).isEqualTo("exit code 137");
  }

  @Test
  void noShellLooksAtTheWords() throws Exception {
    var report = once(new Exec(TARGET, List.of("/usr/bin/test", "$(id)*;", "=", "$(id)*;"), false), PLENTY);

    assertThat(report.result()).isInstanceOf(CheckResult.Success.class);
  }

  @Test
  void anExitCodeMayBeAWeight() throws Exception {
    for (var row : List.of(List.of(2, 0), List.of(52, 50), List.of(101, 99))) {
      var report = once(new Exec(TARGET, List.of("/bin/sh", "-c", "exit " + row.get(0)), true), PLENTY);

      assertThat(report.health().advice()).isEqualTo(new Advice("exec", row.get(1), "exit code " + row.get(0)));
    }
    assertThat(once(new Exec(TARGET, List.of("/bin/sh", "-c", "exit 102"), true), PLENTY).health().advice()).isNull();
    assertThat(reason(once(new Exec(TARGET, List.of("/bin/sh", "-c", "exit 1"), true), PLENTY)))
        .isEqualTo("exit code 1");
    assertThat(reason(once(new Exec(TARGET, List.of("/bin/sh", "-c", "exit 103"), true), PLENTY)))
        .isEqualTo("exit code 103");
  }

  @Test
  void aCommandIsToldItsTargetAndNothingElse() throws Exception {
    var file = folder.resolve("seen");

    assertThat(shell("env | sort | grep -v -e ^PWD= -e ^SHLVL= -e ^_= > " + file + "; pwd >> " + file))
        .startsWith("Success");

    assertThat(Files.readString(file)).isEqualTo("""
        GORB_ADDRESS=127.0.0.9
        GORB_HOST=127.0.0.9
        GORB_PORT=8080
        LANG=C.UTF-8
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
        /
        """);
  }

  @Test
  void aCommandThatHangsEndsWithTheCheckAndSoDoesWhatItBegan() throws Exception {
    var file = folder.resolve("pids");
    var report = once(new Exec(TARGET,
        List.of("/bin/sh", "-c", "sleep 1000 & echo $$ $! > " + file + "; wait"), false), Duration.ofSeconds(2));

    assertThat(reason(report)).isEqualTo("timed out after 2 s");
    for (var pid : Files.readString(file).strip().split(" ")) {
      await().until(() -> ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  @Test
  void aCommandThatSaysTooMuchIsEnded() throws Exception {
    assertThat(shell("exec yes")).isEqualTo("exit code 137: more than 65536 bytes of output");
  }

  @Test
  void aProgramThatIsMissingTakesNoServerDown() throws Exception {
    var report = once(new Exec(TARGET, List.of("/nonexistent/program"), false), PLENTY);

    assertThat(reason(report)).startsWith("not asked: command /nonexistent/program: ").contains("No such file");
  }

  @Test
  void commandsAreOffUnlessAskedForAndForRootUnlessAskedForAgain() throws Exception {
    assertRefused(ExecPolicy.OFF, false, "commands are off (--exec-checks unprivileged)");
    assertRefused(ExecPolicy.OFF, true, "commands are off (--exec-checks unprivileged)");
    assertRefused(ExecPolicy.UNPRIVILEGED, true,
        "commands are off for root (--exec-checks as-root, or run as another user)");
    new Commands(ExecPolicy.UNPRIVILEGED, false).begin();
    new Commands(ExecPolicy.ALSO_AS_ROOT, true).begin();
  }

  private static void assertRefused(ExecPolicy policy, boolean isRoot, String reason) {
    var probe = new ExecProbe(new Exec(TARGET, List.of("/bin/true"), false), new Commands(policy, isRoot),
        new Connector(IpAddress::of));

    assertThatThrownBy(probe::run).isInstanceOf(CheckNotMadeException.class).hasMessage(reason);
  }

  private static String shell(String script) throws Exception {
    return reason(once(new Exec(TARGET, List.of("/bin/sh", "-c", script), false), PLENTY));
  }
}
