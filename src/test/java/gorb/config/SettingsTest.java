package gorb.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gorb.config.Config.DataplaneChoice;
import gorb.config.Config.FileChoice;
import gorb.config.Config.RemovedConnections;
import gorb.control.DriftPolicy;
import gorb.control.StopPolicy;
import gorb.logs.LogFormat;
import gorb.model.ExecPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of a file, and flags that come before them. */
class SettingsTest {
  private final CommandLineReader reader = new CommandLineReader(Map.of(), false);

  @TempDir
  private Path folder;
  private Path file;

  @BeforeEach
  void writeFile() throws IOException {
    file = Files.writeString(folder.resolve("gorb.yaml"), """
        listen: 127.0.0.1:1
        interface: lo
        vip-interface: ${user.home}
        dataplane: userspace
        flush: true
        open: false
        token-file: /etc/gorb/token
        host-name: [lb.example, alias]
        socket: none
        state-dir: /var/lib/x
        drift: report
        stop: drain
        stop-within: 60s
        removed-connections: cut
        verbose: true
        log-format: json
        watch-config: true
        store-sync-time: 30
        """);
  }

  @Test
  void everySettingOfAFileIsTaken() throws Exception {
    assertThat(read()).isEqualTo(new Config(
        "127.0.0.1:1", "lo", "${user.home}", DataplaneChoice.USERSPACE, true, ExecPolicy.OFF,
        new Config.AccessRule.Token(Path.of("/etc/gorb/token")), Set.of("lb.example", "alias"), null,
        new StateDirectory(Path.of("/var/lib/x"), true), DriftPolicy.REPORT,
        new Config.StopChoice(StopPolicy.DRAIN, Duration.ofMinutes(1)), RemovedConnections.CUT, null, null, null,
        List.of(), new Config.LogChoice(true, LogFormat.JSON),
        new FileChoice(file, true)));
  }

  @Test
  void aStopMayWaitForConnectionsAndForRouters() throws Exception {
    assertThat(read().stopWait()).isEqualTo(Duration.ofSeconds(60));
    assertThat(read("--stop", "leave").stopWait()).isZero();

    Files.writeString(file, Files.readString(file) + """
        bgp: {asn: 65001, leave_wait: 20s, leave_on_stop: true, peers: [{address: 192.0.2.1, asn: 65000}]}
        """);

    assertThat(read().stopWait()).isEqualTo(Duration.ofSeconds(80));
    assertThat(read("--stop", "leave").stopWait()).isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void aFlagOfTheCommandLineComesBeforeTheFile() throws Exception {
    var config = read("-l", ":2", "-f=false", "--dataplane=memory", "--host-name", "only.this", "-v=false",
        "--watch-config=false");

    assertThat(config.listen()).isEqualTo(":2");
    assertThat(config.flush()).isFalse();
    assertThat(config.dataplane()).isEqualTo(DataplaneChoice.MEMORY);
    assertThat(config.hostNames()).containsExactly("only.this");
    assertThat(config.log()).isEqualTo(new Config.LogChoice(false, LogFormat.JSON));
    assertThat(config.file()).isEqualTo(new FileChoice(file, false));
    assertThat(config.interfaceName()).as("what no flag says is the file's").isEqualTo("lo");
  }

  @Test
  void aFileHasToBeRightEvenWhereAFlagComesBeforeIt() throws IOException {
    Files.writeString(file, "dataplane: xdp\n");

    assertThatThrownBy(() -> read("--dataplane", "memory"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + ":1:1: dataplane: xdp (expected: auto, ipvs, userspace or memory)");
  }

  @Test
  void aFlagThatContradictsTheFileIsAProblemOfTheCommandLine() {
    assertThatThrownBy(() -> read("--open")).isInstanceOf(UsageException.class).hasMessageContaining("--token-file");
  }

  @Test
  void theCommandLineIsJudgedBeforeTheFileIsRead() {
    assertThatThrownBy(() -> reader.read("--config", "nowhere.yaml", "--lisen", ":1"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("unknown flag: --lisen");
  }

  @Test
  void helpNeedsNoFile() throws Exception {
    assertThat(reader.read("--config", "nowhere.yaml", "-h")).isInstanceOf(CommandLineRequest.Help.class);
  }

  @Test
  void everyFlagIsASettingButThoseThatMakeNoSenseInAFile() {
    assertThat(Setting.ALL.keySet()).contains("listen", "watch-config").doesNotContain("config", "help", "version");
    assertThat(Setting.ALL.values()).allSatisfy(it -> assertThat(it.description()).doesNotContain("${").isNotEmpty());
    assertThat(Setting.ALL.get("dataplane").choices()).containsExactly("auto", "ipvs", "userspace", "memory");
  }

  private Config read(String... flags) throws UsageException, ConfigException {
    var arguments = new ArrayList<>(List.of(flags));
    arguments.addAll(List.of("--config", file.toString()));
    return ((CommandLineRequest.Run) reader.read(arguments.toArray(String[]::new))).config();
  }
}
